"""A suggester that learns, and a learner, for tests: nothing is parsed, and what comes out is what the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from annotator.services import suggest
from annotator.services.decide import accept_many
from annotator.services.queue import finish
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from suggesters.fitting import Checked
from suggesters.learned.model import Model
from suggesters.learning import training
from suggesters.learning.training import Former, Trained
from suggesters.pipeline import RULES_VERSION, Suggester
from suggesters.profiles import DEFAULT, Profile
from suggesters.suggestions import Quote, Suggestions
from tests.factories import gate, make_article, make_model, new_id, suggestions_for, workset

PIPELINE = "en_core_web_sm-3.8.0"


class Learning(Suggester):
    """Ours without spaCy: it proposes the words before the first comma, and gives what it learned as the reason."""

    def __init__(self, profile: Profile = DEFAULT, model: Model | None = None, *, pipeline: str = PIPELINE) -> None:
        self.profile, self.model, self.pipeline = profile, model, pipeline
        learned = f"-learned-{model.key}" if model else ""
        self.version = f"{RULES_VERSION}-{profile.key}{learned}+{pipeline}"

    def following(self, profile: Profile) -> Learning:
        return Learning(profile, pipeline=self.pipeline)

    def learned(self, model: Model) -> Learning:
        return Learning(model.profile, model, pipeline=self.pipeline)

    def pipe(self, sources: Iterable[Any], *, batch_size: int = 1) -> Iterator[Suggestions]:
        for source in sources:
            end = source.text.index(",")
            reason = f"learned {self.model.key}" if self.model else "by the rules"
            yield Suggestions(quotes=(Quote("indirect", ((0, end),), (), (), None, "none", 0.9, reason),))


@dataclass
class Lesson:
    """One call of the learner."""

    articles: list[Checked]
    suggester: Suggester
    current: Profile
    former: Former | None


@dataclass
class Learner:
    """What it learns is ``models``, one after another; ``verdict`` is the gate. ``meanwhile`` happens in the middle."""

    models: list[Model] = field(default_factory=lambda: [make_model(0.1 * number) for number in range(1, 20)])
    verdict: dict[str, Any] = field(default_factory=gate)
    lessons: list[Lesson] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def learn(
        self, articles: Sequence[Checked], *, suggester: Suggester, current: Profile, former: Former | None = None,
        tell: Callable[[str, float], None], **options: Any,
    ) -> Trained:  # fmt: skip
        self.lessons.append(Lesson(list(articles), suggester, current, former))
        tell("learning", 0.5)
        self.meanwhile()
        model = self.models.pop(0)
        return Trained(model, {"articles": len(articles), "seconds": 1.2, "key": model.key, "gate": self.verdict})


def install(monkeypatch: pytest.MonkeyPatch) -> Learner:
    """Let trainings use a new learner, and all projects the suggester that learns."""
    learner = Learner()
    monkeypatch.setattr(training, "learn", learner.learn)
    monkeypatch.setattr(suggest, "loaded", lambda *asked: Learning())
    return learner


def check_articles(project: Project, user: Any, number: int) -> list[Article]:
    """Articles that this user has finished, with every quote accepted."""
    articles = [make_article(project) for _ in range(number)]
    for article in articles:
        made = suggestions_for(article.text)
        assert store_machine_set(article, suggester="quotemark", version="4-newsroom", suggestions=made)
        found = workset(article, user)
        quotes = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote")
        accept_many(found, user=user, action_id=new_id(), cards=[str(quote.pk) for quote in quotes])
        finish(found, user=user)
    return articles
