"""A share of articles is read without suggestions: nothing of them reaches whoever has not finished the article."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet
from annotator.services import decide
from annotator.services.blind import is_blind
from annotator.services.decide import Seen
from annotator.services.queue import finish
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from articles.models.texts import drawn
from exchange.outgoing.exporting import ExportOptions, open_export
from suggesters.suggestions import Candidate, Entity, Quote, Repair, Suggestions
from tests.exchange.api.conftest import caller
from tests.exchange.helpers import article as record
from tests.exchange.helpers import bring_in
from tests.factories import TEXT, make_article, new_id, span, workset

NAME = "Xanthe Quillfeather"
SECRETS = ("Quillfeather", "quillfeathered", "cost-ly", "dowser")
"""Words that only the machine's set holds: names, reasons, a replacement, and the suggester's own name."""


@pytest.fixture
def article(project: Project) -> Article:
    """Read blind by everybody, with a machine set that nobody may see."""
    Project.objects.filter(pk=project.pk).update(blind_share=100)
    project.refresh_from_db()
    article = make_article(project, external_id="pier")
    suggestions = Suggestions(
        quotes=(
            Quote(
                "indirect", (span(TEXT, "that repairs would be costly"),), (span(TEXT, "warned"),),
                (span(TEXT, "She"),), NAME, "named", 0.95, "quillfeathered cue", (Candidate(NAME, 0.9),),
            ),
        ),
        entities=(Entity(*span(TEXT, "Ines Calder"), "PERSON", NAME, 0.9),),
        repairs=(Repair(*span(TEXT, "costly"), "cost-ly", 0.95),),
    )  # fmt: skip
    assert store_machine_set(article, suggester="dowser", version="1", suggestions=suggestions)
    return article


@pytest.fixture
def suggested(article: Article) -> Annotation:
    return Annotation.objects.get(set__source="suggester", kind="quote")


def addresses(article: Article, suggested: Annotation) -> list[str]:
    place, project = f"/articles/{article.pk}/", f"/projects/{article.project.slug}/"
    machine = AnnotationSet.objects.get(source="suggester")
    return [
        "/", project, f"{project}queue/", f"{project}people/", f"{project}people/?q=quill", f"{project}quality/",
        f"{project}export/", f"{project}export/download/?format=jsonl&set=machine",
        f"{project}export/loss/?format=jsonl&set=machine&download=1",
        place, f"{place}changes/?since=0", f"{place}history/", f"{place}people/", f"{place}people/?q=xan",
        f"{place}people/?card={suggested.pk}", f"{place}compare/?show=all", f"{place}mine/",
        f"{place}?set={machine.pk}",
        f"/api/v1/articles/{article.pk}/", f"/api/v1/articles/{article.pk}/annotation-sets/", "/api/v1/annotations/",
        f"/api/v1/annotations/?article={article.pk}", "/api/v1/annotations/?source=suggester&decided=false",
        f"/api/v1/annotations/{suggested.pk}/", f"/api/v1/annotation-sets/{machine.pk}/", "/api/v1/people/",
        "/api/v1/queue/next/", f"/api/v1/projects/{article.project.slug}/exports/jsonl/?set=machine",
    ]  # fmt: skip


def body(client: Client, address: str, user: Any) -> str:
    found = caller(user).get(address) if address.startswith("/api/") else client.get(address)
    content = b"".join(found.streaming_content) if found.streaming else found.content  # type: ignore[attr-defined]
    return content.decode()


def leaks(client: Client, article: Article, suggested: Annotation, user: Any) -> list[tuple[str, str]]:
    secrets = (*SECRETS, str(suggested.pk))
    client.force_login(user)
    found = []
    for address in addresses(article, suggested):
        text = body(client, address, user).replace(f"card={suggested.pk}", "")
        found += [(address, secret) for secret in secrets if secret in text]
    return found


def test_nothing_of_the_suggestions_reaches_who_has_not_finished(
    client: Client, article: Article, suggested: Annotation, annotator: Any
) -> None:
    assert leaks(client, article, suggested, annotator) == []
    add(article, annotator)
    assert leaks(client, article, suggested, annotator) == []


def test_nor_a_reviewer_who_takes_part(client: Client, article: Article, suggested: Annotation, reviewer: Any) -> None:
    add(article, reviewer)
    assert leaks(client, article, suggested, reviewer) == []


def test_a_reviewer_who_does_not_take_part_reads_them_over_the_interface_and_not_in_the_workbench(
    client: Client, article: Article, suggested: Annotation, reviewer: Any
) -> None:
    found = leaks(client, article, suggested, reviewer)
    assert (f"/api/v1/annotations/{suggested.pk}/", "quillfeathered") in found
    place = f"/articles/{article.pk}/"
    by_name = {f"{place}?set={suggested.set_id}", f"{place}compare/?show=all"}
    assert {address for address, _ in found if address.startswith(place)} == by_name


def test_after_finishing_they_are_shown(
    client: Client, article: Article, suggested: Annotation, annotator: Any
) -> None:
    add(article, annotator)
    finish(workset(article, annotator), user=annotator)
    found = {address for address, _ in leaks(client, article, suggested, annotator)}
    assert {f"/articles/{article.pk}/", f"/api/v1/annotations/{suggested.pk}/"} <= found
    assert AnnotationSet.objects.get(user=annotator).blind


def add(article: Article, user: Any) -> Annotation:
    """The user marks just what the machine suggests."""
    from annotator.frame import Frame

    spans = (("content", *span(TEXT, "that repairs would be costly")),)
    frame = Frame(id=str(new_id()), kind="quote", verdict="added", spans=spans)
    decide.add(workset(article, user), user=user, action_id=new_id(), frame=frame)
    return Annotation.objects.get(pk=frame.id)


def test_what_is_found_without_them_is_added_though_it_is_the_same(
    article: Article, suggested: Annotation, annotator: Any
) -> None:
    mine = add(article, annotator)
    assert (mine.verdict, mine.origin) == ("added", None)
    assert (mine.start, mine.end) == (suggested.start, suggested.end)


def test_the_words_that_one_marks_are_no_test_for_a_suggestion(
    client: Client, article: Article, suggested: Annotation, annotator: Any
) -> None:
    with pytest.raises(Refused, match="no longer exists"):
        decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(suggested.pk), 0))
    outcome = decide.accept_many(
        workset(article, annotator), user=annotator, action_id=new_id(), cards=[str(suggested.pk)]
    )
    assert outcome.events == []
    answer = caller(annotator).post(
        f"/api/v1/annotations/{suggested.pk}/accept/", {"action": str(new_id()), "version": 0}, "application/json"
    )
    assert answer.status_code == 404


def test_the_page_says_so_and_offers_no_way_to_accept_many(client: Client, article: Article, annotator: Any) -> None:
    client.force_login(annotator)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "You read this article without suggestions" in page
    assert page.count('data-verdict="') == 0


def test_lists_count_no_suggestions_of_it(client: Client, article: Article, annotator: Any) -> None:
    client.force_login(annotator)
    assert client.get("/").context["next"].counts == []
    assert client.get(f"/projects/{article.project.slug}/").context["articles"][0].counts == []
    Project.objects.update(blind_share=0)
    assert client.get("/").context["next"].counts != []


def test_an_export_leaves_them_out_and_counts_what_is_left_out(article: Article, annotator: Any, reviewer: Any) -> None:
    options = ExportOptions(format="jsonl", chosen="machine")
    mine = open_export(article.project, options, reader=annotator)
    assert b"Quillfeather" not in b"".join(mine.chunks())
    assert any("read without them" in line for line in mine.report.lines())
    assert b"Quillfeather" in b"".join(open_export(article.project, options, reader=reviewer).chunks())
    assert b"Quillfeather" in b"".join(open_export(article.project, options).chunks())


def test_whoever_has_begun_goes_on_as_they_began(article: Article, annotator: Any, reviewer: Any) -> None:
    add(article, annotator)
    Project.objects.update(blind_share=0)
    article = Article.objects.select_related("project").get()
    assert is_blind(article, annotator)
    assert not is_blind(article, reviewer)
    add_other(article, reviewer)
    Project.objects.update(blind_share=100)
    article = Article.objects.select_related("project").get()
    assert not is_blind(article, reviewer)


def add_other(article: Article, user: Any) -> None:
    from annotator.frame import Frame

    frame = Frame(id=str(new_id()), kind="quote", verdict="added", spans=(("content", *span(TEXT, "We will wait")),))
    decide.add(workset(article, user), user=user, action_id=new_id(), frame=frame)


def test_an_imported_article_is_drawn_as_one_that_is_made_here(project: Project) -> None:
    made = make_article(project)
    other = Project.objects.create(slug="other", name="Other")
    bring_in(project, record("x1", text="Another text."))
    imported = project.articles.get(external_id="x1")
    assert (imported.shuffle, imported.draw) == drawn(project.pk, imported.sha256)
    assert (made.shuffle, made.draw) == drawn(project.pk, made.sha256)
    assert drawn(project.pk, made.sha256) != drawn(other.pk, made.sha256)


def test_a_share_is_about_that_many_articles(project: Project) -> None:
    draws = [make_article(project, text=f"Text {number}.").draw for number in range(200)]
    assert 30 < sum(draw < 25 for draw in draws) < 70
    assert {draw // 10 for draw in draws} == set(range(10))
