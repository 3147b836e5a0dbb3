"""The cases of an article as the page of adjudication shows them: side by side, with what differs marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.frame import Frame
from annotator.merging.alignment import Reading
from annotator.merging.differences import own_words
from annotator.models import Case, initials
from annotator.services.merge import Merge, options_in
from annotator.services.people import people_by_key
from annotator.vocabulary import Aspect, CaseChoice, Kind, Rule, SpanRole, SpeakerKind
from annotator.workbench.cards import other_language, type_label
from annotator.workbench.marks import Mark, highlighted
from articles.models import Article, shortened

CONTEXT = 160  # characters beside what is marked
FAR = 600  # a speaker or cue further away than this is not shown

HEADINGS = {
    Kind.QUOTE: {
        Aspect.PIECES: _("One piece or several"),
        Aspect.START: _("Start of the quote"),
        Aspect.END: _("End of the quote"),
        Aspect.WITHIN: _("Edges within the quote"),
        Aspect.PERSON: _("Who is speaking"),
        Aspect.SPEAKER: _("Words that name the speaker"),
        Aspect.CUE: _("Cue"),
        Aspect.QUOTE_TYPE: _("Type of quote"),
        Aspect.SPEAKER_KIND: _("Kind of speaker"),
    },
    Kind.ENTITY: {
        Aspect.START: _("Start of the entity"),
        Aspect.END: _("End of the entity"),
        Aspect.PERSON: _("Who is meant"),
        Aspect.ENTITY_TYPE: _("Type of entity"),
    },
    Kind.CAPTION: {
        Aspect.START: _("Start of the caption"),
        Aspect.END: _("End of the caption"),
        Aspect.CREDIT: _("Credit of the caption"),
    },
    Kind.REPAIR: {
        Aspect.START: _("Start of the damage"),
        Aspect.END: _("End of the damage"),
        Aspect.REPLACEMENT: _("What should stand there"),
    },
}
ABSENT = {
    Kind.QUOTE: _("no quote here"),
    Kind.ENTITY: _("no entity here"),
    Kind.CAPTION: _("no caption here"),
    Kind.REPAIR: _("no repair here"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What one frame of a reading states beside its words."""

    speaker: str = ""
    person_kind: str = ""
    words: str = ""

    @property
    def initials(self) -> str:
        return initials(self.speaker)


@dataclass(frozen=True, slots=True)
class Side:
    """One reading: who has it, what it states, and the passage with its marks."""

    number: int
    label: str
    names: str
    facts: list[Fact]
    html: SafeString
    taken: bool


@dataclass(slots=True)
class ShownCase:
    """A case on the page; ``number`` is its place among all of the article's."""

    case: Case
    number: int
    heading: str
    detail: str
    state_words: str
    excerpt: str
    speaker: str
    earlier: str = ""
    sides: list[Side] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.case.key)

    @property
    def is_agreed(self) -> bool:
        """Whether nobody has to look at it."""
        return self.case.rule not in ("", Rule.HAND)

    @property
    def first(self) -> Side | None:
        """What ← takes."""
        return self.sides[0] if self.sides else None

    @property
    def last(self) -> Side | None:
        """What → takes, where two readings stand side by side."""
        return self.sides[1] if len(self.sides) == 2 else None


def shown_cases(found: Merge, *, only: Iterable[str] = (), also: str = "") -> list[ShownCase]:
    """The cases in reading order, those that somebody has to look at with their sides. One query for the people.

    With ``only``, those of these keys; ``also`` names one that a rule took and that somebody wants to look at.
    """
    wanted = set(only)
    cases = [(number, case) for number, case in enumerate(found.cases, 1) if not wanted or str(case.key) in wanted]
    options = {case.key: options_in(case) for _, case in cases}
    frames = [frame for rows in options.values() for option in rows for frame in option.reading]
    people = {person.pk: person.name for person in people_by_key(keys={f.person for f in frames if f.person})}
    names = {row.user_id: person_name(row.user) for row in found.sets}
    result: list[ShownCase] = []
    for number, case in cases:
        shown = head_of(case, number, found.article, people, names)
        if not shown.is_agreed or str(case.key) == also or wanted:
            shown.sides = sides_of(case, found.article, people, names)
        result.append(shown)
    return result


