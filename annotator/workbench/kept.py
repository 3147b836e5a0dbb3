"""Drawings kept on disk, so that an article that was opened before, or drawn ahead, opens without being drawn.

A file a drawing, in a folder that only the server reads, named by its article and by all that the drawing depends on.
The files are a cache: each may go at any moment, and several processes may write and tidy one folder at once. Where
one is damaged, or cannot be written, the article is drawn anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from annotator.models import AnnotationSet, Person
from annotator.workbench.cards import Card
from annotator.workbench.drawing import Drawing, Run, tally_from
from articles.models import Article, Figure
from config.database.prepared import prepared
from config.database.rows import uuid_text
from config.packed import Piece
from config.private import private_folder

Named = tuple[str, int | None, str]
"""A suggestion, whom it names in the registry, and their name."""
FOLDERS = 256
LOOKS = 16
"""A process looks at all files again when it has written this part of what may be kept."""
logger = logging.getLogger(__name__)
left = 0
"""Bytes that this process may still write before it looks."""


@prepared
def people_named(*, sets: Sequence[int]) -> QuerySet[Person]:
    found = Person.objects.filter(annotations__set__in=sets).order_by()
    return found.annotate(annotation=Cast("annotations__id", TextField()))


def people_in(machine_sets: Sequence[AnnotationSet]) -> list[Named]:
    """Which suggestions name whom. One query: the registry renames people and moves their quotes."""
    names, rows = people_named.raw(sets=[found.pk for found in machine_sets])
    name = names.index("name") if names else 0
    return [(uuid_text(row[-1]), row[0], row[name]) for row in rows]


def people_of(proposals: Iterable[Card]) -> list[Named]:
    """The same of suggestions that have been read."""
    return [(card.id, card.frame.person, card.person_name) for card in proposals if card.frame.person is not None]


def key_of(
    article: Article, machine_sets: Sequence[AnnotationSet], figures: Iterable[Figure], people: Iterable[Named]
) -> str:
    """A hash of all that a drawing depends on."""
    parts = (
        renderer(),
        get_language(),
        (article.sha256, article.language, article.blocks),
        (article.project.judged, article.project.remote_images),
        [(found.pk, found.suggester) for found in machine_sets],
        sorted(people),
        sorted((figure.caption_start or 0, figure.order, figure.image_url, figure.alt) for figure in figures),
    )
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


@lru_cache(maxsize=1)
def renderer() -> str:
    """A hash of the program that draws: of the code and templates of the workbench, of its words, and of Django."""
    base = Path(settings.BASE_DIR)
    folders = (base / "annotator" / "workbench", base / "templates" / "workbench", base / "locale", base / "articles")
    files = chain.from_iterable(sorted(folder.rglob("*")) for folder in folders)
    found = hashlib.blake2b(django.__version__.encode(), digest_size=20)
    for path in [*files, base / "annotator" / "vocabulary.py", base / "config" / "white_space.py"]:
        if path.suffix in {".py", ".html", ".mo"}:
            found.update(path.read_bytes())
    return found.hexdigest()


def place_of(article: int, key: str) -> Path:
    return folder_of(article) / f"{article}-{key}"


def folder_of(article: int) -> Path:
    return Path(settings.DRAWN_DIR) / f"{article % FOLDERS:02x}"


def drawings_of(article: int) -> Iterator[Path]:
    return folder_of(article).glob(f"{article}-*")


def kept(article: Article, key: str) -> Drawing | None:
    """The drawing that is kept under this key; None where there is none, or it is damaged."""
    place = place_of(article.pk, key)
    try:
        drawing = read_from(place.read_bytes())
        os.utime(place)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError) as error:
        logger.warning("the kept drawing %s cannot be read, so the article is drawn anew: %s", place, error)
        return None
    return drawing


def keep(article: Article, key: str, drawing: Drawing) -> None:
    """Keep the drawing in place of older ones of the article in this language, if it can be written."""
    global left  # noqa: PLW0603 - of the process
    if not settings.DRAWN_BYTES:
        return
    place, content = place_of(article.pk, key), written(drawing)
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        if not place.parent.exists():
            private_folder(place.parent.parent)
            private_folder(place.parent)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        part.replace(place)
    except OSError as error:
        logger.warning("a drawing cannot be kept in %s: %s", settings.DRAWN_DIR, error)
        with suppress(OSError):
            part.unlink()
        return
    left -= len(content)
    if left < 0:
        left = tidy()


def forget(articles: Iterable[int]) -> None:
    """Remove all drawings of these articles."""
    for article in articles:
        for path in drawings_of(article):
            with suppress(OSError):
                path.unlink()


def tidy() -> int:
    """Remove those that were not used for longest while there is too much; the bytes to write until the next time."""
    files = sorted(stored())
    too_much = sum(size for _, size, _ in files) - settings.DRAWN_BYTES
    for _, size, path in files:
        if too_much <= 0:
            break
        with suppress(OSError):  # another process has removed it
            path.unlink()
        too_much -= size
    return int(min(-too_much, settings.DRAWN_BYTES // LOOKS))


def stored() -> Iterator[tuple[float, int, Path]]:
    """When each file was last used, its bytes, and its place."""
    for path in Path(settings.DRAWN_DIR).glob("*/*"):
        with suppress(OSError):
            found = path.stat()
            yield found.st_mtime, found.st_size, path


def written(drawing: Drawing) -> bytes:
    """A line of JSON that says what follows, with a checksum before it."""
    runs = [*drawing.blocks, *drawing.cards]
    head: dict[str, Any] = {
        "blocks": len(drawing.blocks),
        "runs": [(run.first, run.sizes, len(run.piece.packed), *run.piece[1:]) for run in runs],
        "table": (len(drawing.table.packed), *drawing.table[1:]),
        "tally": [(*sort, number) for sort, number in drawing.tally.items()],
    }
    body = b"".join(
        [json.dumps(head).encode(), b"\n", *(run.piece.packed for run in runs), drawing.table.packed, drawing.rows]
    )
    return zlib.crc32(body).to_bytes(4, "big") + body


def read_from(content: bytes) -> Drawing:
    """Raises ValueError where it is not what was written."""
    body = content[4:]
    if zlib.crc32(body).to_bytes(4, "big") != content[:4]:
        raise ValueError("its checksum is wrong")
    at = body.index(b"\n") + 1
    head = json.loads(body[:at])
    runs = []
    for first, sizes, size, *rest in head["runs"]:
        runs.append(Run(first, sizes, Piece(body[at : at + size], *rest)))
        at += size
    number = head["blocks"]
    size, *rest = head["table"]
    table = Piece(body[at : at + size], *rest)
    return Drawing(runs[:number], runs[number:], table, tally_from(head["tally"]), body[at + size :])
