#!/usr/bin/env python
"""Quotemark's management commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.commands import run_command

    run_command(sys.argv)


if __name__ == "__main__":
    main()
