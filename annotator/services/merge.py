"""The finished work on one article compared: its cases, which of them need nobody, and what was decided before.

A merge is worked out without writing anything; ``refresh`` stores it. A decided case stays decided while its readings
are those on which it was decided; where they changed it is open again, and the gold annotations stand until somebody
decides anew.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from annotator.frame import Frame, frame_from_json
from annotator.judged import Judged
from annotator.merging.alignment import Group, Reading, aligned, said_in
from annotator.merging.differences import differences
from annotator.merging.rules import Option, Rules, options_of, taken
from annotator.models import Adjudication, Annotation, AnnotationSet, Case
from annotator.services.cases import state_of
from annotator.services.exercises import who_tried
from annotator.services.frames import frame_of, gathered
from annotator.services.people import find_person, people_by_key
from annotator.vocabulary import Rule, Source
from articles.models import AgreeRule, Article, Project
from config.database.prepared import prepared
from suggesters.evaluation.matching import Letters

NAMES_OF_CASES = uuid.UUID("6f1d4a5e-2a7b-4f0c-9d43-5b1e0c7a9f21")
BY_PERSON = (Rule.HAND, Rule.KEPT)
FIELDS = (
    *("kind", "start", "end", "readings", "difference", "state", "rule", "choice", "taken", "gold", "in_gold"),
    *("earlier", "decided_by", "decided_at", "version"),
)


@prepared
def rows_standing(*, sets: Collection[int]) -> QuerySet[Annotation]:
    return Annotation.objects.filter(set__in=sets).standing().with_joined_spans()


@dataclass(slots=True)
class Merge:
    """An article with its readers' sets, the gold set or None, and its cases in reading order.

    Of the stored ones, ``changed`` say something else now, and ``gone`` are about nothing any more.
    """

    article: Article
    sets: list[AnnotationSet]
    gold: AnnotationSet | None
    stamp: str
    cases: list[Case]
    changed: list[Case]
    gone: list[Case]


def finished_sets(article: Article) -> list[AnnotationSet]:
    """What people have finished, in the order in which they began: the first is on the left. Exercises do not count."""
    rows = AnnotationSet.objects.filter(
        article=article, source=Source.ANNOTATOR, state=AnnotationSet.State.FINISHED
    ).select_related("user")
    rows = rows.exclude(user__in=who_tried(article))
    return list(rows.order_by("id").annotate(number=Count("annotations"), latest=Max("annotations__updated_at")))


def gold_set(article: Article) -> AnnotationSet | None:
    found = AnnotationSet.objects.filter(article=article, source=Source.GOLD).order_by().first()
    if found is not None:
        found.article = article
    return found


def stamp_of(project: Project, sets: Iterable[Any], gold: AnnotationSet | None) -> str:
    """A digest of all that a merge hangs on: two merges of one stamp find the same."""
    work = [[row.pk, row.number, str(row.latest or ""), str(row.finished_at)] for row in sets]
    rules = [project.agree_rule, project.agree_overlap, project.agree_majority, project.tie_break, project.overlap]
    stated = [work, rules, project.judged, str(gold.finished_at) if gold and gold.finished_at else ""]
    return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()


def rules_of(project: Project, readers: int) -> Rules:
    """The project's rules. Where a third person breaks ties, what two of three say needs nobody."""
    by_overlap = project.agree_rule == AgreeRule.OVERLAP
    return Rules(
        overlap=project.agree_overlap if by_overlap else None,
        majority=project.agree_majority or (project.tie_break and readers > 2),
    )


def current(article: Article) -> Merge:
    """The cases as they stand: stored ones while they are up to date, else worked out anew, without writing."""
    sets, gold = finished_sets(article), gold_set(article)
    stamp = stamp_of(article.project, sets, gold)
    stored = list(Case.objects.filter(article=article).select_related("decided_by").order_by("start", "end", "id"))
    is_current = Adjudication.objects.filter(article=article, stamp=stamp).exists()
    if is_current or len(sets) < 2:
        return Merge(article, sets, gold, stamp, stored, [], [])
    return Merger(article, sets, gold, stored).merge(stamp)


@transaction.atomic
def refresh(article: Article) -> Merge:
    """The same, stored."""
    row, _ = Adjudication.objects.select_for_update().get_or_create(
        article=article, defaults={"project_id": article.project_id, "state": Adjudication.State.WAITING}
    )
    found = current(article)
    if row.stamp != found.stamp:
        store(found)
    note_state(row, found)
    return found


def store(found: Merge) -> None:
    Case.objects.filter(pk__in=[case.pk for case in found.gone]).delete()
    Case.objects.bulk_create([case for case in found.cases if case.pk is None], batch_size=500)
    Case.objects.bulk_update(found.changed, FIELDS, batch_size=100)


def note_state(row: Adjudication, found: Merge) -> None:
    """Note where the article stands."""
    row.readers, row.stamp = len(found.sets), found.stamp
    row.open = sum(case.is_open for case in found.cases)
    row.decided = sum(case.rule == Rule.HAND for case in found.cases)
    row.agreed = sum(case.rule not in ("", Rule.HAND, Rule.UNASKED) for case in found.cases)
    row.state = state_for(row, found)
    row.save()


