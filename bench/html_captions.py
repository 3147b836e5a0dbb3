"""How many captions and credits the HTML reader finds in a folder of pages with known captions, and how fast.

usage: html_captions.py GOLD.jsonl --scorer SCORER.py

GOLD holds one page a line: ``id``, ``url``, ``html_path`` (gzip or not, relative to GOLD) and the known captions.
SCORER is run as ``SCORER.py GOLD EXPORT`` on the captions that were read, and its output printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from articles.readers.html import PAGE_BYTES, read_html
from articles.readers.types import ArticleData, ReadError, gunzip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    options = parser.parse_args()
    records = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    started = time.perf_counter()
    exported = [record for gold in records if (record := read_record(options.gold.parent, gold))]
    seconds = time.perf_counter() - started
    print(f"{len(exported)} of {len(records)} pages read, {len(records) / seconds:.1f} pages/s", flush=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as export:
        export.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in exported)
        export.flush()
        subprocess.run([sys.executable, str(options.scorer), str(options.gold), export.name], check=True)


def read_record(folder: Path, gold: dict[str, Any]) -> dict[str, Any] | None:
    """The article of a page in the native format, as far as the scorer reads it; None, with a line, if unreadable."""
    try:
        page = gunzip((folder / gold["html_path"]).read_bytes(), limit=PAGE_BYTES)
        article = read_html(page, url=gold.get("url") or "")
    except ReadError as error:
        print(f"{gold['html_path']}: {error}", file=sys.stderr)
        return None
    return {"id": gold["id"], "text": article.text, "captions": captions_of(article)}


def captions_of(article: ArticleData) -> list[dict[str, Any]]:
    return [
        {"start": figure.caption[0], "end": figure.caption[1], "credit": figure.credit and list(figure.credit)}
        for figure in article.figures
        if figure.caption
    ]


if __name__ == "__main__":
    main()
