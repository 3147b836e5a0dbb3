"""The pages of adjudication: the list, the cases, the editor, what is refused, and how much they cost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from annotator.models import Adjudication, AnnotationSet, Case
from annotator.services import decide
from articles.models import Article, Project
from tests.annotator.adjudicating import (
    CONTENT,
    COSTLY,
    SHORTER,
    cases_of,
    finished_by,
    gold_frames,
    gold_words,
    quote,
    take,
    two_readers,
)
from tests.factories import make_article, make_member, new_id, span, workset


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project, title="Ferry pier closed")


@pytest.fixture
def disputed(article: Article) -> Article:
    two_readers(article, [quote(CONTENT), quote(COSTLY)], [quote(SHORTER), quote(COSTLY)])
    return article


@pytest.fixture
def desk(client: Client, reviewer: Any) -> Client:
    client.force_login(reviewer)
    return client


def place(article: Article, more: str = "") -> str:
    return f"/articles/{article.pk}/adjudicate/{more}"


def choose(article: Article, choice: str, **values: Any) -> dict[str, Any]:
    case = cases_of(article)[0]
    return {"action": str(new_id()), "case": str(case.key), "version": case.version, "choice": choice, **values}


def test_time_is_measured_and_that_is_said_where_the_project_wants_it(desk: Client, disputed: Article) -> None:
    html = desk.get(place(disputed)).text
    assert f'data-activity="/articles/{disputed.pk}/activity/"' in html
    assert "Active time is measured" in html
    Project.objects.update(count_time=False)
    html = desk.get(place(disputed)).text
    assert "activity" not in html
    assert "Active time" not in html


def test_only_what_differs_is_shown_side_by_side(desk: Client, disputed: Article) -> None:
    html = desk.get(place(disputed)).content.decode()
    assert html.count("data-case=") == 1
    assert "Start of the quote" in html
    assert "2 words apart" in html
    assert '<span class="differs" data-annotation="" data-verdict="accepted">the pier </span>' in html
    assert "ann and bob read this article without seeing each other’s work." in html
    assert "They agree on 1 of 2 annotations" in html
    assert "all say the same" in html


def test_nothing_is_written_by_looking(desk: Client, disputed: Article) -> None:
    Case.objects.all().delete()
    Adjudication.objects.all().delete()
    assert 'data-state="open"' in desk.get(place(disputed)).content.decode()
    assert not Case.objects.exists()
    assert not AnnotationSet.objects.filter(source="gold").exists()


def test_a_choice_without_scripts_leads_back_to_the_page(desk: Client, disputed: Article) -> None:
    response = desk.post(place(disputed, "settle/"), choose(disputed, "take:1"))
    assert response.headers["Location"] == place(disputed)
    assert gold_words(disputed) == [[SHORTER]]


def test_a_choice_answers_with_the_case_and_what_else_changed(desk: Client, disputed: Article) -> None:
    html = desk.post(place(disputed, "settle/"), choose(disputed, "take:0"), headers={"HX-Request": "true"})
    page = html.content.decode()
    assert 'data-state="decided"' in page
    assert "left side taken, rev" in page
    assert 'id="progress" hx-swap-oob="true"' in page
    assert "<b>1</b> of 1" in page


def test_a_stale_choice_is_refused_with_words_and_the_case_as_it_stands(
    desk: Client, disputed: Article, manager: Any
) -> None:
    late = choose(disputed, "take:0")
    take(disputed, cases_of(disputed)[0], manager, 1)
    response = desk.post(place(disputed, "settle/"), late, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "changed since the page showed it" in response.content.decode()
    assert "right side taken, max" in response.content.decode()
    assert gold_words(disputed) == [[SHORTER]]


def test_undo_and_redo_draw_all_cases_again(desk: Client, disputed: Article, reviewer: Any) -> None:
    take(disputed, cases_of(disputed)[0], reviewer, 0)
    values = {"action": str(new_id()), "choice": "undo", "order": 1}
    page = desk.post(place(disputed, "settle/"), values, headers={"HX-Request": "true"}).content.decode()
    assert '<div id="cases">' in page
    assert 'data-state="open"' in page
    assert gold_frames(disputed) == []


EDITED = {"kind": "quote", "quote_type": "direct", "speaker_kind": "named", "name": "Tom  Okafor"}


def test_an_edit_says_words_type_and_person(desk: Client, disputed: Article) -> None:
    start, end = span(disputed.text, "is closed until May")
    frame = {**EDITED, "spans": [["content", start, end]], "words": ["is closed until May"]}
    response = desk.post(place(disputed, "settle/"), choose(disputed, "edit", frames=json.dumps([frame])))
    assert response.status_code == 302
    [found] = gold_frames(disputed)
    assert (found.hull, found.quote_type, found.name) == ((start, end), "direct", "Tom Okafor")


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ("[", "not JSON"),
        ('{"kind": "quote"}', "a list of at most"),
        ('[{"kind": "song", "spans": []}]', "a kind and spans"),
        (json.dumps([{**EDITED, "spans": [["content", -1, 3]]}]), "role, start, end"),
        (json.dumps([{**EDITED, "quote_type": "loud", "spans": []}]), "quote_type is one of"),
        (json.dumps([{**EDITED, "person": 2**70, "spans": []}]), "The person is a number"),
        (json.dumps([{**EDITED, "name": "x" * 400, "spans": []}]), "At most 300 characters"),
        (json.dumps([{**EDITED, "spans": [["content", 0, 5]], "words": ["Fähre"]}]), "Nothing was changed"),
        (json.dumps([{**EDITED, "spans": []}]), "at least 1 span"),
        ("[]", "Mark the words"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(desk: Client, disputed: Article, frames: str, words: str) -> None:
    values = choose(disputed, "edit", frames=frames)
    response = desk.post(place(disputed, "settle/"), values, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert cases_of(disputed)[0].is_open


def test_the_editor_begins_with_a_reading(desk: Client, disputed: Article) -> None:
    key = cases_of(disputed)[0].key
    left = desk.get(place(disputed, f"{key}/edit/")).content.decode()
    assert f">{CONTENT}</q>" in left
    right = desk.get(place(disputed, f"{key}/edit/?option=1")).content.decode()
    assert f">{SHORTER}</q>" in right
    assert 'value="Ines Calder"' in right


def test_saving_leads_to_the_next_article(desk: Client, disputed: Article, reviewer: Any) -> None:
    other = make_article(disputed.project)
    for name, frames in (("cy", [quote(CONTENT)]), ("dee", [quote(SHORTER)])):
        finished_by(other, make_member(disputed.project, name=name), frames)
    assert desk.post(place(disputed, "save/")).headers["Location"] == place(disputed), "a case is open"
    take(disputed, cases_of(disputed)[0], reviewer, 0)
    assert desk.post(place(disputed, "save/")).headers["Location"] == place(other)
    assert AnnotationSet.objects.gold().get().article == disputed


def test_who_still_reads_the_article_sees_nothing_of_others(desk: Client, disputed: Article, reviewer: Any) -> None:
    decide.add(workset(disputed, reviewer), user=reviewer, action_id=new_id(), frame=quote("costly"))
    response = desk.get(place(disputed))
    assert response.status_code == 403
    assert "begun this article yourself" in response.content.decode()
    assert "data-case" not in response.content.decode()
    assert desk.get(place(disputed, f"{cases_of(disputed)[0].key}/edit/")).status_code == 404


def test_one_finished_set_can_be_made_gold(desk: Client, article: Article, annotator: Any) -> None:
    finished_by(article, annotator, [quote(CONTENT)])
    assert "Make the work of ann gold" in desk.get(place(article)).content.decode()
    desk.post(place(article, "gold/"))
    assert gold_words(article) == [[CONTENT]]
    assert Adjudication.objects.get().state == "gold"


def test_where_nobody_has_finished_the_page_names_who_is_at_work(
    desk: Client, article: Article, annotator: Any
) -> None:
    decide.add(workset(article, annotator), user=annotator, action_id=new_id(), frame=quote(CONTENT))
    page = desk.get(place(article)).content.decode()
    assert "Nobody has finished this article yet" in page
    assert "Still at work here: ann." in page


def test_three_readings_have_numbers(desk: Client, disputed: Article, reviewer: Any) -> None:
    finished_by(disputed, make_member(disputed.project, name="cy"), [quote("is closed until May"), quote(COSTLY)])
    page = desk.get(place(disputed)).content.decode()
    assert 'value="take:2" data-key="3"' in page
    take(disputed, cases_of(disputed)[0], reviewer, 2)
    assert gold_words(disputed) == [["is closed until May"]]


def test_a_kind_that_is_agreed_can_be_decided_by_hand(desk: Client, disputed: Article) -> None:
    agreed = cases_of(disputed)[1]
    page = desk.get(place(disputed, f"?also={agreed.key}")).content.decode()
    assert f'data-case="{agreed.key}"' in page


def test_the_list_counts_by_state_and_names_the_readers(desk: Client, disputed: Article) -> None:
    single = make_article(disputed.project)
    finished_by(single, AnnotationSet.objects.get(user__username="bob").user, [])
    page = desk.get(f"/projects/{disputed.project.slug}/adjudicate/").content.decode()
    assert "ann, bob" in page
    assert f'id="begin" href="{place(disputed)}"' in page
    waiting = desk.get(f"/projects/{disputed.project.slug}/adjudicate/?state=waiting").content.decode()
    assert place(single) in waiting.split("<table")[1]
    assert place(disputed) not in waiting.split("<table")[1]


def test_the_list_costs_the_same_for_any_number_of_articles(
    desk: Client, project: Project, django_assert_max_num_queries: Any
) -> None:
    rows = [
        Adjudication(article=make_article(project), project=project, state="open", readers=2, open=1)
        for _ in range(120)
    ]
    Adjudication.objects.bulk_create(rows)
    address = f"/projects/{project.slug}/adjudicate/"
    with django_assert_max_num_queries(14):
        page = desk.get(address).content.decode()
    assert page.count("<tr data-state") == 50
    assert "More articles" in page
