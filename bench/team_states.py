"""A project of three people in every state of its articles, for pictures of the pages of teams."""

from __future__ import annotations

import uuid
from typing import Any

from bench.learned_state import learn_something

SLUG = "team"
TEXT = """Pier plan {number}

“The pier stays closed until the end of May,” said Ines Calder.

Tom Okafor warned that the repairs would be costly for the whole town."""
READERS = {"ann": "Ann Berger", "bob": "Bob Ortiz"}
ARTICLES, FINISHED, GOLD = 12, 9, 4


def team_project(manager: Any, password: str) -> Any:
    """Two people have read nine of twelve articles; four are gold, and one of these serves as practice."""
    from django.contrib.auth import get_user_model

    from annotator.services.purposes import use_for
    from articles.models import Membership, Project

    project = Project.objects.create(slug=SLUG, name="Pier plans", overlap=2)
    Membership.objects.create(project=project, user=manager, role="manager")
    readers = []
    for name, own in READERS.items():
        first, last = own.split()
        readers.append(get_user_model().objects.create_user(name, password=password, first_name=first, last_name=last))
        Membership.objects.create(project=project, user=readers[-1])
    articles = [suggested(project, number) for number in range(ARTICLES)]
    for number, article in enumerate(articles[:FINISHED]):
        for place, user in enumerate(readers):
            read(article, user, differs=place == 1 and number % 3 != 0)
    for article in articles[:GOLD]:
        adjudicate(article, manager)
    use_for(project, [articles[0].pk], purpose="practice", user=manager, note="Where a direct quote begins")
    waiting(project, articles, manager, readers)
    learn_something(project, articles[:FINISHED], user=manager)
    return project


def suggested(project: Any, number: int) -> Any:
    """An article with a direct and an indirect quote."""
    from annotator.services.suggested import store_machine_set
    from articles.models import Article, check_blocks
    from articles.readers.types import Block
    from suggesters.suggestions import Quote, Suggestions

    text = TEXT.format(number=number + 1)
    blocks, at = [], 0
    for part in text.split("\n\n"):
        blocks.append(Block(at, at + len(part), "paragraph" if at else "headline"))
        at += len(part) + 2
    title = text.split("\n")[0]
    article = Article.objects.create(
        project=project, external_id=f"plan-{number + 1}", text=text, title=title, label=title, publisher="Courier",
        words=len(text.split()), blocks=check_blocks(text, blocks),
    )  # fmt: skip

    def at_words(words: str) -> tuple[tuple[int, int], ...]:
        start = text.index(words)
        return ((start, start + len(words)),)

    said = at_words("“The pier stays closed until the end of May,”")
    warned = at_words("that the repairs would be costly for the whole town")
    quotes = (
        Quote("direct", said, at_words("said"), at_words("Ines Calder"), "Ines Calder", "named", 0.95, "cue ‘said’"),
        Quote("indirect", warned, at_words("warned"), at_words("Tom Okafor"), "Tom Okafor", "named", 0.7, ""),
    )
    store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions(quotes=quotes))
    return article


def read(article: Any, user: Any, *, differs: bool) -> None:
    """Accept both quotes and finish; or call the first one mixed and reject the other."""
    from annotator.services import decide
    from annotator.services.decide import Change, Seen
    from annotator.services.queue import finish
    from annotator.services.sets import set_of

    workset = set_of(article, user)
    first, second = article.annotation_sets.get(source="suggester").annotations.order_by("start")
    for row in (first, second):
        common: dict[str, Any] = {"user": user, "action_id": uuid.uuid4(), "seen": Seen(str(row.pk), 0)}
        if not differs:
            decide.accept(workset, **common)
        elif row == first:
            decide.change_frame(workset, wanted=Change(quote_type="mixed"), **common)
        else:
            decide.reject(workset, **common)
    finish(workset, user=user)


def adjudicate(article: Any, user: Any) -> None:
    """What the first reader says becomes gold."""
    from annotator.models import Case
    from annotator.services.adjudicate import Decision, save_gold, settle

    for case in Case.objects.filter(article=article, state="open"):
        settle(
            article, user=user, action_id=uuid.uuid4(), key=case.key, version=case.version,
            decision=Decision("take", 0),
        )  # fmt: skip
    save_gold(article, user=user)


def waiting(project: Any, articles: list[Any], manager: Any, readers: list[Any]) -> None:
    """An open invitation, an article that somebody holds, one that is assigned, one that was skipped, a question."""
    from annotator.services.assign import assign
    from annotator.services.flags import ask
    from annotator.services.invitations import invite
    from annotator.services.queue import take_next
    from annotator.services.skips import skip
    from articles.models import Role

    ann, bob = readers
    invite(project, by=manager, client_id=uuid.uuid4(), role=Role.REVIEWER, days=7, note="Clara, of the copy desk")
    take_next(ann, project=project)
    assign([articles[-1]], to=bob, user=manager)
    skip(articles[-2], user=bob, reason="I know Ines Calder")
    ask(articles[5], user=ann, client_id=uuid.uuid4(), note="Is a warning a quote here? @mara")


def pages_of_managers(ids: dict[str, int], readers: dict[str, int]) -> dict[str, str]:
    """The pages of the project as its manager sees them, by name; ``ids`` are those of its articles."""
    from annotator.models import AnnotationSet

    disputed, settled = ids["plan-6"], ids["plan-2"]
    sets = AnnotationSet.objects.filter(article=disputed, source="annotator").order_by("id")
    left, right = sets.values_list("id", flat=True)
    project = f"/projects/{SLUG}/"
    return {
        "project": project,
        "new": "/projects/new/",
        "settings": f"{project}settings/",
        "members": f"{project}team/",
        "member": f"{project}team/{readers['ann']}/",
        "progress": f"{project}progress/",
        "queue": f"{project}queue/",
        "adjudications": f"{project}adjudicate/",
        "adjudicate": f"/articles/{disputed}/adjudicate/",
        "adjudicated": f"/articles/{settled}/adjudicate/",
        "compare": f"/articles/{disputed}/compare/?left={left}&right={right}",
        "read": f"/articles/{settled}/?user=ann",
        "history": f"/articles/{settled}/audit/",
        "agreement": f"{project}agreement/",
        "quality": f"{project}quality/",
        "models": f"{project}models/",
        "model": f"{project}models/1/",
        "account": "/account/",
        "inbox": "/inbox/",
    }


def pages_of_annotators(ids: dict[str, int]) -> dict[str, str]:
    """The same for somebody who annotates."""
    return {
        "own-queue": "/",
        "own-place": f"/projects/{SLUG}/queue/",
        "back": f"/projects/{SLUG}/mine/",
        "changed": f"/articles/{ids['plan-2']}/mine/",
        "feedback": f"/articles/{ids['plan-1']}/feedback/",
    }
