"""Plain root file systems: a Debian with the Python of an image, and the steps of a Containerfile carried out there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.containers.containerfile import Image, Stage

ROOT = Path(__file__).resolve().parent.parent.parent
PATH = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
BASE = re.compile(r"(?:docker\.io/library/)?python:(?P<python>3\.\d+)-slim-(?P<debian>\w+)")
# What the image of a slim Debian leaves out, and what the one of Python has beside.
LEFT_OUT = ("doc", "groff", "info", "linda", "lintian", "locale", "man")
LIBRARIES = (
    "usr-is-merged,ca-certificates,netbase,tzdata,libbz2-1.0,libexpat1,libffi8,liblzma5,libncursesw6,libreadline8,"
    "libsqlite3-0,libssl3,libuuid1,zlib1g"
)
DEBIANS = "usr-is-merged,ca-certificates,netbase,tzdata,python3,python3-venv,python3-pip"
OF_THE_NETWORK = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")


class CannotBuild(Exception):  # noqa: N818 - reads as what happened
    """What is missing on this machine."""


@dataclass(slots=True)
class PlainRoot:
    """A folder that holds all files of an image, and how a container of it is run."""

    folder: Path
    image: Image

    def inside(self, command: Sequence[str], *, user: str = "root", env: dict[str, str] | None = None) -> list[str]:
        """The command as a user of this root, with the environment of the image and nothing else of ours."""
        values = {**self.image.env, **(env or {})}
        told = [f"{name}={value}" for name, value in values.items()]
        chroot = ["chroot", f"--userspec={user}", str(self.folder)]
        return [*chroot, "env", "-i", f"--chdir={self.image.folder}", *told, *command]

    def run(self, words: str, *, mounts: Sequence[str] = (), env: dict[str, str] | None = None) -> None:
        """A RUN step: a line of the shell, with mounts that are gone afterwards."""
        binds = [f"mount --bind {shlex.quote(place)} {shlex.quote(str(self.folder) + place)}" for place in mounts]
        for place in mounts:
            make_place(Path(place), self.folder / place.lstrip("/"))
        proc = f"mount -t proc proc {shlex.quote(str(self.folder / 'proc'))}"
        command = shlex.join(self.inside(["sh", "-c", words], user=self.image.user, env=env))
        lines = " && ".join([proc, *binds, f"exec {command}"])
        subprocess.run(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", lines], check=True)

    def size(self) -> int:
        """The bytes of all files, each once, as an engine counts them."""
        return size_of(self.folder)


def size_of(folder: Path) -> int:
    told = subprocess.run(
        ["du", "--summarize", "--one-file-system", "--bytes", str(folder)], capture_output=True, text=True, check=True
    )
    return int(told.stdout.split()[0])


def make_place(like: Path, place: Path) -> None:
    """Something that a mount can lie over."""
    if like.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    elif not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()


def build(stage: Stage, folder: Path, *, base: Path, others: dict[str, PlainRoot]) -> PlainRoot:
    """Carry out all steps of a stage in a root made from the archive `base`."""
    folder.mkdir()
    subprocess.run(["tar", "--extract", "--file", str(base), "--directory", str(folder)], check=True)
    root = PlainRoot(folder, Image({"PATH": PATH}))
    passed, mounts = of_the_network()
    for step in stage.steps:
        print(f"  {step.name} {step.words[:100]}", flush=True)
        if step.name == "RUN":
            root.run(step.words, mounts=mounts, env=passed)
        elif step.name == "COPY":
            copy(root, step.words, others)
        elif step.name == "WORKDIR":
            (folder / step.words.lstrip("/")).mkdir(parents=True, exist_ok=True)
        root.image.take(step)
    return root


def of_the_network() -> tuple[dict[str, str], list[str]]:
    """What reaches the package registry: settings, and files that lie at the same place in a root as here."""
    passed = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or "_proxy" in name.lower()}
    near = [word for value in passed.values() for word in value.split() if word.startswith("/") and Path(word).exists()]
    return passed, [place for place in dict.fromkeys((*OF_THE_NETWORK, *near)) if Path(place).exists()]


def copy(root: PlainRoot, words: str, others: dict[str, PlainRoot]) -> None:
    """A COPY step: files of the clone, or a folder of an earlier stage."""
    *options, source, target = words.split()
    place = root.folder / os.path.join(root.image.folder, target).lstrip("/")
    if options:
        [name] = [option.removeprefix("--from=") for option in options]
        place.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "--archive", str(others[name].folder / source.lstrip("/")), str(place)], check=True)
        return
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", source],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    there = b"\0".join(name for name in listed.stdout.split(b"\0") if name and (ROOT / os.fsdecode(name)).exists())
    packed = subprocess.run(
        ["tar", "--create", "--null", "--files-from=-"], cwd=ROOT, input=there, check=True, capture_output=True
    )
    unpack = ["tar", "--extract", "--no-same-owner", "--directory", str(place)]
    subprocess.run(unpack, input=packed.stdout, check=True)


def make_base(name: str, folder: Path) -> Path:
    """The image that a stage is FROM: a minimal Debian with that Python, or with Debian's if this machine has none."""
    asked = BASE.fullmatch(name)
    if asked is None:
        raise ValueError(f"nobody here knows how to make {name}")
    archive, made = folder / "base.tar", folder / "base"
    if archive.exists():
        return archive
    home = python_home(asked["python"])
    options = [f"--dpkgopt=path-exclude=/usr/share/{place}/*" for place in LEFT_OUT]
    options.append("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr")
    include = LIBRARIES if home else DEBIANS
    making = [
        "mmdebstrap",
        "--quiet",
        "--variant=minbase",
        f"--include={include}",
        *options,
        asked["debian"],
        str(made),
    ]
    if subprocess.run(making, check=False).returncode:
        raise CannotBuild(f"mmdebstrap could not make {asked['debian']}: are Debian's packages within reach?")
    root = PlainRoot(made, Image({"PATH": PATH}))
    if home:
        copy_python(home, asked["python"], root)
    else:
        print(f"  no Python {asked['python']} on this machine: Debian's own takes its place")
        root.run("ln -s /usr/bin/python3 /usr/local/bin/python")
    subprocess.run(["tar", "--create", "--file", str(archive), "--directory", str(made), "."], check=True)
    shutil.rmtree(made)
    return archive