def person_name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def head_of(case: Case, number: int, article: Article, people: dict[int, str], names: dict[Any, str]) -> ShownCase:
    reading = next((option.reading for option in options_in(case) if option.reading), ())
    return ShownCase(
        case=case,
        number=number,
        heading=heading_of(case),
        detail=detail_of(case, article),
        state_words=state_in_words(case, names),
        earlier=earlier_in_words(case, names),
        excerpt=shortened(" ".join(article.text[case.start : case.end].split()), length=200),
        speaker=speaker_of(reading[0], people) if reading else "",
    )


def heading_of(case: Case) -> str:
    """“Only on the left”, “Start of the quote”."""
    if not case.difference:
        return gettext("Nobody has it any more") if not case.readings or case.earlier else str(Kind(case.kind).label)
    first = Aspect(case.difference[0])
    if first == Aspect.ABSENT:
        options = options_in(case)
        if len(options) == 2:
            return gettext("Only on the left") if options[0].reading else gettext("Only on the right")
        return gettext("Only some have it")
    return str(HEADINGS[Kind(case.kind)].get(first, first.label))


def detail_of(case: Case, article: Article) -> str:
    """How far apart the edges are, and what else differs."""
    parts: list[str] = []
    for name in case.difference[:1]:
        words = words_apart(case, article) if name in (Aspect.START, Aspect.END) else 0
        if words:
            parts.append(ngettext("%(number)s word apart", "%(number)s words apart", words) % {"number": words})
        elif name == Aspect.ABSENT:
            parts.append(str(ABSENT[Kind(case.kind)]))
    others = [str(Aspect(name).label) for name in case.difference[1:]]
    if others:
        parts.append(gettext("also: %(others)s") % {"others": ", ".join(others)})
    return " · ".join(parts)


def words_apart(case: Case, article: Article) -> int:
    at = 0 if case.difference[0] == Aspect.START else 1
    edges = [frame.hull[at] for option in options_in(case) for frame in option.reading]
    return len(article.text[min(edges) : max(edges)].split())


def state_in_words(case: Case, names: dict[Any, str]) -> str:
    if case.is_open:
        return gettext("undecided")
    if case.rule != Rule.HAND:
        return str(Rule(case.rule).label)
    who = person_name(case.decided_by)
    return gettext("%(what)s, %(who)s") % {"what": choice_in_words(case.choice, case.taken, case, names), "who": who}


def choice_in_words(choice: str, taken: Sequence[int], case: Case, names: dict[Any, str]) -> str:
    """“left side taken”, “both taken”, “neither taken”."""
    options = options_in(case)
    if choice == CaseChoice.TAKE:
        sides = [number for number, option in enumerate(options) if case.readings[option.sides[0]]["set"] in taken]
        if len(options) == 2 and sides:
            return gettext("left side taken") if sides[0] == 0 else gettext("right side taken")
        who = [names.get(row["user"], row["name"]) for row in case.readings if row["set"] in taken]
        return gettext("taken from %(who)s") % {"who": ", ".join(who)}
    words = {
        CaseChoice.BOTH: gettext("both taken"),
        CaseChoice.NEITHER: gettext("neither taken"),
        CaseChoice.EDIT: gettext("edited"),
        CaseChoice.KEEP: gettext("left as it was"),
    }
    return words[CaseChoice(choice)]


def earlier_in_words(case: Case, names: dict[Any, str]) -> str:
    """What was decided before the readings changed."""
    earlier = case.earlier
    if not earlier:
        return ""
    if earlier["rule"] == Rule.HAND:
        taken = [names.get(row["user"], row["name"]) for row in case.readings if row["set"] in earlier["taken"]]
        if earlier["choice"] == CaseChoice.TAKE and taken:
            return gettext("taken from %(who)s") % {"who": ", ".join(taken)}
        return str(CaseChoice(earlier["choice"]).label)
    return str(Rule(earlier["rule"]).label)


def sides_of(case: Case, article: Article, people: dict[int, str], names: dict[Any, str]) -> list[Side]:
    options = options_in(case)
    start, end = passage(article, case, [frame for option in options for frame in option.reading])
    sides: list[Side] = []
    for number, option in enumerate(options):
        others = [other.reading for other in options if other is not option]
        rows = [case.readings[side] for side in option.sides]
        sides.append(
            Side(
                number=number,
                label=label_of(number, len(options)),
                names=", ".join(names.get(row["user"], row["name"]) for row in rows),
                facts=[fact_of(frame, people, article) for frame in option.reading],
                html=mark_safe(passage_html(article, option.reading, others, start, end)),  # noqa: S308 - escaped there
                taken=any(row["set"] in case.taken for row in rows) or case.choice == CaseChoice.BOTH,
            )
        )
    return sides


