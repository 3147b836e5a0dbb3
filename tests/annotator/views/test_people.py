"""The registry's pages: filters, counts, a person's quotes, and what reviewers change there."""

from __future__ import annotations

import datetime
import html
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import Annotation, AnnotationSet, Event, Person, RegistryChange
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.guesses import guesses
from annotator.services.people import change_person
from articles.models import Article, Project, Role
from tests.factories import make_member, make_suggested, new_id, workset

PEOPLE = "/projects/harbour/people/"


@pytest.fixture
def decided(project: Project, article: Article, annotator: Any) -> AnnotationSet:
    """Two quotes of Ines Calder and one of Tom Okafor in each of two articles, accepted by the annotator."""
    Article.objects.filter(pk=article.pk).update(published=datetime.date(2022, 5, 17))
    later = make_suggested(project, published=datetime.date(2022, 10, 20), title="The later one")
    for one in (article, later):
        mine = workset(one, annotator)
        for quote in Annotation.objects.filter(set__article=one, set__source="suggester", kind="quote"):
            decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    return workset(article, annotator)


@pytest.fixture
def calder(decided: AnnotationSet) -> Person:
    return Person.objects.get(name="Ines Calder")


@pytest.fixture
def okafor(decided: AnnotationSet) -> Person:
    return Person.objects.get(name="Tom Okafor")


@pytest.fixture
def desk(client: Client, reviewer: Any) -> Client:
    client.force_login(reviewer)
    return client


def listed(client: Client, query: str = "") -> list[tuple[str, int]]:
    return [(person.name, person.quotes) for person in client.get(PEOPLE + query).context["people"]]


def page_of(client: Client, person: Person, query: str = "") -> Any:
    return client.get(f"{PEOPLE}{person.pk}/{query}")


def words_shown(response: Any) -> list[str]:
    return [said.words for source in response.context["sources"] for said in source["quotes"]]


