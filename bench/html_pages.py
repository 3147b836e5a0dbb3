"""What the HTML reader makes of a folder of saved pages: words out of order, words twice, dates that no page states.

usage: html_pages.py [--gold FOLDER] [--readers FOLDER] [--pages]

FOLDER holds ``captions/captions.dev.jsonl`` and ``html-import/import.jsonl``, each line with ``html_path``. The
pages are walked here with lxml alone, so that a fault of the reader's own walk is seen. ``--readers`` names another
checkout whose reader is measured, ``--pages`` lists each fault. Without the folder nothing is measured and the exit
is 0: the gold is not part of the project.

inversions   units (paragraphs, headings, captions) that stand on the page before the unit that the article has before
             them; headline and standfirst always come first and are left out
repeats      units whose words the article has more often than the page
dates        publication dates that stand in no metadata, no ``<time>``, no address and no line “Published …”
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

ROOT = Path(__file__).resolve().parent.parent
SETS = ("captions/captions.dev.jsonl", "html-import/import.jsonl")
LIMIT = 20_000_000
LEAST_LETTERS = 12
"""Shorter units (“Share”, a name) stand on a page more often than anybody could tell apart."""
UNREAD = ("script", "style", "noscript", "template", "select", "button", "svg", "iframe", "textarea")
MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
STATES_DATE = re.compile(r"publi|posted|updated|created|modified|date|uploaded", re.IGNORECASE)
NOT_OF_THE_PAGE = {"blockquote", "figure", "figcaption"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold")
    parser.add_argument("--readers", type=Path, default=ROOT)
    parser.add_argument("--pages", action="store_true")
    options = parser.parse_args()
    if not (options.gold / SETS[0]).is_file():
        print(f"skipped: {options.gold} has no {SETS[0]}; name a folder of gold with --gold")
        return
    sys.path.insert(0, str(options.readers))
    totals: Counter[str] = Counter()
    for name, page, url in pages(options.gold):
        for kind, faults in measured(page, url).items():
            totals[kind] += len(faults)
            totals[f"pages with {kind}"] += bool(faults)
            for fault in faults if options.pages else ():
                print(f"{name}: {kind}: {fault[:150]}")
        totals["pages"] += 1
    for kind, count in totals.items():
        print(f"{kind}: {count}")


def pages(gold: Path) -> Iterator[tuple[str, bytes, str]]:
    gunzip = importlib.import_module("articles.readers.types").gunzip
    for listed in SETS:
        path = gold / listed
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield record["id"], gunzip((path.parent / record["html_path"]).read_bytes(), limit=LIMIT), record["url"]


def measured(page: bytes, url: str) -> dict[str, list[str]]:
    """The faults of one page by their kind."""
    reader = importlib.import_module("articles.readers.html")
    try:
        article = reader.read_html(page, url=url or "")
    except ValueError as error:
        return {"unread": [str(error)]}
    source = importlib.import_module("articles.readers.charsets").decode_page(page)
    tree = html.document_fromstring(source.encode(errors="replace"), parser=html.HTMLParser(encoding="utf-8"))
    seen = letters("".join(words_of(tree.find("body"))))
    units = [(block.kind, article.text[block.start : block.end]) for block in article.blocks]
    return {
        "inversions": inversions([words for kind, words in units if kind not in ("headline", "standfirst")], seen),
        "repeats": repeats([words for kind, words in units if kind != "headline"], seen),
        "dates": invented(article.published, tree, url),
        "dated": [str(article.published)] if article.published else [],
    }


def words_of(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNREAD:
        yield element.tail or ""
        return
    yield element.text or ""
    for child in element:
        yield from words_of(child)
    yield element.tail or ""


def letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def inversions(units: list[str], page: str) -> list[str]:
    """The units that stand on the page, but only before the place that the units before them have reached."""
    reached = 0
    found = []
    for unit in units:
        mine = letters(unit)
        if len(mine) < LEAST_LETTERS or mine not in page:
            continue
        place = page.find(mine, reached)
        if place < 0:
            found.append(unit)
        else:
            reached = place + len(mine)
    return found


def repeats(units: list[str], page: str) -> list[str]:
    article = "|".join(map(letters, units))
    counted = {unit: letters(unit) for unit in units}
    return [
        unit
        for unit, mine in counted.items()
        if len(mine) >= LEAST_LETTERS and article.count(mine) > max(1, page.count(mine))
    ]


def invented(date: datetime.date | None, tree: Any, url: str) -> list[str]:
    if date is None:
        return []
    near = {date + datetime.timedelta(days=days) for days in (-1, 0, 1)}  # a time of day in another zone
    stated = " ".join(statements(tree, url))
    return [] if any(written in stated for day in near for written in ways_to_write(day)) else [str(date)]


def statements(tree: Any, url: str) -> Iterator[str]:
    """What the page says about itself: metadata, times, its address, and lines that begin with “Published”."""
    yield url or ""
    for meta in tree.iter("meta"):
        yield (meta.get("content") or "").casefold()
    for link in tree.iter("link"):
        if link.get("rel") == "canonical":
            yield link.get("href") or ""
    for script in tree.iter("script"):
        pairs = re.findall(r'"([\w:-]+)"\s*:\s*"?([^",}]{6,40})', script.text or "")
        yield from (value.casefold() for key, value in pairs if STATES_DATE.search(key))
    for element in tree.find("body").iter():
        if not isinstance(element.tag, str) or element.tag in UNREAD:
            continue
        if NOT_OF_THE_PAGE & {around.tag for around in [element, *element.iterancestors()]}:
            continue
        own = " ".join((element.text_content() if len(element) < 12 else element.text or "").split())[:200].casefold()
        labels = " ".join(filter(None, (element.get(name) for name in ("class", "id", "itemprop"))))
        if element.tag == "time" or element.get("datetime") or STATES_DATE.search(f"{labels} {own[:40]}"):
            yield own
            yield " ".join(str(value) for value in element.attrib.values()).casefold()


def ways_to_write(date: datetime.date) -> Iterator[str]:
    year, month, day, name = date.year, date.month, date.day, MONTHS[date.month - 1]
    yield from (f"{year}{mark}{month:02}{mark}{day:02}" for mark in "-/.")
    yield from (f"{year}/{month}/{day}", f"{year}{month:02}{day:02}")
    yield from (f"{year}/{name[:3]}/{number}" for number in (day, f"{day:02}"))
    for written in (name, name[:3], name[:3] + ".", name[:4], name[:4] + "."):
        yield from (f"{written} {number}{end}{year}" for number in (day, f"{day:02}") for end in (", ", " "))
        yield from (f"{number} {written}{end}{year}" for number in (day, f"{day:02}") for end in (", ", " ", ". "))
    for mark in "/.":
        yield from (f"{day:02}{mark}{month:02}{mark}{year}", f"{month:02}{mark}{day:02}{mark}{year}")


if __name__ == "__main__":
    main()