def python_home(version: str) -> Path | None:
    """Where a Python of this version lies that can be copied: all of it in one folder."""
    found = [
        Path(f"/usr/local/bin/python{version}"),
        *Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"),
    ]
    for path in found:
        home = path.parent.parent
        if path.exists() and (home / "lib" / f"python{version}" / "ensurepip").exists():
            return home
    return None


def copy_python(home: Path, version: str, root: PlainRoot) -> None:
    """Into `/usr/local`, without what the image of Python leaves out: tests, drawings of windows, libraries to link."""
    local, library = root.folder / "usr/local", f"lib/python{version}"
    (local / "bin").mkdir(parents=True, exist_ok=True)
    shutil.copy2(home / "bin" / f"python{version}", local / "bin")
    for shared in (home / "lib").glob("libpython*.so*"):
        shutil.copy2(shared, local / "lib", follow_symlinks=False)
    left_out = shutil.ignore_patterns(
        "test", "tests", "idle_test", "idlelib", "tkinter", "turtledemo", "__pycache__", "*.pyc", "*.a", "site-packages"
    )
    shutil.copytree(home / library, local / library, symlinks=True, ignore=left_out, dirs_exist_ok=True)
    (local / library / "site-packages").mkdir(exist_ok=True)
    for name in ("python", "python3"):
        (local / "bin" / name).symlink_to(f"python{version}")
    compiled = [str(path) for path in (*local.glob("lib/libpython*.so.*"), *(local / library).rglob("*.so"))]
    subprocess.run(["strip", "--strip-unneeded", *compiled], check=True)
    root.run(
        "ldconfig && python -m ensurepip --default-pip >/dev/null && python -c 'import ssl, sqlite3, lzma, ctypes'"
    )
