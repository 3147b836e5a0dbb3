"""Annotators work blind: what another one decided shows nowhere, in no count, on no page, over no interface."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.counted import newest_event
from annotator.models import Annotation, AnnotationSet, Counts, Person
from annotator.services import decide
from annotator.services.decide import Change, Seen
from annotator.services.flags import flag
from annotator.services.queue import finish
from annotator.services.review import make_gold
from annotator.services.visibility import decisions_visible_to, sets_visible_to
from articles.models import Article, Project
from tests import factories
from tests.annotator.conftest import make_staff
from tests.exchange.api.conftest import caller

SECRETS = ("otto", "Xanthe Quillfeather", "quillfeathered", "Is this Xanthe?")
"""The other’s name, and words that only the other wrote."""


@pytest.fixture
def other(project: Project, article: Article) -> Any:
    """Somebody who has corrected, added, asked and finished in the article, which nobody else has begun."""
    user = factories.make_member(project, name="otto")
    workset = factories.workset(article, user)
    machine = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")
    for number, quote in enumerate(machine):
        wanted = Change(spans=(("content", quote.start, quote.end - 1 - number),))
        decide.change_frame(
            workset, user=user, action_id=factories.new_id(), seen=Seen(str(quote.pk), 0), wanted=wanted
        )
    repair = Annotation.objects.get(set__source="suggester", kind="repair")
    wanted = Change(replacement="quillfeathered")
    decide.change_frame(workset, user=user, action_id=factories.new_id(), seen=Seen(str(repair.pk), 0), wanted=wanted)
    flag(workset, user=user, action_id=factories.new_id(), card=str(machine[0].pk), note="Is this Xanthe?")
    finish(workset, user=user)
    return user


def pages(project: Project, article: Article) -> list[str]:
    people = [f"people/{pk}/" for pk in Person.objects.values_list("pk", flat=True)]
    inside = [
        "",
        "people/",
        "people/?q=ines",
        "quality/",
        "guidelines/",
        "export/",
        "export/prepare/?format=jsonl&set=machine",
    ]
    sets = "&".join(f"set={name}" for name in ("all", "gold", "otto", ""))
    return [
        "/", "/account/", *(f"/projects/{project.slug}/{page}" for page in [*inside, *people]),
        f"/projects/{project.slug}/releases/", f"/projects/{project.slug}/import/",
        f"/projects/{project.slug}/export/download/?format=jsonl&{sets}", f"/projects/{project.slug}/?q=otto",
        *(f"/articles/{article.pk}/{page}" for page in ("", "history/", "changes/?since=0", "people/", "people/?q=o")),
        f"/articles/{article.pk}/compare/", f"/articles/{article.pk}/mine/", f"/projects/{project.slug}/mine/",
        *(f"/articles/{article.pk}/?set={pk}" for pk in AnnotationSet.objects.values_list("pk", flat=True)),
    ]  # fmt: skip


def addresses_of_the_interface(project: Project, article: Article) -> list[str]:
    sets = AnnotationSet.objects.values_list("pk", flat=True)
    rows = Annotation.objects.values_list("pk", flat=True)
    exports = f"/api/v1/projects/{project.slug}/exports/jsonl/"
    return [
        "/api/v1/projects/", "/api/v1/articles/", "/api/v1/people/", "/api/v1/annotations/?page_size=1000",
        "/api/v1/annotations/?annotator=otto", "/api/v1/annotations/?source=annotator", "/api/v1/articles/?q=otto",
        f"/api/v1/articles/{article.pk}/", f"/api/v1/articles/{article.pk}/annotation-sets/",
        *(f"/api/v1/annotation-sets/{pk}/" for pk in sets), *(f"/api/v1/annotations/{pk}/" for pk in rows),
        *(f"{exports}{query}" for query in ("", "?set=all", "?set=machine", "?set=otto")),
        f"/api/v1/projects/{project.slug}/releases/",
    ]  # fmt: skip


def words_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code in (200, 204, 302, 400, 403, 404), address
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode()


@pytest.mark.parametrize("who", ["annotator", "stranger"])
def test_the_words_and_the_name_of_another_annotator_show_nowhere(
    client: Client, request: pytest.FixtureRequest, project: Project, article: Article, other: Any, who: str
) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)
    interface = caller(user)
    texts = {address: words_of(client, address) for address in pages(project, article)}
    texts |= {address: words_of(interface, address) for address in addresses_of_the_interface(project, article)}
    asked = {
        address: re.sub(r"(annotator|q|set)=\w*", "", text.replace(address, "")) for address, text in texts.items()
    }
    found = [(word, address) for address, text in asked.items() for word in SECRETS if re.search(rf"\b{word}\b", text)]
    assert [pair for pair in found if "q=otto" not in pair[1]] == []


def test_a_reviewer_finds_all_of_it(
    client: Client, reviewer: Any, project: Project, article: Article, other: Any
) -> None:
    client.force_login(reviewer)
    calder = Person.objects.get(name="Ines Calder")
    assert client.get(f"/projects/harbour/people/{calder.pk}/").context["number"] == 2
    assert client.get("/projects/harbour/quality/").context["decided"] == 4
    assert "otto" in words_of(caller(reviewer), f"/api/v1/articles/{article.pk}/annotation-sets/")


def test_a_person_has_the_quotes_that_the_reader_decided(
    client: Client, annotator: Any, article: Article, other: Any
) -> None:
    client.force_login(annotator)
    calder = Person.objects.get(name="Ines Calder")
    page = client.get(f"/projects/harbour/people/{calder.pk}/")
    assert page.context["number"] == 0
    assert "<blockquote>" not in page.content.decode()
    assert {person.quotes for person in client.get("/projects/harbour/people/").context["people"]} == {0}
    quality = client.get("/projects/harbour/quality/")
    assert quality.context["decided"] == 0
    assert quality.context["tallies"] == quality.context["bins"] == []
    quote = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[0]
    seen = Seen(str(quote.pk), 0)
    decide.accept(factories.workset(article, annotator), user=annotator, action_id=factories.new_id(), seen=seen)
    assert client.get(f"/projects/harbour/people/{calder.pk}/").context["number"] == 1
    assert client.get("/projects/harbour/quality/").context["decided"] == 1


def test_what_is_kept_for_reviewers_is_not_shown_to_annotators(
    client: Client, monkeypatch: pytest.MonkeyPatch, project: Project, annotator: Any, reviewer: Any, other: Any
) -> None:
    monkeypatch.setattr("annotator.counted.LARGE", 0)
    monkeypatch.setattr("annotator.counted.begin", lambda *_: None)
    kept = [[["quote", "rules 1", 4, 0, 0, 0]], []]
    Counts.objects.create(
        project=project, name="quality:all", value=kept, event=newest_event(project), at=timezone.now()
    )
    for user, number in ((reviewer, 4), (annotator, 0)):
        client.force_login(user)
        assert client.get("/projects/harbour/quality/").context["decided"] == number


def gold_of(other: Any, article: Article, reviewer: Any) -> AnnotationSet:
    return make_gold(AnnotationSet.objects.get(article=article, user=other), reviewer)


def begun_by(user: Any, article: Article) -> AnnotationSet:
    """The user’s own set, with one decision."""
    quote = Annotation.objects.filter(set__source="suggester", set__article=article, kind="quote").order_by("-start")[0]
    workset = factories.workset(article, user)
    decide.accept(workset, user=user, action_id=factories.new_id(), seen=Seen(str(quote.pk), 0))
    return workset


def names_of(user: Any) -> set[str]:
    return {item.source_name for item in sets_visible_to(user)}


def test_gold_is_shown_to_an_annotator_who_has_finished_the_article(
    annotator: Any, reviewer: Any, article: Article, other: Any
) -> None:
    gold_of(other, article, reviewer)
    workset = begun_by(annotator, article)
    assert names_of(annotator) == {"rules 1", "ann"}
    finish(workset, user=annotator)
    assert names_of(annotator) == {"rules 1", "ann", "gold"}
    AnnotationSet.objects.filter(pk=workset.pk).update(imported_at=timezone.now())
    assert names_of(annotator) == {"rules 1", "ann"}


def test_gold_is_no_export_of_an_annotator(annotator: Any, project: Project, article: Article, other: Any) -> None:
    finish(begun_by(annotator, article), user=annotator)
    assert caller(annotator).get("/api/v1/projects/harbour/exports/jsonl/?set=gold").status_code == 403


@pytest.mark.parametrize("role", ["reviewer", "manager", "superuser"])
def test_who_reviews_sees_nobody_else_in_an_article_that_they_are_working_on(
    project: Project, article: Article, other: Any, reviewer: Any, role: str
) -> None:
    gold_of(other, article, reviewer)
    elsewhere = factories.make_suggested(project)
    finish(begun_by(other, elsewhere), user=other)
    user = factories.make_member(project, role="manager" if role == "superuser" else role, name="taker")
    user.is_superuser = role == "superuser"
    user.save()
    factories.workset(article, user)
    assert len(names_of(user)) == 4, "nothing is decided yet"
    workset = begun_by(user, article)
    shown = {(item.article, item.source_name) for item in sets_visible_to(user)}
    assert shown == {(article, "rules 1"), (article, "taker"), (elsewhere, "rules 1"), (elsewhere, "otto")}
    finish(workset, user=user)
    assert names_of(user) == {"rules 1", "taker", "otto", "gold"}


@pytest.fixture
def taker(project: Project, article: Article, other: Any) -> Any:
    """A reviewer on the staff, in the middle of the article that the other has finished."""
    user = make_staff(project, name="taker")
    begun_by(user, article)
    return user


def test_a_reviewer_in_the_middle_of_an_article_finds_nothing_of_another_anywhere(
    client: Client, project: Project, article: Article, other: Any, taker: Any
) -> None:
    client.force_login(taker)
    places = [place for place in pages(project, article) if "/export" not in place]
    texts = {address: words_of(client, address) for address in places}
    interface = caller(taker)
    addresses = [place for place in addresses_of_the_interface(project, article) if "/exports/" not in place]
    texts |= {address: words_of(interface, address) for address in addresses}
    lists = ("annotation", "annotationset", "event", "flag")
    admin = [f"/admin/annotator/{name}/" for name in lists] + ["/admin/articles/article/"]
    rows = Annotation.objects.values_list("pk", flat=True)
    admin += [f"/admin/annotator/annotation/{pk}/change/" for pk in rows]
    admin += [f"/admin/articles/article/{article.pk}/change/"]
    texts |= {address: words_of(client, address) for address in admin}
    texts = {address: without_filters(words) for address, words in texts.items()}
    secrets = (*SECRETS[2:], "otto")
    found = [(word, address) for address, text in texts.items() for word in secrets if re.search(rf"\b{word}\b", text)]
    assert [pair for pair in found if "=otto" not in pair[1]] == []


def without_filters(words: str) -> str:
    """Without the people by whom a list can be narrowed, or to whom work is given: who is a member is no secret."""
    return re.sub(r'(?s)<nav id="changelist-filter".*?</nav>|<select name="who">.*?</select>', "", words)


def test_counts_of_a_reviewer_in_the_middle_leave_the_other_out(
    client: Client, project: Project, article: Article, other: Any, taker: Any
) -> None:
    client.force_login(taker)
    assert client.get("/projects/harbour/quality/").context["decided"] == 1
    finish(AnnotationSet.objects.get(article=article, user=taker), user=taker)
    assert client.get("/projects/harbour/quality/").context["decided"] == 5


def test_how_much_others_have_finished_is_not_told_to_who_works_blind(
    client: Client, annotator: Any, reviewer: Any, project: Project, article: Article, other: Any
) -> None:
    for user, number in ((annotator, 0), (reviewer, 1), (other, 1)):
        client.force_login(user)
        assert client.get("/").context["projects"][0].finished == number
        assert client.get("/projects/harbour/quality/").context["finished"] == number


def test_whose_sets_are_visible(
    project: Project, article: Article, annotator: Any, reviewer: Any, stranger: Any, other: Any
) -> None:
    factories.workset(article, annotator)
    gold = AnnotationSet.objects.create(article=article, source="gold")
    owners = {user: {item.source_name for item in sets_visible_to(user)} for user in (annotator, reviewer, stranger)}
    assert owners == {annotator: {"rules 1", "ann"}, reviewer: {"rules 1", "ann", "otto", "gold"}, stranger: set()}
    assert gold.article == article
    assert not decisions_visible_to(annotator, project).exists()
    assert decisions_visible_to(other, project).count() == 4