def state_for(row: Adjudication, found: Merge) -> str:
    project, readers = found.article.project, len(found.sets)
    needed = project.overlap or 2
    is_saved = found.gold is not None and found.gold.state == AnnotationSet.State.FINISHED
    settled = readers < 2 or (not row.open and all(case.in_gold for case in found.cases))
    if is_saved and settled:
        return Adjudication.State.GOLD
    if row.open and not row.decided and project.tie_break and readers <= max(needed, 2):
        return Adjudication.State.DISPUTED
    return Adjudication.State.WAITING if readers < needed else Adjudication.State.OPEN


class Merger:
    """One merge of an article: its frames, the cases that are stored, and what gold holds."""

    def __init__(
        self, article: Article, sets: list[AnnotationSet], gold: AnnotationSet | None, stored: list[Case]
    ) -> None:
        self.article, self.sets, self.gold, self.stored = article, sets, gold, stored
        self.judged = Judged.of(article.project.judged)
        self.letters = Letters(article.text)
        self.rules = rules_of(article.project, len(sets))
        self.versions: dict[str, int] = {}
        self.frames: dict[int, list[Frame]] = {row.pk: [] for row in sets}
        self.in_gold: dict[str, Frame] = {}
        self.changed: dict[int, Case] = {}
        self.merged = merged_people(article.project_id, stored)
        self.read()

    def read(self) -> None:
        keys = [row.pk for row in self.sets] + ([self.gold.pk] if self.gold else [])
        for row in gathered(rows_standing.joined(sets=keys)):
            frame = frame_of(row)
            if self.gold is not None and row.set_id == self.gold.pk:
                self.in_gold[frame.id] = frame
            elif self.judged.shows(frame.kind, frame.entity_type):
                self.versions[frame.id] = row.version
                self.frames[row.set_id].append(frame)

    def merge(self, stamp: str) -> Merge:
        for case in self.stored:
            if not self.in_gold.keys() >= set(case.gold):  # gold was made anew, or changed by hand
                self.forget(case)
                self.changed[case.pk] = case
        claimed = {name for case in self.stored for name in case.gold}
        others = [frame for name, frame in self.in_gold.items() if name not in claimed]
        groups = aligned(self.article.text, [*self.frames.values(), others])
        cases, rest = self.found_again(groups), {case.pk: case for case in self.stored}
        for group, case in zip(groups, cases, strict=True):
            rest.pop(case.pk, None)
            self.update(case, group)
        gone = [case for case in rest.values() if not self.emptied(case)]
        standing = [*cases, *(case for case in rest.values() if case not in gone)]
        standing.sort(key=lambda case: (case.start, case.end, str(case.key)))
        return Merge(self.article, self.sets, self.gold, stamp, standing, list(self.changed.values()), gone)

    def found_again(self, groups: Sequence[Group]) -> list[Case]:
        """For each group the stored case that has most of its annotations, else a new one."""
        owners = {name: number for number, case in enumerate(self.stored) for name in ids_in(case)}
        votes: list[tuple[int, int, int]] = []
        for index, group in enumerate(groups):
            known = Counter(owners[name] for name in ids_of(group) if name in owners)
            votes += [(-count, number, index) for number, count in known.items()]
        result: dict[int, Case] = {}
        used: set[int] = set()
        for _, number, index in sorted(votes):
            if number not in used and index not in result:
                result[index] = self.stored[number]
                used.add(number)
        places = {(case.kind, case.start, case.end): n for n, case in enumerate(self.stored) if n not in used}
        keys = {case.key for case in self.stored}
        for index, group in enumerate(groups):
            if index not in result:
                number = places.pop((group.kind, *group.hull), -1)
                result[index] = self.stored[number] if number >= 0 else self.new_case(group, keys)
        return [result[index] for index in range(len(groups))]

    def new_case(self, group: Group, keys: set[uuid.UUID]) -> Case:
        key = uuid.uuid5(NAMES_OF_CASES, ",".join(sorted(ids_of(group))))
        while key in keys:
            key = uuid.uuid5(NAMES_OF_CASES, str(key))
        keys.add(key)
        return Case(article=self.article, key=key)

    def update(self, case: Case, group: Group) -> None:
        """Make the case hold these readings, decided by a rule, as before, or open."""
        before = {name: getattr(case, name) for name in FIELDS}
        *readings, kept = group.readings
        same = self.unchanged(case, readings)
        case.kind, (case.start, case.end) = group.kind, group.hull
        case.readings = [self.described(row, reading) for row, reading in zip(self.sets, readings, strict=True)]
        case.difference = differences(readings)
        self.decide(case, readings, kept, same=same)
        if case.pk is not None and any(getattr(case, name) != value for name, value in before.items()):
            case.version += 1
            self.changed[case.pk] = case

    def unchanged(self, case: Case, readings: Sequence[Reading]) -> bool:
        """Whether whoever decided the case saw these readings.

        No set has another one, and a further set says nothing new.
        """
        seen = {described["set"]: states(described) for described in case.readings}
        options = {said_in(self.as_now(reading_of(described))) for described in case.readings}
        if len(options) > 1 and len({said_in(reading) for reading in readings}) == 1:
            return False  # they agree now
        for row, reading in zip(self.sets, readings, strict=True):
            state = sorted((frame.id, self.versions[frame.id]) for frame in reading)
            if seen.get(row.pk) != state and said_in(reading) not in options:
                return False
        return True

    def as_now(self, reading: Reading) -> Reading:
        """The frames with whom their people were merged into in the registry."""
        return tuple(replace(f, person=self.merged.get(f.person, f.person)) if f.person else f for f in reading)

    def decide(self, case: Case, readings: Sequence[Reading], kept: Reading, *, same: bool) -> None:
        by_rule = taken(self.letters, readings, self.rules) if any(readings) else None
        if kept:
            case.gold = [*case.gold, *(frame.id for frame in kept)]
            self.settle(case, Rule.KEPT)
        result = tuple(self.in_gold[name] for name in case.gold)
        agreed = by_rule is not None and said_in(by_rule[1].reading) == said_in(result)
        if case.rule in BY_PERSON and (kept or same) and not (kept and agreed):
            return
        by_person = (case.rule or (case.earlier or {}).get("rule")) in BY_PERSON
        if by_rule is not None and (agreed or not by_person):
            self.settle(case, by_rule[0], option=by_rule[1], in_gold=agreed)
        elif not case.rule and case.earlier:
            return
        elif case.rule and case.in_gold and (case.gold or case.rule in BY_PERSON):
            self.reopen(case)
        elif not self.asks(case, readings):
            self.settle(case, Rule.UNASKED, in_gold=not case.gold)
        else:
            self.forget(case)

    def asks(self, case: Case, readings: Sequence[Reading]) -> bool:
        frames = [frame for reading in readings for frame in reading]
        return any(self.judged.asks(frame.kind, frame.entity_type) for frame in frames)

    def settle(self, case: Case, rule: Rule, *, option: Option | None = None, in_gold: bool = True) -> None:
        case.state, case.rule, case.choice, case.earlier = Case.State.DECIDED, rule, "", None
        case.taken = [self.sets[side].pk for side in option.sides] if option else []
        case.in_gold, case.decided_by, case.decided_at = in_gold, None, None

    def reopen(self, case: Case) -> None:
        """Ask again, and keep what was decided: it stands in gold until somebody decides anew."""
        case.earlier = {**state_of(case), "earlier": None}
        case.state, case.rule, case.choice, case.taken = Case.State.OPEN, "", "", []
        case.decided_by = case.decided_at = None

    def forget(self, case: Case) -> None:
        case.state, case.rule, case.choice, case.earlier = Case.State.OPEN, "", "", None
        case.taken, case.in_gold = [], False
        case.gold = [name for name in case.gold if name in self.in_gold]
        case.decided_by = case.decided_at = None

    def emptied(self, case: Case) -> bool:
        """Whether a case that nobody's reading is about any more still asks something: gold holds it."""
        if not case.gold:
            return False
        readings = [self.described(row, ()) for row in self.sets]
        if case.is_open and case.readings == readings:
            return True
        case.readings, case.difference = readings, []
        if not case.is_open:
            self.reopen(case)
        case.version += 1
        self.changed[case.pk] = case
        return True

    def described(self, row: AnnotationSet, reading: Reading) -> dict[str, Any]:
        annotations = [
            {"id": frame.id, "version": self.versions[frame.id], "frame": frame.as_json()} for frame in reading
        ]
        return {"set": row.pk, "user": row.user_id, "name": str(row.user), "annotations": annotations}


def merged_people(project: int, cases: Iterable[Case]) -> dict[int | None, int | None]:
    """For each person of these cases who has left the registry, who has their name now."""
    frames = [frame for case in cases for described in case.readings for frame in reading_of(described)]
    named = {frame.person: frame.name for frame in frames if frame.person}
    left = named.keys() - {person.pk for person in people_by_key(keys={pk for pk in named if pk})}
    found = {pk: find_person(project, named[pk]) for pk in left}
    return {pk: person.pk if person else None for pk, person in found.items()}


def ids_of(group: Group) -> list[str]:
    return [frame.id for reading in group.readings for frame in reading]


def ids_in(case: Case) -> list[str]:
    return [item["id"] for described in case.readings for item in described["annotations"]]


def reading_of(described: dict[str, Any]) -> Reading:
    """The frames of a stored reading."""
    return tuple(frame_from_json(item["frame"]) for item in described["annotations"])


def options_in(case: Case) -> list[Option]:
    """The different readings of a stored case, each with the places of its sets in ``case.readings``."""
    return options_of([reading_of(described) for described in case.readings])


def states(described: dict[str, Any]) -> list[tuple[str, int]]:
    return sorted((item["id"], item["version"]) for item in described["annotations"])
