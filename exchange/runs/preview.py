"""What an import would bring, shown from its first records before anything is written."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext, ngettext_lazy

from annotator.vocabulary import Kind
from articles.models import shortened
from articles.readers.types import ReadError
from exchange.formats.catalogue import READ
from exchange.formats.mapping import Mapping, mapping_from_json
from exchange.formats.source import Upload
from exchange.incoming.files import format_to_read, records_of_uploads
from exchange.models import Run
from exchange.records.article import AnnotationRecord, ArticleRecord, Failure, Incoming, Note
from exchange.runs.mapping_choices import Question, observed
from exchange.runs.storage import opened_uploads

RECORDS = 5
FAILURES = 5
READ_AT_MOST = 200
FILES_NAMED = 3
WORDS_SHOWN = 160
COUNTED = {
    "quote": ngettext_lazy("%d quote", "%d quotes"),
    "entity": ngettext_lazy("%d entity", "%d entities"),
    "caption": ngettext_lazy("%d caption", "%d captions"),
    "repair": ngettext_lazy("%d repair", "%d repairs"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as the page shows it."""

    id: str
    title: str
    words: int
    counts: str
    quote: str
    speaker: str
    start: str


@dataclass(slots=True)
class Preview:
    """The first records of an import, what of them cannot be read, and what its files are taken for."""

    formats: str
    records: list[Shown] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes_by_text: dict[str, Note] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    more: bool = False

    @property
    def notes(self) -> list[Note]:
        return list(self.notes_by_text.values())

    @property
    def is_readable(self) -> bool:
        """Whether there is anything to import."""
        return bool(self.records) or self.more

    def add_note(self, note: Note) -> None:
        """Add the note; the same one again is counted with it, as in the report."""
        known = self.notes_by_text.get(note.text)
        self.notes_by_text[note.text] = known.with_other(note) if known else note


def preview_of(run: Run, *, format: str) -> Preview:  # noqa: A002
    """Read the first records in the format, or each file in the one that it is found to be in; nothing is written.

    Raises FileNotFoundError where the uploads are gone.
    """
    with opened_uploads(run) as kept:
        known = mapping_from_json(run.project.import_mapping)
        preview = Preview(formats_of(kept.uploads, format=format, mapping=known))
        mapping = observed(known)
        waiting = records_of_uploads(kept.uploads, format=format, mapping=mapping)
        for item in islice(waiting, READ_AT_MOST):
            take(preview, item)
            if len(preview.records) == RECORDS:
                break
        preview.more = take_notes(preview, waiting)
        preview.questions = list(mapping.questions())
        return preview


def take(preview: Preview, item: Incoming) -> None:
    if isinstance(item, ArticleRecord):
        preview.records.append(shown(item))
    elif isinstance(item, Note):
        preview.add_note(item)
    elif len(preview.failures) < FAILURES:
        preview.failures.append(item)


def take_notes(preview: Preview, waiting: Iterator[Incoming]) -> bool:
    """The notes and failures among the next records. Readers find the unit of a file’s offsets only after enough of it.
    Whether there are more records.
    """
    more = False
    for item in islice(waiting, READ_AT_MOST):
        if isinstance(item, ArticleRecord):
            more = True
        else:
            take(preview, item)
    return more


def formats_of(uploads: Iterable[Upload], *, format: str, mapping: Mapping) -> str:  # noqa: A002
    """“Native JSON Lines”, “Plain text (3 files), HTML page”. A file that is not read is none of them."""
    counts: Counter[str] = Counter()
    for upload in uploads:
        with suppress(ReadError, OSError, EOFError, zlib.error):  # reading says what is wrong
            counts[format_to_read(upload, format=format, mapping=mapping)] += 1
    labels = [(gettext(READ[name].label), count) for name, count in counts.most_common()]
    several = gettext("%(format)s (%(number)d files)")
    return ", ".join(several % {"format": label, "number": n} if n > 1 else label for label, n in labels)


def shown(record: ArticleRecord) -> Shown:
    quotes = [item for item in record.annotations if item.frame.kind == Kind.QUOTE]
    first = min(quotes, key=lambda item: item.frame.spans[0][1], default=None) if quotes else None
    return Shown(
        id=record.id,
        title=record.title,
        words=len(record.text.split()),
        counts=counts_of(record.annotations),
        quote=words_of(record, first) if first else "",
        speaker=first.frame.name if first else "",
        start=shortened(record.text.strip()[: 4 * WORDS_SHOWN], length=WORDS_SHOWN),
    )


def counts_of(annotations: Iterable[AnnotationRecord]) -> str:
    """“2 quotes, 1 entity”; empty for none."""
    counts = Counter(item.frame.kind for item in annotations)
    return ", ".join(str(words % counts[kind]) for kind, words in COUNTED.items() if counts[kind])


def words_of(record: ArticleRecord, quote: AnnotationRecord) -> str:
    return shortened(" … ".join(record.surfaces(quote, "content"))[: 4 * WORDS_SHOWN], length=WORDS_SHOWN)
