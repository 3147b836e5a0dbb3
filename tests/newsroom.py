"""Several people who do anything to one article, as a random run says: each step is a button, a key or an import."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.models import Annotation, AnnotationSet, BulkAction, Case, Flag, Person, RegistryChange
from annotator.services import adjudicate, decide, journal
from annotator.services.adjudicate import Decision
from annotator.services.bulk import act_in_bulk, take_back
from annotator.services.decide import Change, Seen
from annotator.services.flags import flag
from annotator.services.people import change_person
from annotator.services.queue import finish
from annotator.services.registry import merge_people, move_quotes, undo_change
from annotator.services.review import make_gold, resolve_flags
from annotator.services.sets import set_of
from annotator.services.suggested import put_forward, store_machine_set
from annotator.services.withdraw import bring_back, withdraw
from articles.models import Article, Role
from tests.exchange.helpers import as_lines, import_bytes
from tests.factories import make_member, make_project, make_suggested, span, suggestions_for

REFUSALS = (Refused, PermissionDenied, ValidationError)


class Newsroom:
    """An article with suggestions, two annotators, a manager who also reads it, and whoever adjudicates."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        project = make_project()
        self.article = Article.objects.select_related("project").get(pk=make_suggested(project).pk)
        self.ann, self.bob = (make_member(project) for _ in range(2))
        self.chief = make_member(project, role=Role.MANAGER)
        self.judge = make_member(project, role=Role.REVIEWER)  # who adjudicates, and reads nothing
        self.done: dict[str, int] = {}
        self.imports = 0

    def do(self, name: str) -> None:
        """The step of this name. What is refused leaves no trace."""
        step: Callable[[], Any] = getattr(self, name)
        try:
            with transaction.atomic():
                step()
        except REFUSALS:
            return
        self.done[name] = self.done.get(name, 0) + 1

    def somebody(self) -> Any:
        return self.random.choice([self.ann, self.bob, self.chief])

    def own(self, user: Any) -> AnnotationSet:
        return set_of(self.article, user)

    def one(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        if not found:
            raise Refused("There is none.")
        return self.random.choice(found)

    def seen(self, user: Any) -> Seen:
        """A card as it stands: a suggestion, or what the user added."""
        mine = self.own(user)
        cards = Annotation.objects.filter(set__article=self.article, set__source="suggester")
        row = self.one(cards | mine.annotations.filter(origin=None))
        decision = row if row.set_id == mine.pk else row.decisions.filter(set=mine).first()
        return Seen(str(row.pk), decision.version if decision else 0)

    def accept(self) -> None:
        user = self.somebody()
        decide.accept(self.own(user), user=user, action_id=uuid.uuid4(), seen=self.seen(user))

    def reject(self) -> None:
        user = self.somebody()
        decide.reject(self.own(user), user=user, action_id=uuid.uuid4(), seen=self.seen(user))

    def reconsider(self) -> None:
        user = self.somebody()
        decide.reconsider(self.own(user), user=user, action_id=uuid.uuid4(), seen=self.seen(user))

    def change(self) -> None:
        user = self.somebody()
        name = self.random.choice(["Ines Calder", "Calder", "Ann Lee", "The Harbour"])
        wanted = self.random.choice([Change(name=name), Change(quote_type="indirect"), Change(speaker_kind="none")])
        decide.change_frame(
            self.own(user), user=user, action_id=uuid.uuid4(), seen=self.seen(user), wanted=wanted
        )  # fmt: skip

    def add(self) -> None:
        user = self.somebody()
        words = self.random.choice(["Ferry pier closed", "repairs would be costly", "We will wait"])
        spans = (("content", *span(self.article.text, words)),)
        frame = Frame(str(uuid.uuid4()), "quote", "added", spans, quote_type="indirect", speaker_kind="none")
        decide.add(self.own(user), user=user, action_id=uuid.uuid4(), frame=frame)

    def undo(self) -> None:
        user = self.somebody()
        journal.undo(self.own(user), user=user, action_id=uuid.uuid4())

    def redo(self) -> None:
        user = self.somebody()
        journal.redo(self.own(user), user=user, action_id=uuid.uuid4())

    def accept_many(self) -> None:
        user = self.somebody()
        rows = Annotation.objects.filter(set__article=self.article, set__source="suggester")
        cards = [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:3]]
        decide.accept_many(self.own(user), user=user, action_id=uuid.uuid4(), cards=cards)

    def review(self) -> None:
        """A bulk action on everything in the article."""
        rows = Annotation.objects.filter(set__article=self.article).select_related("set__article__project")
        kind = self.random.choice(list(BulkAction.Kind))
        words = {"person": "Ines Calder", "flag": "Sure?"}.get(kind, "")
        user = self.judge if kind == BulkAction.Kind.REOPEN else self.chief
        act_in_bulk(rows.prefetch_related("spans"), user=user, kind=kind, bulk_id=uuid.uuid4(), words=words)

    def take_back_a_review(self) -> None:
        bulk = self.one(BulkAction.objects.filter(project=self.article.project))
        take_back(bulk, user=self.judge if bulk.kind == BulkAction.Kind.REOPEN else self.chief)

    def merge(self) -> None:
        people = self.article.project.people.in_registry()
        merge_people(self.one(people), self.one(people), user=self.chief)

    def rename(self) -> None:
        person = self.one(self.article.project.people.in_registry())
        change_person(person, user=self.chief, role=self.random.choice(["Mayor", "Fisher"]))

    def move(self) -> None:
        quote = self.one(Annotation.objects.filter(set__article=self.article, person__isnull=False, kind="quote"))
        person = Person.objects.get(pk=quote.person_id)
        name = self.random.choice(["Ines Calder", "Tom Okafor", "Calder", "Somebody Else"])
        move_quotes(person, [quote.pk], to=name, user=self.chief)

    def take_back_in_the_registry(self) -> None:
        undo_change(self.one(RegistryChange.objects.filter(project=self.article.project)), user=self.chief)

    def finish(self) -> None:
        user = self.somebody()
        finish(self.own(user), user=user)

    def make_gold(self) -> None:
        make_gold(self.one(self.article.annotation_sets.filter(state="finished", source="annotator")), self.chief)

    def decide_case(self, case: Case) -> None:
        decision = Decision(self.random.choice(["take", "both", "neither"]), 0)
        asked: dict[str, Any] = {"action_id": uuid.uuid4(), "key": case.key, "version": case.version}
        adjudicate.settle(self.article, user=self.judge, decision=decision, **asked)

    def settle(self) -> None:
        self.decide_case(self.one(Case.objects.filter(article=self.article)))

    def take_back_in_gold(self) -> None:
        step = self.random.choice([adjudicate.undo, adjudicate.redo])
        step(self.article, user=self.judge, action_id=uuid.uuid4())

    def save_gold(self) -> None:
        """Both annotators finish, every open case is decided, and the article is gold."""
        for user in (self.ann, self.bob):
            finish(self.own(user), user=user)
        for case in Case.objects.filter(article=self.article, state="open"):
            self.decide_case(case)
        adjudicate.save_gold(self.article, user=self.judge)

    def bring_in(self) -> None:
        """Work of an annotator who is new here, of a suggester, and gold if there is none."""
        self.imports += 1
        start, end = span(self.article.text, "“is closed until May”")
        quote = {"type": "direct", "content": [[start, end]], "speaker_name": "Ines Calder", "speaker_kind": "named"}
        name = f"{self.article.external_id}-reader-{self.imports}"
        record = {
            "id": self.article.external_id, "text": self.article.text,
            "quotes": [
                {**quote, "annotator": name}, {**quote, "gold": True},
                {**quote, "suggester": "other", "version": str(self.imports)},
            ],
            "sets": [{"annotator": name, "state": self.random.choice(["open", "finished"])}],
        }  # fmt: skip
        report = import_bytes(self.article.project, as_lines(record), user=self.chief)
        assert report.failures == []

    def suggest(self) -> None:
        number = str(self.random.randrange(2, 5))
        store_machine_set(
            self.article, suggester="rules", version=number, suggestions=suggestions_for(self.article.text)
        )  # fmt: skip

    def show_older_suggestions(self) -> None:
        put_forward(self.one(self.article.annotation_sets.filter(source="suggester")))

    def withdraw(self) -> None:
        if not withdraw(self.article, user=self.chief, reason="rights"):
            bring_back(self.article, user=self.chief)

    def ask(self) -> None:
        user = self.somebody()
        flag(self.own(user), user=user, action_id=uuid.uuid4(), card=self.seen(user).id, note="Who is it?")

    def resolve(self) -> None:
        resolve_flags([self.one(Flag.objects.filter(article=self.article))], user=self.chief)


HELPERS = ("do", "somebody", "own", "one", "seen", "decide_case")
STEPS = sorted(name for name in vars(Newsroom) if not name.startswith("_") and name not in HELPERS)
