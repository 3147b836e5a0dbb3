"""A Containerfile is read as it is written; what could not be carried out stops with its name."""

from __future__ import annotations

import pytest

from tests.containers.containerfile import Image, stages, steps
from tests.starts import ROOT


def test_lines_are_joined_and_comments_are_none() -> None:
    [run, copy] = steps("# first\nRUN one \\\n    && two\n\n  # inside\nCOPY --from=build /a /b\n")
    assert (run.name, run.words) == ("RUN", "one && two")
    assert (copy.name, copy.words) == ("COPY", "--from=build /a /b")


def test_an_instruction_that_nobody_can_carry_out_is_named() -> None:
    with pytest.raises(ValueError, match="ONBUILD"):
        stages("FROM python\nONBUILD RUN true\n")


def test_our_image_has_a_user_of_its_own_a_volume_and_a_health_check() -> None:
    build, last = stages((ROOT / "Containerfile").read_text())
    assert (build.name, build.base) == ("build", last.base)
    image = Image({"PATH": "/usr/bin"})
    for step in last.steps:
        image.take(step)
    assert (image.user, image.volumes) == ("quotemark", ["/data"])
    assert image.env["PATH"] == "/opt/quotemark/bin:/usr/bin"
    assert image.command[:2] == ["quotemark", "serve"]
    assert "/healthz" in image.health[2]
