"""Build the image in plain root file systems, and run it and the services of compose.yaml without an engine.

Then docs/operation.md's way to a service, an upgrade and back, in a root of its own.

usage: python -m tests.containers [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.containers import containerfile, neighbours, roots

LIMIT = 600_000_000
NEEDED = ("mmdebstrap", "unshare", "chroot", "mount", "setpriv", "strip", "tar", "git")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="work there, use what is there and leave it there")
    options = parser.parse_args()
    if reason := what_is_missing():
        print(f"SKIPPED, the container's steps in a plain root file system: {reason}")
        return
    try:
        with working_place(options.keep) as place:
            check(place)
    except roots.CannotBuild as reason:
        print(f"SKIPPED, the container's steps in a plain root file system: {reason}")


@contextmanager
def working_place(kept: Path | None) -> Iterator[Path]:
    """The folder that is to be kept, or one that is gone afterwards."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    place = Path(tempfile.mkdtemp(prefix="quotemark-root-"))
    place.chmod(0o755)  # PostgreSQL's files lie in it, and are another user's
    try:
        yield place
    finally:
        shutil.rmtree(place)


def what_is_missing() -> str:
    """Why it cannot be done on this machine; empty where it can."""
    if os.geteuid() != 0:
        return "only root can mount and change roots."
    for program in NEEDED:
        if shutil.which(program) is None:
            return f"{program} is not installed (on Debian: apt-get install mmdebstrap util-linux binutils git)."
    if reason := neighbours.missing():
        return reason
    allowed = subprocess.run(
        ["unshare", "--mount", "--pid", "--net", "--fork", "true"], capture_output=True, text=True, check=False
    )
    return allowed.stderr.strip()


def check(place: Path) -> None:
    begun = time.monotonic()
    root = build(place)
    print(f"built in {time.monotonic() - begun:.0f} s", flush=True)
    told_size(root)
    apart("sealed", place, "--net")
    apart("operated", place)
    print(f"all of it: {time.monotonic() - begun:.0f} s")


def build(place: Path) -> roots.PlainRoot:
    """All stages. The last one is the image."""
    built: dict[str, roots.PlainRoot] = {}
    for number, stage in enumerate(containerfile.stages((roots.ROOT / "Containerfile").read_text())):
        print(f"FROM {stage.base}", flush=True)
        base = roots.make_base(stage.base, place)
        name = stage.name or str(number)
        folder = place / name
        if folder.exists():
            shutil.rmtree(folder)
        built[name] = roots.build(stage, folder, base=base, others=built)
    return built[name]


def apart(module: str, place: Path, *namespaces: str) -> None:
    """Run one of the modules beside this one in namespaces of its own; end where it fails."""
    unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", *namespaces]
    command = [*unshare, sys.executable, "-m", f"tests.containers.{module}", str(place)]
    done = subprocess.run(command, cwd=roots.ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def told_size(root: roots.PlainRoot) -> None:
    """Print what the files take; end where it is more than the limit."""
    whole, ours = root.size(), roots.size_of(root.folder / "opt" / "quotemark")
    print(f"size: {whole / 1e6:.0f} MB, of it {ours / 1e6:.0f} MB Quotemark with all that it needs", flush=True)
    if whole > LIMIT:
        sys.exit(f"the image is larger than {LIMIT / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
