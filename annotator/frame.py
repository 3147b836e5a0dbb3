"""The plain value of one annotation: what a decision changes, an event keeps before and after, and undo puts back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from annotator.errors import Refused
from annotator.vocabulary import ATTRIBUTE_NAMES, ATTRIBUTES, MAIN_ROLE, ROLES, Kind, SpanRole, Verdict
from articles.models import shortened
from articles.readers.storable import first_unstorable, is_storable, texts_in

if TYPE_CHECKING:
    from articles.models import Article

RoleSpan = tuple[str, int, int]
VERDICTS = frozenset(Verdict.values)
MOST_SPANS = 1000  # of one role
FEW_SPANS = 12  # of a frame: so many roles are worth to be remembered in their order
ENOUGH = {
    str(kind): str(first)
    for kind, ((first, least, _most), *others) in ROLES.items()
    if least == 1 and not any(least for _, least, _ in others)
}
"""The role of which a kind needs one span, and nothing else."""


@dataclass(slots=True)
class Frame:
    """One annotation with its spans ``(role, start, end)``, offsets in code points, half-open.

    ``guidelines`` is the version of the project's guidelines under which it was decided; None for a machine's, and for
    what was decided before there were versions. It is no part of what is said.

    Never change one: ``replace`` makes another. It is not frozen, because millions of frozen ones take longer to make.
    """

    id: str
    kind: str
    verdict: str
    spans: tuple[RoleSpan, ...]
    origin: str | None = None
    quote_type: str = ""
    speaker_kind: str = ""
    entity_type: str = ""
    replacement: str = ""
    name: str = ""
    person: int | None = None
    score: float | None = None
    reason: str = ""
    candidates: tuple[tuple[str, float], ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    guidelines: int | None = field(default=None, compare=False)

    def under(self, id: str, *, origin: str | None) -> Frame:  # noqa: A002
        """The same frame under another id, about another origin. ``replace`` takes five times as long."""
        return Frame(
            id,
            self.kind,
            self.verdict,
            self.spans,
            origin,
            self.quote_type,
            self.speaker_kind,
            self.entity_type,
            self.replacement,
            self.name,
            self.person,
            self.score,
            self.reason,
            self.candidates,
            self.extra,
            self.guidelines,
        )

    def by_role(self, role: str) -> list[tuple[int, int]]:
        return [(start, end) for span_role, start, end in self.spans if span_role == role]

    @property
    def hull(self) -> tuple[int, int]:
        """From the first to the last code point of the main role's spans."""
        if len(self.spans) == 1:
            return self.spans[0][1:]
        main = MAIN_ROLE[self.kind]
        first = last = -1
        for role, start, end in self.spans:
            if role == main:
                first = start if first < 0 or start < first else first
                last = max(last, end)
        return first, last

    @property
    def reach(self) -> tuple[int, int]:
        """From the first to the last code point of all spans."""
        if len(self.spans) == 1:
            return self.spans[0][1:]
        return min(start for _, start, _ in self.spans), max(end for _, _, end in self.spans)

    def said_alike(self, other: Frame) -> bool:
        """Whether both state the same spans, attributes and person, whatever their scores, reasons and verdicts."""
        return self.statement() == other.statement()

    def statement(self) -> tuple[Any, ...]:
        return (
            self.kind,
            tuple(sorted(self.spans)),
            self.quote_type,
            self.speaker_kind,
            self.entity_type,
            self.replacement,
            self.person,
        )

    def as_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in FIELDS}
        values["spans"] = [list(span) for span in self.spans]
        values["candidates"] = [list(candidate) for candidate in self.candidates]
        return values


FIELDS = tuple(one.name for one in fields(Frame))


def frame_from_json(values: dict[str, Any]) -> Frame:
    return Frame(
        **{
            **values,
            "spans": tuple((role, start, end) for role, start, end in values["spans"]),
            "candidates": tuple((name, score) for name, score in values.get("candidates", ())),
        }
    )


def checked(frame: Frame, article: Article) -> Frame:
    """The frame with its spans by role and in text order. Refused if it does not fit the article's text or its kind."""
    if frame.kind not in ROLES:
        raise Refused(f"“{frame.kind}” is not a kind of annotation: write one of {', '.join(ROLES)}.")
    length = len(article.text)
    for role, start, end in frame.spans:
        if not 0 <= start < end <= length:
            raise Refused(
                f"The {role} span [{start}, {end}) does not lie within the text of article “{article.external_id}”, "
                f"which has {length} code points."
            )
    spans = ordered_spans(frame)
    check_attributes(
        frame.kind, frame.verdict, frame.quote_type, frame.speaker_kind, frame.entity_type[:1], frame.replacement[:1]
    )
    check_characters(frame)
    if frame.kind == Kind.REPAIR and frame.replacement == article.text[slice(*frame.hull)]:
        raise Refused(
            gettext("“%(words)s” stands there already: a repair says what should stand there instead.")
            % {"words": frame.replacement}
        )
    return frame if spans == frame.spans else replace(frame, spans=spans)


