"""The blocks of docs/operation.md that are run as they are written are found where they stand."""

from __future__ import annotations

import pytest

from tests.containers.manual import Block, blocks, function
from tests.starts import ROOT

PAGE = """# Operation
## As a service
The unit `/etc/systemd/system/one.service`:
```ini
[Unit]
```
Then, once:
```sh
one() { true; }
one
```
## Later
```sh
two
```
"""


def test_blocks_know_their_section_and_the_path_before_them() -> None:
    assert blocks(PAGE) == [
        Block("ini", "As a service", "/etc/systemd/system/one.service", "[Unit]\n"),
        Block("sh", "As a service", "", "one() { true; }\none\n"),
        Block("sh", "Later", "", "two\n"),
    ]


def test_a_function_is_the_line_that_makes_it() -> None:
    assert function("one", "first\none() { true; }\none\n") == "one() { true; }"
    with pytest.raises(ValueError, match="two"):
        function("two", "one() { true; }")


def test_the_page_has_both_units_and_the_three_blocks() -> None:
    found = blocks((ROOT / "docs" / "operation.md").read_text())
    units = [block.path for block in found if block.section == "As a service" and block.language == "ini"]
    assert units == [f"/etc/systemd/system/{name}.service" for name in ("quotemark", "quotemark-worker")]
    assert len([block for block in found if block.language == "sh" and block.section == "As a service"]) == 1
    assert len([block for block in found if block.language == "sh" and block.section == "Upgrade and rollback"]) == 2
