"""docs/operation.md's blocks for a service, an upgrade and the way back, run as they are written in a plain root.

``python -m tests.containers`` starts this in namespaces of its own. `systemctl` is a stand-in (beside this file); all
else is what the page says: the user, the settings, both units, the locked requirements, the wheels, backup and restore.
"""

from __future__ import annotations

import re
import secrets
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.containers import manual, roots
from tests.containers.containerfile import Image
from tests.containers.mounts import mount
from tests.containers.roots import ROOT, PlainRoot
from tests.containers.services import done, waited
from tests.containers.visitor import Visitor

HERE = "/root/releases"
"""Where the files of both releases lie, as whoever fetched them has them."""
SINCE = '{"id": "since", "text": "“We came later,” Anna Weber said."}\n'
Run = Callable[[str], str]


def main(place: Path) -> None:
    page = manual.blocks((ROOT / "docs" / "operation.md").read_text())
    [install] = shell(page, "As a service")
    upgrade, back = shell(page, "Upgrade and rollback")
    root, run = machine(place / "machine", page, manual.function("quotemark", install))
    old, new = releases(root, run)
    run(install.replace("X.Y", old))
    [password] = re.findall(r"password\s+(\S+)", run("quotemark start_here"))
    visitor = Visitor("http://localhost:8000")
    waited(lambda: "Sample project" in visitor.sign_in("editor", password))
    assert stat.filemode((root.folder / "var/lib/quotemark").stat().st_mode) == "drwx------"
    run(upgrade.replace("X.Y", new))
    look(run, visitor, new)
    (root.folder / "tmp/since.jsonl").write_text(SINCE)
    run("quotemark import_articles --project sample /tmp/since.jsonl")
    assert is_there(run)
    run(back.replace("OLD", old))
    look(run, visitor, old)
    assert not is_there(run), "the backup of before the upgrade holds what was done since"
    assert {path.name for path in (root.folder / "srv/backups").iterdir()} == {"before.backup", "after.backup"}
    run("systemctl stop quotemark-worker quotemark")
    print("docs/operation.md: a service, an upgrade and the way back, run as they are written there", flush=True)


def shell(page: list[manual.Block], section: str) -> list[str]:
    return [block.lines for block in page if (block.section, block.language) == (section, "sh")]


def machine(folder: Path, page: list[manual.Block], function: str) -> tuple[PlainRoot, Run]:
    """A minimal Debian with the units and settings of the page, and what runs lines of the shell there as root."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    subprocess.run(["tar", "--extract", "--file", folder.with_name("base.tar"), "--directory", folder], check=True)
    root = PlainRoot(folder, Image({"PATH": roots.PATH}))
    passed, mounts = roots.of_the_network()
    for path in mounts:
        roots.make_place(Path(path), folder / path.lstrip("/"))
        mount("--bind", path, folder / path.lstrip("/"))
    mount("-t", "proc", "proc", folder / "proc")
    mount("--bind", "/dev", folder / "dev")
    for block in page:
        if block.language == "ini":
            (folder / "etc/systemd/system").mkdir(parents=True, exist_ok=True)
            (folder / block.path.lstrip("/")).write_text(block.lines)
    settings = folder / "etc/quotemark.env"
    settings.touch(mode=0o600)
    settings.write_text(
        f"SECRET_KEY={secrets.token_hex()}\nALLOWED_HOSTS=localhost\nQUOTEMARK_VAR=/var/lib/quotemark\n"
    )
    shutil.copy2(Path(__file__).with_name("systemctl"), folder / "usr/local/bin")
    (folder / HERE.lstrip("/")).mkdir(parents=True)

    def run(lines: str) -> str:
        return done(root.inside(["bash", "-ec", f"cd {HERE}\n{function}\n{lines}"], env=passed))

    return root, run


def releases(root: PlainRoot, run: Run) -> tuple[str, str]:
    """The wheel of this code, and the same code under the next version; with the locked requirements of both."""
    old = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    new = f"{old}.1"
    (root.folder / "root/source").mkdir()
    roots.copy(PlainRoot(root.folder, Image({}, folder="/root/source")), ". .", {})
    wheel = f"pip wheel --quiet --no-deps --wheel-dir {HERE} /root/source"
    run(f"{wheel}\nsed -i 's/^version = .*/version = \"{new}\"/' /root/source/pyproject.toml\n{wheel}")
    run(f"cp /root/source/requirements.txt .\ncp requirements.txt requirements-{old}.txt")
    return old, new


def look(run: Run, visitor: Visitor, version: str) -> None:
    """The version is installed, and whoever was signed in reads on."""
    assert f"Version: {version}\n" in run("/opt/quotemark/bin/pip show quotemark")
    waited(lambda: 'data-kind="quote"' in visitor.read("/articles/1/"))


def is_there(run: Run) -> bool:
    return '"since"' in run("quotemark export --project sample --format jsonl --set machine")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
