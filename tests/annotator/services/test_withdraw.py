"""Withdrawing an article: who may, what no longer shows it, and the way back."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from annotator.errors import Refused
from annotator.history import in_words
from annotator.models import AnnotationSet, Event
from annotator.services.queue import next_article, queue_for
from annotator.services.suggest import lacking, suggester_named
from annotator.services.withdraw import bring_back, withdraw
from articles.models import Article, Project, Role
from exchange.outgoing.exporting import ExportOptions, open_export
from tests.exchange.helpers import TEXT, article, bring_in, quote
from tests.factories import make_article, make_member, make_suggested, workset


def test_a_withdrawn_article_leaves_queue_lists_and_suggestions_and_comes_back(
    project: Project, manager: Any, client: Client
) -> None:
    first, second = make_article(project, title="First"), make_article(project, title="Second")
    client.force_login(manager)
    assert withdraw(first, user=manager, reason="  the source  asked us\nto ")
    assert (first.withdrawn_reason, first.withdrawn_at is not None) == ("the source asked us to", True)
    assert list(queue_for(manager)) == [second]
    assert next_article(manager) == second
    assert list(lacking(project, suggester_named("quotemark"))) == [second]
    page = client.get(f"/projects/{project.slug}/")
    assert (list(page.context["articles"]), page.context["total"]) == ([second], 1)
    assert client.get("/").context["projects"][0].total == 1
    gone = client.get(f"/projects/{project.slug}/", {"state": "withdrawn"})
    assert list(gone.context["articles"]) == [first]
    assert "withdrawn: the source asked us to" in gone.content.decode()
    assert bring_back(first, user=manager)
    assert list(queue_for(manager)) == [first, second]


def test_work_on_it_is_kept(article: Article, manager: Any, annotator: Any) -> None:
    workset(article, annotator)
    before = set(AnnotationSet.objects.values_list("pk", "state"))
    withdraw(article, user=manager, reason="rights")
    bring_back(article, user=manager)
    assert set(AnnotationSet.objects.values_list("pk", "state")) == before
    article.refresh_from_db()
    assert (article.withdrawn_at, article.withdrawn_reason) == (None, "")


def test_each_change_is_one_event_and_repeating_it_changes_nothing(article: Article, manager: Any) -> None:
    assert withdraw(article, user=manager, reason="rights")
    at = article.withdrawn_at
    assert not withdraw(article, user=manager, reason="another reason")
    article.refresh_from_db()
    assert (article.withdrawn_at, article.withdrawn_reason) == (at, "rights")
    assert bring_back(article, user=manager)
    assert not bring_back(article, user=manager)
    events = list(Event.objects.filter(article=article, actor=manager).order_by("id"))
    assert [event.verb for event in events] == ["withdraw", "bring back"]
    assert events[0].after == {"article": article.external_id, "reason": "rights"}
    assert in_words(events[0]).strip() == "withdrew"


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
def test_it_takes_a_reason(article: Article, manager: Any, reason: str) -> None:
    with pytest.raises(Refused, match="reason"):
        withdraw(article, user=manager, reason=reason)
    assert not Article.objects.filter(withdrawn_at__isnull=False).exists()


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.REVIEWER])
def test_only_managers_withdraw(article: Article, client: Client, stranger: Any, role: str) -> None:
    user = make_member(article.project, role=role)
    with pytest.raises(PermissionDenied):
        withdraw(article, user=user, reason="rights")
    for who, status in ((user, 403), (stranger, 404)):
        client.force_login(who)
        assert client.get(f"/articles/{article.pk}/withdrawal/").status_code == status
        assert client.post(f"/articles/{article.pk}/withdrawal/", {"action": "withdraw"}).status_code == status
        assert client.post(f"/api/v1/articles/{article.pk}/withdraw/", {}).status_code in (status, 415)
    assert not Article.objects.filter(withdrawn_at__isnull=False).exists()


def test_the_page_withdraws_and_brings_back(article: Article, client: Client, manager: Any) -> None:
    client.force_login(manager)
    address = f"/articles/{article.pk}/withdrawal/"
    assert f'href="{address}"' in client.get(f"/projects/{article.project.slug}/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"action": "withdraw"}).status_code == 400
    assert client.post(address, {"action": "withdraw", "reason": "rights"})["Location"] == address
    page = client.get(address).content.decode()
    assert "is withdrawn." in page
    assert "Withdrawn on" in page
    assert "withdrawn: rights" in client.get(f"/articles/{article.pk}/").content.decode()
    client.post(address, {"action": "bring-back"})
    assert not Article.objects.filter(withdrawn_at__isnull=False).exists()


def test_the_interface_withdraws_and_brings_back(article: Article, client: Client, manager: Any) -> None:
    client.force_login(manager)

    def post(verb: str, body: dict[str, str]) -> Any:
        return client.post(f"/api/v1/articles/{article.pk}/{verb}/", json.dumps(body), content_type="application/json")

    assert post("withdraw", {}).status_code == 400
    answer = post("withdraw", {"reason": "rights"})
    assert (answer.status_code, answer.json()["withdrawn_reason"]) == (200, "rights")
    assert client.get("/api/v1/articles/?withdrawn=true").json()["results"][0]["id"] == article.pk
    assert client.get("/api/v1/articles/?withdrawn=false").json()["results"] == []
    assert post("bring-back", {}).json()["withdrawn_at"] is None


def test_the_command_withdraws_several_or_none(project: Project) -> None:
    make_article(project, external_id="a")
    make_article(project, external_id="b")

    def run(*arguments: str) -> str:
        out = io.StringIO()
        call_command("withdraw", "--project", project.slug, *arguments, stdout=out)
        return out.getvalue()

    with pytest.raises(CommandError, match="Add --reason"):
        run("--article", "a")
    with pytest.raises(CommandError, match="no article c"):
        run("--article", "a", "c", "--reason", "rights")
    assert not project.articles.exclude(withdrawn_at=None).exists()
    assert run("--article", "a", "b", "--reason", "rights") == "withdrawn: 2 of 2\n"
    assert run("--article", "a", "--bring-back") == "brought back: 1 of 1\n"
    with pytest.raises(CommandError, match="There is no project"):
        call_command("withdraw", "--project", "nope", "--article", "a")


def test_exports_leave_it_out_and_say_so(project: Project, manager: Any) -> None:
    make_suggested(project, external_id="kept")
    gone = make_suggested(project, external_id="gone")

    def losses(**options: Any) -> tuple[list[str], Any]:
        export = open_export(project, ExportOptions(**options))
        ids = [json.loads(line)["id"] for line in b"".join(export.chunks()).decode().splitlines()]
        told = [item for item in export.report.as_json()["losses"] if item["of"] == "articles"]
        return ids, told

    last = open_export(project, ExportOptions()).report.last_event
    withdraw(gone, user=manager, reason="rights")
    ids, told = losses()
    assert ids == ["kept"]
    assert (told[0]["count"], told[0]["articles"]) == (1, ["gone"])
    assert told[0]["reason"] == "withdrawn from the project, and left out"
    assert losses(since=last)[1] == told
    assert losses(since=Event.objects.latest("id").pk) == ([], [])


def test_the_admin_tells_what_is_withdrawn_and_leads_to_the_page(
    article: Article, client: Client, manager: Any, admin_user: Any
) -> None:
    client.force_login(admin_user)
    address = f"/admin/articles/article/{article.pk}/change/"
    address_of_page = f'<a href="/articles/{article.pk}/withdrawal/">'
    assert f"– {address_of_page}Withdraw</a>" in client.get(address).content.decode()
    withdraw(article, user=manager, reason="<b>rights</b>")
    assert f"&lt;b&gt;rights&lt;/b&gt; {address_of_page}Bring back</a>" in client.get(address).content.decode()
    for empty, shown in (("0", 1), ("1", 0)):
        changes = client.get("/admin/articles/article/", {"withdrawn_at__isempty": empty}).context["cl"]
        assert changes.result_count == shown


def test_the_pages_of_people_leave_out_quotes_of_withdrawn_articles(
    project: Project, manager: Any, client: Client
) -> None:
    said = {"annotator": "mara", **quote()}
    machine = {"suggester": "rules", "version": "1", **quote(speaker_name="Bob Ray")}
    bring_in(project, article("kept", quotes=[said]), article("gone", text=f"{TEXT} Again.", quotes=[said, machine]))
    client.force_login(manager)
    person = project.people.get(name="Ann Lee")
    registry = f"/projects/{project.slug}/people/"
    assert client.get(registry).context["people"][0].quotes == 2
    assert [row["name"] for row in client.get(registry).context["suggested"]] == ["Bob Ray"]
    withdraw(project.articles.get(external_id="gone"), user=manager, reason="asked")
    cache.clear()
    page = client.get(person.get_absolute_url())
    assert [source["article"].external_id for source in page.context["sources"]] == ["kept"]
    assert "1 quote of a withdrawn article is left out." in page.content.decode()
    assert client.get(registry).context["people"][0].quotes == 1
    assert client.get(registry).context["suggested"] == []
    bring_back(project.articles.get(external_id="gone"), user=manager)
    assert "left out" not in client.get(person.get_absolute_url()).content.decode()
