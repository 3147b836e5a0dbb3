"""The command ``quotemark``: without a command it starts everything on this machine, else it does that command."""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER, ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from quotemark.place import data_folder, put_rooms_first

MORE = """
without a command: makes a database, a login and a sample project where there are none, and serves the pages
on this machine with a worker beside; Ctrl+C stops both. `quotemark help` lists all commands,
`quotemark help COMMAND` says what one of them takes.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    asked = parser()
    options = asked.parse_args(arguments)
    if options.data is not None:
        os.environ["QUOTEMARK_VAR"] = str(options.data.expanduser())
    os.environ["QUOTEMARK_VAR"] = str(data_folder())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    put_rooms_first()
    if not options.command:
        from quotemark.start import start

        sys.exit(start(port=port() if options.port is None else options.port))
    if options.port is not None:
        asked.error("--port belongs to the start without a command: leave it out, or the command")
    manage(options.command)


def parser() -> ArgumentParser:
    made = ArgumentParser("quotemark", description="Who said what in the news.", epilog=MORE)
    made.add_argument("--data", metavar="DIR", type=Path, help=f"where the data is kept (now {data_folder()})")
    made.add_argument("--port", metavar="N", type=port_number, help="of this machine (PORT, else 8000); 0: any")
    made.add_argument("--version", action="version", version=own_version())
    made.add_argument("command", nargs=REMAINDER, metavar="COMMAND …", help="import_articles, suggest, export, …")
    return made


def manage(command: Sequence[str]) -> None:
    """The command of Django or of one of the rooms, as ``manage.py`` does it."""
    sys.argv = ["quotemark", *command]
    from config.commands import run_command

    run_command(sys.argv)


def port() -> int:
    """The one of the environment. Ends the program where it is none."""
    try:
        return port_number(os.environ.get("PORT", "").strip() or "8000")
    except ArgumentTypeError as error:
        sys.exit(f"quotemark: PORT: {error}")


def port_number(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError(f"“{text}” is not a port: write a number from 0 to 65535")
    return int(text)


def own_version() -> str:
    try:
        return f"quotemark {version('quotemark')}"
    except PackageNotFoundError:
        return "quotemark, from a clone"
