"""Time for each word of a short and of a long text: quadratic behaviour shows as a growing figure.

usage: long_texts.py [--words N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from suggesters.pipeline import load
from suggesters.quotation import scan

PARAGRAPH = (
    "“We will wait,” said Tom Okafor, a fisherman, “but not for ever.” Mayor Ines Calder warned that the repairs would "
    "cost more than the town has. She called the plan “a gift to nobody” and left for Marlow on Monday.\n\n"
)
UNBALANCED = ("‘a ", "“a ‘b", '"', "“a", "'a' ", "” ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=200_000, help="of the longest text")
    options = parser.parse_args()
    suggester = load()
    suggester.suggest(PARAGRAPH)
    for words in (2_000, options.words):
        text = PARAGRAPH * (words // len(PARAGRAPH.split()))
        begun = process_time()
        found = suggester.suggest(text)
        spent = process_time() - begun
        each = 1e6 * spent / len(text.split())
        print(f"{words:>8} words: {each:6.0f} µs a word, {len(found.quotes)} quotes")
    for unit in UNBALANCED:
        times = [seconds_to_scan(unit * count) for count in (2_000, 20_000)]
        print(f"marks {unit!r:>9}: ten times the text takes {times[1] / times[0]:.1f} times as long")


def seconds_to_scan(text: str) -> float:
    """The least of three runs."""
    spent = []
    for _ in range(3):
        begun = process_time()
        scan(text)
        spent.append(process_time() - begun)
    return min(spent)


if __name__ == "__main__":
    main()
