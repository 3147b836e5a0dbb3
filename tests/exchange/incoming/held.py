"""``manage.py import_articles`` that stays in the middle of its second transaction. Usage: held.py FILE ARGUMENT...

Once all of it is written, and nothing is committed, the file is there; then it waits for its end.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import django
from django.core.management import call_command


def main(reached: Path, arguments: Sequence[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from exchange.incoming.plan import Plan
    from exchange.incoming.writing import SetWriter

    write, written = SetWriter.write, list[int]()

    def held(self: SetWriter, plans: Sequence[Plan]) -> None:
        write(self, plans)
        written.append(len(plans))
        if len(written) > 1:
            reached.touch()
            while True:
                time.sleep(1)

    SetWriter.write = held  # type: ignore[method-assign]
    call_command("import_articles", *arguments)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
