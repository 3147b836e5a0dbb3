"""Small objects for tests, made by hand."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.contrib.auth import get_user_model

from annotator.models import AnnotationSet, LearnedModel
from annotator.services.learning import Made, enter_model, put_into_use
from annotator.services.sets import machine_sets_shown
from annotator.services.suggested import store_machine_set
from annotator.workbench.bench import Bench, bench_of
from articles.models import Article, Membership, Project, Role, check_blocks
from articles.readers.types import Block
from suggesters.learned.model import Model
from suggesters.pipeline import RULES_VERSION
from suggesters.profiles import DEFAULT, Profile
from suggesters.suggestions import Candidate, Caption, Entity, Quote, Repair, Suggestions

numbers = itertools.count(1)

TEXT = """Ferry pier closed

Mayor Ines Calder said the pier “is closed until May”. She warned that repairs would be costly.

“We will wait,” said Tom Okafor, a fisherman, “but not for ever.”"""


def make_user(name: str = "", **values: Any) -> Any:
    return get_user_model().objects.create_user(name or f"user{next(numbers)}", **values)


def make_project(slug: str = "", **values: Any) -> Project:
    slug = slug or f"project-{next(numbers)}"
    return Project.objects.create(slug=slug, **{"name": slug.title(), **values})


def make_member(project: Project, *, role: str = Role.ANNOTATOR, name: str = "") -> Any:
    user = make_user(name)
    Membership.objects.create(project=project, user=user, role=role)
    return user


def make_article(project: Project, text: str = TEXT, **values: Any) -> Article:
    blocks: list[Block] = []
    at = 0
    for part in text.split("\n\n"):
        if part:
            blocks.append(Block(at, at + len(part), "paragraph"))
        at += len(part) + 2
    return Article.objects.create(
        project=project,
        text=text,
        **{"external_id": f"article-{next(numbers)}", "blocks": check_blocks(text, blocks), **values},
    )


def span(text: str, words: str, *, after: int = 0) -> tuple[int, int]:
    """Where the words stand in the text."""
    start = text.index(words, after)
    return start, start + len(words)


def suggestions_for(text: str = TEXT) -> Suggestions:
    """Three quotes (one split), an entity, and a repair of the default text."""
    calder = (Candidate("Ines Calder", 0.9), Candidate("Tom Okafor", 0.1))
    return Suggestions(
        quotes=(
            Quote(
                "mixed", (span(text, "the pier “is closed until May”"),), (span(text, "said"),),
                (span(text, "Mayor Ines Calder"),), "Ines Calder", "named", 0.95, "cue ‘said’", calder,
            ),
            Quote(
                "indirect", (span(text, "that repairs would be costly"),), (span(text, "warned"),),
                (span(text, "She"),), "Ines Calder", "named", 0.8, "cue ‘warned’", calder,
            ),
            Quote(
                "direct", (span(text, "“We will wait,”"), span(text, "“but not for ever.”")),
                (span(text, "said", after=100),), (span(text, "Tom Okafor, a fisherman"),), "Tom Okafor", "named", 0.97,
            ),
        ),
        entities=(Entity(*span(text, "Ines Calder"), "PERSON", "Ines Calder", 0.9),),
        captions=(Caption(*span(text, "Ferry pier closed"), None, 0.3),),
        repairs=(Repair(*span(text, "costly"), "cost ly", 0.6),),
    )  # fmt: skip


def make_suggested(project: Project, **values: Any) -> Article:
    """An article with one machine set."""
    article = make_article(project, **values)
    assert store_machine_set(article, suggester="rules", version="1", suggestions=suggestions_for(article.text))
    return article


def make_model(weight: float = 0.5, *, profile: Profile = DEFAULT, rules: str = RULES_VERSION) -> Model:
    """A learned model; another weight is another model."""
    weights = {"lemma=say": weight}
    return Model(
        rules=rules, profile=profile, weights=weights, none=0.1, floor=0.3, calibration={"direct": (), "other": ()}
    )


def gate(*, accepted: bool = True, reason: str = "better") -> dict[str, Any]:
    """What the comparison of a version with the one before said."""
    rows = [{"measure": "all", "old": 0.801, "new": 0.824}, {"measure": "speaker", "old": 0.9, "new": 0.91}]
    figures = {"splits": 20, "difference": 2.3, "low": 0.4, "high": 4.1}
    return {"accepted": accepted, "reason": reason, **figures, "rows": rows}


def make_version(
    project: Project, weight: float = 0.5, *, state: str = "accepted", in_use: bool = False, **values: Any
) -> LearnedModel:
    """A learned version of the project; ``values`` are those of ``Made`` and of the model."""
    options = {name: values.pop(name) for name in ("profile", "rules") if name in values}
    made = Made(state=state, **{"report": {"gate": gate(), "seconds": 8}, "articles": [], **values})
    row = enter_model(project, make_model(weight, **options), user=None, made=made)
    if in_use:
        put_into_use(row, user=None)
    return row


def workset(article: Article, user: Any) -> AnnotationSet:
    from annotator.services.sets import set_of

    return set_of(article, user)


def bench_for(article: Article, workset: AnnotationSet | None) -> Bench:
    """The article as the owner of this set works on it, drawn from its rows."""
    return bench_of(article, workset, machine_sets_shown(article, workset))


def new_id() -> uuid.UUID:
    return uuid.uuid4()