def check_words(spans: Sequence[RoleSpan], words: Sequence[str | None], article: Article) -> None:
    """Raise Refused if the article has other words at these spans than the writer meant. None: nothing was stated.

    A page that the browser translated, or a client that counts UTF-16 units, points at other words than were meant.
    """
    if len(words) != len(spans):
        raise Refused(f"There are {len(spans)} spans but {len(words)} words: state the words of each span.")
    for (_role, start, end), meant in zip(spans, words, strict=True):
        stands = article.text[max(start, 0) : max(end, 0)]
        if meant is not None and meant != stands:
            raise Refused(
                gettext(
                    "Nothing was changed: you meant ‹%(meant)s›, but the article has ‹%(stands)s› there. "
                    "If the browser or an extension translates this page, switch that off, then reload the page."
                )
                % {"meant": shortened(meant, length=80), "stands": shortened(stands, length=80)}
            )


def check_characters(frame: Frame) -> None:
    """Raise Refused if a text of the frame holds a character that no database and no export can hold."""
    texts = [frame.name, frame.reason, frame.replacement, frame.entity_type]
    if frame.candidates or frame.extra:
        texts += [name for name, _score in frame.candidates]
        texts += texts_in(frame.extra)
    if not is_storable("".join(texts)):
        name = next(found[1] for text in texts if (found := first_unstorable(text)))
        raise Refused(f"{with_article(frame.kind)} holds {name}, which cannot be stored: remove it.")


def ordered_spans(frame: Frame) -> tuple[RoleSpan, ...]:
    """The spans by role, then by place. Refused if the kind lacks a role, or one has too few, too many or overlaps."""
    if are_in_order(frame):
        return frame.spans
    found: dict[str, list[RoleSpan]] = {role: [] for role, _, _ in ROLES[frame.kind]}
    for span in frame.spans:
        if span[0] not in found:
            named = ", ".join(sorted(found))
            raise Refused(f"{with_article(frame.kind)} has no span of the role “{span[0]}”: its roles are {named}.")
        found[span[0]].append(span)
    result: list[RoleSpan] = []
    for role, least, most in ROLES[frame.kind]:
        spans = found[role] if len(found[role]) < 2 else sorted(set(found[role]))
        if len(spans) < least or (most is not None and len(spans) > most):
            raise Refused(
                f"{with_article(frame.kind)} needs {count_in_words(least, most)} span of the role “{role}”, "
                f"not {len(spans)}."
            )
        if len(spans) > MOST_SPANS:
            raise Refused(f"{with_article(frame.kind)} has at most {MOST_SPANS:,} spans of the role “{role}”.")
        refuse_overlaps(spans)
        result += spans
    return tuple(result)


def are_in_order(frame: Frame) -> bool:
    """Whether the spans are as they should be already, seen quickly: those of nearly every frame that comes in."""
    spans = frame.spans
    if len(spans) == 1:
        return spans[0][0] == ENOUGH.get(frame.kind)
    if len(spans) > FEW_SPANS or not is_order_of_roles(frame.kind, *[role for role, _, _ in spans]):
        return False
    last, reached = "", 0
    for role, start, end in spans:
        if role == last and start < reached:
            return False
        last, reached = role, end
    return True


@lru_cache(maxsize=1024)
def is_order_of_roles(kind: str, *roles: str) -> bool:
    """Whether these are roles of the kind in their order, and neither too few nor too many of one."""
    counts = [(str(role), roles.count(role), least, most) for role, least, most in ROLES[kind]]
    in_order = [role for role, count, _, _ in counts for _ in range(count)]
    return list(roles) == in_order and all(
        least <= count and (most is None or count <= most) for _, count, least, most in counts
    )


def refuse_overlaps(spans: Sequence[RoleSpan]) -> None:
    """Raise Refused if two of these spans, which have one role and are in order, overlap."""
    for (_role, _start, end), (role, start, _end) in pairwise(spans):
        if start < end:
            raise Refused(
                gettext("Two spans of one role (%(role)s) overlap at %(start)s: join them.")
                % {"role": SpanRole(role).label, "start": start}
            )


def with_article(kind: str) -> str:
    """“A quote”, “An entity”."""
    return f"An {kind}" if kind == Kind.ENTITY else f"A {kind}"


def count_in_words(least: int, most: int | None) -> str:
    if least == most:
        return f"exactly {least}"
    return f"at least {least}" if most is None else f"between {least} and {most}"


@lru_cache(maxsize=256)
def check_attributes(kind: str, verdict: str, *values: str) -> None:
    """Raise Refused if an attribute is missing, unknown, or belongs to another kind.

    ``values`` stand in the order of ``ATTRIBUTE_NAMES``. Of those that may be any text, the first letter says enough.
    """
    wanted = ATTRIBUTES[kind]
    for name, value in zip(ATTRIBUTE_NAMES, values, strict=True):
        if name not in wanted:
            if value:
                raise Refused(f"{with_article(kind)} has no {name.replace('_', ' ')}.")
            continue
        allowed = wanted[name]
        if not value or (allowed is not None and value not in allowed):
            hint = f"one of {', '.join(allowed)}" if allowed else "a text"
            of = with_article(kind).lower()
            raise Refused(f"The {name.replace('_', ' ')} of {of} is {hint}, not “{value}”.")
    if verdict not in VERDICTS:
        raise Refused(f"“{verdict}” is not a verdict.")
