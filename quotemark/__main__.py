"""``python -m quotemark``: the same as the command ``quotemark``."""

from quotemark.cli import main

main()