def label_of(number: int, total: int) -> str:
    if total > 2:
        return str(number + 1)
    return gettext("Right") if number else gettext("Left")


def passage(article: Article, case: Case, frames: Sequence[Frame], *, far: int = FAR) -> tuple[int, int]:
    """Which stretch of the text to show: all that is marked, and its block as far as that is near."""
    spans = [(start, end) for frame in frames for _, start, end in frame.spans]
    near = [(start, end) for start, end in spans if start > case.start - far and end < case.end + far]
    first = min([case.start, *(start for start, _ in near)])
    last = max([case.end, *(end for _, end in near)])
    blocks = article.block_list()
    floor = max((block.start for block in blocks if block.start <= first), default=0)
    ceiling = min((block.end for block in blocks if block.end >= last), default=len(article.text))
    start, end = max(floor, first - CONTEXT), min(ceiling, last + CONTEXT)
    text = article.text
    while floor < start < first and not text[start - 1].isspace():
        start += 1
    while last < end < ceiling and not text[end].isspace():
        end -= 1
    return start, end


def passage_html(article: Article, reading: Reading, others: Sequence[Reading], start: int, end: int) -> str:
    marks = [
        Mark(span_start, span_end, role, (frame.id,), "accepted")
        for frame in reading
        for role, span_start, span_end in frame.spans
    ]
    marks += [Mark(first, last, "differs", ("",), "accepted") for first, last in own_words(reading, others)]
    before = "…" if start and not starts_block(article, start) else ""
    after = "…" if end < len(article.text) and not ends_block(article, end) else ""
    return before + highlighted(article.text, start, end, marks) + after


def starts_block(article: Article, place: int) -> bool:
    return any(block.start == place for block in article.block_list())


def ends_block(article: Article, place: int) -> bool:
    return any(block.end == place for block in article.block_list())


def speaker_of(frame: Frame, people: dict[int, str]) -> str:
    return people.get(frame.person or 0, frame.name)


def fact_of(frame: Frame, people: dict[int, str], article: Article) -> Fact:
    speaker = speaker_of(frame, people)
    if frame.kind == Kind.QUOTE:
        label = type_label(frame)
        if frame.speaker_kind == SpeakerKind.NONE:
            return Fact(words=f"{gettext('no speaker stated')} · {label}")
        if frame.speaker_kind != SpeakerKind.NAMED:
            label = f"{SpeakerKind(frame.speaker_kind).label} · {label}"
        mention = " ".join(article.text[start:end] for start, end in frame.by_role("speaker"))
        return Fact(speaker or shortened(mention, length=60), frame.speaker_kind, label)
    if frame.kind == Kind.ENTITY:
        return Fact(speaker, "named" if frame.person else "suggested", type_label(frame))
    if frame.kind == Kind.REPAIR:
        return Fact(words=f"{article.text[slice(*frame.hull)]} → {frame.replacement}")
    credit = [article.text[start:end] for start, end in frame.by_role("credit")]
    return Fact(words=gettext("credit: %(words)s") % {"words": credit[0]} if credit else gettext("no credit"))


@dataclass(frozen=True, slots=True)
class EditedPart:
    """A stretch of a frame in the editor; without offsets the pattern of one."""

    role: str
    start: int = 0
    end: int = 0
    words: str = ""

    @property
    def label(self) -> str:
        return str(SpanRole(self.role).label)


class EditedFrame:
    """A frame as the editor shows it; without one, an empty one."""

    def __init__(self, frame: Frame | None, article: Article) -> None:
        self.quote_type = frame.quote_type if frame else "direct"
        self.speaker_kind = frame.speaker_kind if frame else "unnamed"
        self.entity_type = frame.entity_type if frame else ""
        self.replacement = frame.replacement if frame else ""
        self.person = frame.person if frame else None
        people = people_by_key(keys={self.person}) if self.person else []
        self.name = people[0].name if people else (frame.name if frame else "")
        self.parts = [
            EditedPart(role, start, end, article.text[start:end]) for role, start, end in (frame.spans if frame else ())
        ]
        self.label = str(Kind(frame.kind).label) if frame else gettext("One more")


def language_of(article: Article) -> str:
    """The language of the text for a ``lang`` attribute, where it is another than the interface's."""
    return other_language(article.language or "en")