def ids_of(person: Person) -> list[str]:
    rows = Annotation.objects.filter(person=person, set__source="annotator", kind="quote").order_by("start")
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def test_everywhere_the_same_number(
    desk: Client, calder: Person, okafor: Person, article: Article, project: Project, reviewer: Any
) -> None:
    for user in (make_member(project), make_member(project)):  # who agree with the first
        mine = workset(article, user)
        for quote in Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote"):
            decide.accept(mine, user=user, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    assert listed(desk) == [("Ines Calder", 4), ("Tom Okafor", 2)]
    shown = page_of(desk, calder)
    assert (shown.context["number"], len(words_shown(shown))) == (4, 4)
    assert shown.context["called"] == [("Mayor Ines Calder", 2), ("She", 2)]
    desk_api = desk.get(f"/api/v1/people/{calder.pk}/").json()
    assert (desk_api["quotes"], desk_api["articles"]) == (4, 2)
    [guess] = [guess for guess in guesses(article, user=reviewer, card="", q="Ines Cal") if guess.person == calder.pk]
    assert "4 quotes" in guess.note


def test_what_two_people_marked_apart_is_counted_from_the_fuller_set(
    desk: Client, calder: Person, article: Article, project: Project
) -> None:
    user = make_member(project)
    mine = workset(article, user)
    row = mine.annotations.create(
        kind="quote", verdict="added", quote_type="direct", speaker_kind="named", person=calder,
        start=3, end=9, first=3, last=9,
    )  # fmt: skip
    row.spans.create(role="content", order=0, start=3, end=9)
    assert page_of(desk, calder).context["number"] == 4
    AnnotationSet.objects.filter(pk=mine.pk).update(state="finished", finished_at="2026-01-01T00:00:00Z")
    assert page_of(desk, calder).context["number"] == 3  # a finished set before a fuller one that is open


def test_the_head_says_types_and_dates(desk: Client, calder: Person) -> None:
    text = page_of(desk, calder).content.decode()
    facts = page_of(desk, calder).context["facts"]
    assert facts.types == [("mixed", 2), ("indirect", 2)]
    assert (facts.first, facts.last) == (datetime.date(2022, 5, 17), datetime.date(2022, 10, 20))
    assert "first <b>17 May 2022</b>" in text


def test_quotes_are_searched_filtered_and_sorted(desk: Client, calder: Person) -> None:
    assert words_shown(page_of(desk, calder, "?q=COSTLY")) == ["that repairs would be costly"] * 2
    assert len(words_shown(page_of(desk, calder, "?type=mixed"))) == 2
    assert words_shown(page_of(desk, calder, "?called=She")) == ["that repairs would be costly"] * 2
    newest = [source["article"].published.year for source in page_of(desk, calder).context["sources"]]
    assert newest == [2022, 2022]
    titles = [source["article"].title for source in page_of(desk, calder, "?sort=old").context["sources"]]
    assert titles == ["", "The later one"]
    assert "No quote matches." in page_of(desk, calder, "?q=nowhere").text
    assert page_of(desk, calder, "?page=x&type=odd").status_code == 200


def test_each_quote_leads_to_its_card(desk: Client, calder: Person, article: Article) -> None:
    card = Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote").order_by("start")[0]
    decision = Annotation.objects.get(origin=card, set__source="annotator")
    link = f"/articles/{article.pk}/?set={decision.set_id}&annotation={card.pk}#annotation-{card.pk}"
    assert f'href="{html.escape(link)}"' in page_of(desk, calder).content.decode()
    assert f'id="annotation-{card.pk}"' in desk.get(link).content.decode()


def test_the_list_is_filtered(desk: Client, calder: Person, okafor: Person, project: Project, reviewer: Any) -> None:
    change_person(calder, user=reviewer, aliases=["Iron Mayor"], wikidata_id="Q42")
    Person.objects.create(project=project, name="Acme", kind="organisation")
    assert [name for name, _ in listed(desk, "?show=wikidata")] == ["Ines Calder"]
    assert [name for name, _ in listed(desk, "?show=no-wikidata")] == ["Tom Okafor", "Acme"]
    assert [name for name, _ in listed(desk, "?show=hand")] == ["Ines Calder", "Acme"]
    assert [name for name, _ in listed(desk, "?show=unquoted")] == ["Acme"]
    assert [name for name, _ in listed(desk, "?kind=organisation")] == ["Acme"]
    assert [name for name, _ in listed(desk, "?letter=t")] == ["Tom Okafor"]
    assert [name for name, _ in listed(desk, "?sort=name")] == ["Acme", "Ines Calder", "Tom Okafor"]
    assert listed(desk, "?q=iron") == listed(desk, "?q=q42") == [("Ines Calder", 4)]
    assert listed(desk, "?show=gold") == []
    assert [name for name, _ in listed(desk, "?show=odd&page=0&kind=x")] == ["Ines Calder", "Tom Okafor", "Acme"]


def test_who_is_quoted_in_gold(desk: Client, calder: Person, okafor: Person, article: Article) -> None:
    gold = AnnotationSet.objects.create(article=article, source="gold", state="finished", finished_at=timezone.now())
    row = gold.annotations.create(
        kind="quote", verdict="added", quote_type="direct", speaker_kind="named", person=okafor,
        start=5, end=9, first=5, last=9,
    )  # fmt: skip
    row.spans.create(role="content", order=0, start=5, end=9)
    assert listed(desk, "?show=gold") == [("Tom Okafor", 2)]


def test_a_long_registry_has_pages_and_few_queries(
    desk: Client, calder: Person, project: Project, django_assert_max_num_queries: Any
) -> None:
    Person.objects.bulk_create(
        Person(project=project, name=f"Person {n:03}", folded=f"person {n:03}") for n in range(250)
    )
    with django_assert_max_num_queries(32):
        first = desk.get(PEOPLE)
    assert (len(first.context["people"]), first.context["page"].paginator.num_pages) == (100, 3)
    assert len(listed(desk, "?page=3")) == 52
    assert 'href="?page=2"' in first.content.decode()


def test_merging_by_the_card_and_taking_it_back(desk: Client, calder: Person, project: Project) -> None:
    other = Person.objects.create(project=project, name="Calder")
    question = desk.get(PEOPLE).context["same"][0]
    assert (question.keep, question.drop) == (calder, other)
    assert "never in one article as two people" in desk.get(PEOPLE).content.decode()
    values = {"action": question.merge, "other": other.pk, "back": "list"}
    answers = [desk.post(f"{PEOPLE}{calder.pk}/merge/", values) for _ in range(2)]  # a repeated click
    assert [answer["Location"] for answer in answers] == [PEOPLE, PEOPLE]
    assert list(calder.aliases.values_list("name", flat=True)) == ["Calder"]
    change = RegistryChange.objects.get()
    assert "“Calder” merged into “Ines Calder”" in desk.get(PEOPLE).content.decode()
    assert desk.post(f"{PEOPLE}changes/{change.pk}/undo/")["Location"] == f"{PEOPLE}changes/"
    assert "taken back by rev" in desk.get(f"{PEOPLE}changes/").content.decode()
    assert Person.objects.filter(pk=other.pk, name="Calder").exists()


def test_a_merge_is_one_line_of_what_the_reviewer_did(desk: Client, calder: Person, okafor: Person) -> None:
    desk.post(f"{PEOPLE}{calder.pk}/merge/", {"action": str(new_id()), "other": okafor.pk})
    assert [line.words for line in desk.get("/").context["events"]] == ["merged people into Ines Calder"]


def test_keeping_apart_is_remembered(desk: Client, calder: Person, project: Project) -> None:
    other = Person.objects.create(project=project, name="Calder")
    values = {"action": str(new_id()), "other": other.pk}
    assert desk.post(f"{PEOPLE}{calder.pk}/apart/", values)["Location"] == f"{PEOPLE}{calder.pk}/"
    assert desk.get(PEOPLE).context["same"] == []
    assert page_of(desk, calder).context["question"] is None


def test_merging_somebody_by_name(desk: Client, calder: Person, okafor: Person) -> None:
    values = {"action": str(new_id()), "name": "tom okafor"}
    desk.post(f"{PEOPLE}{calder.pk}/merge/", values)
    assert page_of(desk, calder).context["number"] == 6
    lost = desk.post(f"{PEOPLE}{calder.pk}/merge/", {"action": str(new_id()), "name": "Nobody"}, follow=True)
    assert "The other entry is not in the registry" in lost.content.decode()


def test_selected_quotes_move(desk: Client, calder: Person, okafor: Person) -> None:
    values = {"action": str(new_id()), "quotes": ids_of(calder)[:2], "to": "Tom Okafor"}
    answer = desk.post(f"{PEOPLE}{calder.pk}/move/", values, follow=True)
    assert "2 quotes are now by “Tom Okafor”." in answer.content.decode()
    assert listed(desk) == [("Tom Okafor", 4), ("Ines Calder", 2)]
    for wrong in ({"quotes": [], "to": "x"}, {"quotes": ["odd"], "to": "x"}, {"quotes": ids_of(calder), "to": ""}):
        desk.post(f"{PEOPLE}{calder.pk}/move/", {"action": str(new_id()), **wrong})
    assert RegistryChange.objects.count() == 1


def test_moving_all_quotes_away_leads_to_the_list(desk: Client, okafor: Person) -> None:
    values = {"action": str(new_id()), "quotes": ids_of(okafor), "to": "Vera Lund"}
    assert desk.post(f"{PEOPLE}{okafor.pk}/move/", values)["Location"] == PEOPLE
    assert dict(listed(desk)) == {"Ines Calder": 4, "Vera Lund": 2}


def test_names_below_a_field(desk: Client, calder: Person) -> None:
    calder.aliases.create(name="Iron Mayor")
    assert 'value="Ines Calder"' in desk.get(f"{PEOPLE}find/?to=iron").content.decode()
    assert "option" not in desk.get(f"{PEOPLE}find/?name=zzz").content.decode()


def test_somebody_is_entered_by_hand(desk: Client, project: Project) -> None:
    values = {"name": "Vera Lund", "kind": "person", "role": "Minister", "aliases": "Ms Lund\nLund"}
    answer = desk.post(f"{PEOPLE}new/", values)
    person = Person.objects.get(name="Vera Lund")
    assert answer["Location"] == f"{PEOPLE}{person.pk}/"
    assert listed(desk) == [("Vera Lund", 0)]
    event = Event.objects.get(verb="enter person")
    assert event.after is not None
    assert event.after["aliases"] == ["Lund", "Ms Lund"]
    again = desk.post(f"{PEOPLE}new/", values)
    assert again.status_code == 422
    assert Person.objects.count() == 1
    desk.post(f"{PEOPLE}changes/{RegistryChange.objects.get().pk}/undo/")
    assert listed(desk) == []


def test_a_change_of_an_entry_is_in_history_with_before_and_after(desk: Client, calder: Person) -> None:
    values = {"name": "Ines M. Calder", "distinction": "", "kind": "person", "role": "Mayor", "note": "", "aliases": ""}
    assert desk.post(f"{PEOPLE}{calder.pk}/", values).status_code == 302
    event = Event.objects.get(verb="change person")
    names = [state["name"] for state in (event.before, event.after) if state]
    assert names == ["Ines Calder", "Ines M. Calder"]
    desk.post(f"{PEOPLE}changes/{RegistryChange.objects.get().pk}/undo/")
    assert Person.objects.get(pk=calder.pk).name == "Ines Calder"


CHANGING = ("{pk}/merge/", "{pk}/apart/", "{pk}/move/", "new/", "changes/{change}/undo/")


@pytest.mark.parametrize(("who", "status"), [("annotator", 403), ("viewing", 403), ("stranger", 404), ("nobody", 302)])
def test_only_reviewers_change_the_registry(
    client: Client, request: pytest.FixtureRequest, project: Project, calder: Person, okafor: Person, reviewer: Any,
    who: str, status: int,
) -> None:  # fmt: skip
    change_person(calder, user=reviewer, role="Mayor")
    change = RegistryChange.objects.get()
    if who != "nobody":
        viewing = who == "viewing"
        client.force_login(make_member(project, role=Role.VIEWER) if viewing else request.getfixturevalue(who))
    for name in CHANGING:
        address = PEOPLE + name.format(pk=calder.pk, change=change.pk)
        values = {"action": str(new_id()), "other": okafor.pk, "quotes": ids_of(calder), "to": "x", "name": "x"}
        assert client.post(address, values).status_code == status, name
    for name in ("find/", "changes/", "new/"):
        assert client.get(PEOPLE + name).status_code == status, name
    assert (RegistryChange.objects.count(), Person.objects.get(pk=calder.pk).role) == (1, "Mayor")


def test_an_annotator_sees_the_entry_and_own_quotes_and_no_buttons(
    client: Client, calder: Person, project: Project, annotator: Any
) -> None:
    Person.objects.create(project=project, name="Calder")
    client.force_login(make_member(project))
    text = page_of(client, calder).content.decode()
    assert page_of(client, calder).context["number"] == 0
    assert "You have not confirmed a quote of this person yet." in text
    assert '<form method="post"' not in text.split("<main")[1]
    assert "The same person?" not in text + client.get(PEOPLE).content.decode()
    client.force_login(annotator)
    assert page_of(client, calder).context["number"] == 4
