"""What runs have found out, in the words of whoever reads it: reports are kept as templates with their values.

What the readers of formats say of one record (why it failed) or of one label of a file is English, as on the command
line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_noop

from exchange.records.article import Note

# What readers and writers put together from parts, and what they call the things lost: the catalogue has to know it.
PUT_TOGETHER = (
    gettext_noop("CSV has no column for blocks, which an import finds by the shape of the text"),
    gettext_noop("CSV has no column for candidates and other keys"),
    gettext_noop("CSV has no column for figures"),
    gettext_noop("CSV has no column for other keys of the article"),
    gettext_noop("CSV has no column for whether a set is finished, and its notes"),
    gettext_noop("# characters look decoded twice, such as “â€œ” for a quotation mark: the text was damaged before"),
    gettext_noop(
        "# characters of the text could not be read and stand as � (U+FFFD): import the file in its own encoding"
    ),
    gettext_noop("# lines between the paragraphs were left out: adverts, links to other stories, boxes"),
    gettext_noop("# marks of footnotes were left out"),
    gettext_noop("# stretches that the page hides were left out"),
    gettext_noop("articles"),
    gettext_noop("bylines"),
    gettext_noop("captions"),
    gettext_noop("cells as they were"),
    gettext_noop("characters"),
    gettext_noop("cues"),
    gettext_noop("descriptions of images"),
    gettext_noop("details"),
    gettext_noop("details of quotes"),
    gettext_noop("entities"),
    gettext_noop("figures"),
    gettext_noop("further keys"),
    gettext_noop("notes"),
    gettext_noop("offsets are UTF-16 code units: # of # surface words fit"),
    gettext_noop("offsets are UTF-8 bytes: # of # surface words fit"),
    gettext_noop("offsets are code points: # of # surface words fit"),
    gettext_noop(
        "offsets were taken for UTF-16 code units: the file tells no words to check, and most spans so end at words"
    ),
    gettext_noop(
        "offsets were taken for UTF-8 bytes: the file tells no words to check, and most spans so end at words"
    ),
    gettext_noop(
        "offsets were taken for code points: the file tells no words to check, and most spans so end at words"
    ),
    gettext_noop("other candidates"),
    gettext_noop("people"),
    gettext_noop("reasons"),
    gettext_noop("repairs"),
    gettext_noop(
        "the page declares UTF-8 but is not UTF-8; it was read in the older encoding of its language: check its text"
    ),
    gettext_noop("sets"),
    gettext_noop("the verdict is accepted"),
    gettext_noop("the verdict is added"),
    gettext_noop("the verdict is corrected"),
    gettext_noop("the verdict is rejected"),
    gettext_noop("the verdict is suggested"),
    gettext_noop("times of annotations"),
    gettext_noop("titles"),
)


def note_in_words(note: Note) -> str:
    return in_words(note.text, note.counts, note.example)


def kept_note_in_words(note: Mapping[str, Any] | str) -> str:
    """The note of a report; an older one has nothing but its words."""
    if isinstance(note, str):
        return note
    return in_words(note["text"], note["counts"], note["example"]) if "text" in note else str(note["words"])


def in_words(text: str, counts: Sequence[int], example: str) -> str:
    """As ``Note.words``, its template translated where the language knows it."""
    words = Note("", gettext(text) if text else "", tuple(counts)).words
    return gettext("%(note)s; first: %(example)s") % {"note": words, "example": example} if example else words
