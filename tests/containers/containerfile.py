"""A Containerfile as values: its stages and their steps, and what its image says of how it is run."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

OF_THE_IMAGE = {"CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "USER", "VOLUME", "WORKDIR"}
OF_THE_FILES = {"COPY", "RUN", "WORKDIR"}


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction with what stands behind it."""

    name: str
    words: str


@dataclass(slots=True)
class Stage:
    """All that stands between one FROM and the next."""

    base: str
    name: str = ""
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Image:
    """How a container of an image is run. `env` begins with that of the image below."""

    env: dict[str, str]
    user: str = "root"
    folder: str = "/"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """Change what the step says of the image, if it says anything of it."""
        match step.name:
            case "ENV":
                pairs = dict(word.split("=", 1) for word in shlex.split(step.words))
                self.env |= {name: filled(value, self.env) for name, value in pairs.items()}
            case "USER":
                self.user = step.words
            case "WORKDIR":
                self.folder = step.words
            case "VOLUME":
                self.volumes += shlex.split(step.words)
            case "CMD":
                self.command = json.loads(step.words)
            case "ENTRYPOINT":
                self.entrypoint = json.loads(step.words)
            case "HEALTHCHECK":
                self.health = json.loads(step.words.partition("CMD ")[2])


def stages(text: str) -> list[Stage]:
    """The stages of a Containerfile. Raises ValueError at an instruction that nobody here can carry out."""
    found: list[Stage] = []
    for step in steps(text):
        if step.name == "FROM":
            base, _, name = step.words.partition(" AS ")
            found.append(Stage(base.strip(), name.strip()))
        elif step.name not in OF_THE_IMAGE | OF_THE_FILES:
            raise ValueError(f"{step.name} is an instruction that a plain root file system does not know")
        else:
            found[-1].steps.append(step)
    return found


def steps(text: str) -> Iterator[Step]:
    """The instructions, each with its lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for whole in re.sub(r"\s*\\\n\s*", " ", "\n".join(lines)).splitlines():
        name, _, words = whole.strip().partition(" ")
        yield Step(name.upper(), words.strip())


def filled(value: str, env: Mapping[str, str]) -> str:
    """The value with ``$NAME`` and ``${NAME}`` replaced by what they stand for."""
    return re.sub(r"\$\{?(\w+)\}?", lambda found: env.get(found[1], ""), value)
