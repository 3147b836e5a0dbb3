"""Importing records: idempotent, nothing half done, and everybody’s annotations in their own sets."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from pytest_django import DjangoAssertNumQueries

from annotator.models import Annotation, AnnotationSet, Event, Person
from annotator.services.suggest import known_captions
from annotator.services.suggested import store_machine_set
from articles.models import Article, Figure, Project
from tests.exchange.helpers import TEXT, article, as_lines, bring_in, exported, import_bytes, quote, repair, span_in
from tests.factories import make_article, make_project, make_user, suggestions_for

PAGE = b"""<!doctype html><html lang="en"><head><title>Pier shut</title></head><body><article><h1>Pier shut</h1>
<p>The pier of Tidewell is shut until May, the mayor said on Monday, because the planks are rotten through.</p>
<figure><img src="pier.jpg" alt="A pier">
<figcaption>Rotten planks at the pier on Monday. <span class="credit">Lena Asz</span></figcaption></figure>
<p>Nobody knows who is going to pay for the repairs, which may take all summer to be done.</p>
</article></body></html>"""


def test_the_same_import_twice_changes_nothing(project: Project) -> None:
    records = [article(quotes=[quote()]), article("other", text="Another text.")]
    assert bring_in(project, *records).summary() == "imported 2, unchanged 0, failed 0"
    counts = Annotation.objects.count(), AnnotationSet.objects.count(), Event.objects.count()
    report = bring_in(project, *records)
    assert (report.summary(), report.sets_added) == ("imported 0, unchanged 2, failed 0", 0)
    assert (Annotation.objects.count(), AnnotationSet.objects.count(), Event.objects.count()) == counts


def test_the_same_record_twice_in_one_file_is_one_article(project: Project) -> None:
    report = bring_in(project, article(quotes=[quote()]), article(quotes=[quote()]))
    assert report.summary() == "imported 1, unchanged 1, failed 0"
    assert Annotation.objects.count() == 1


def test_an_id_with_another_text_fails_and_the_first_text_stays(project: Project) -> None:
    bring_in(project, article())
    report = import_bytes(project, as_lines(article(text="Another text."), article("new")))
    assert report.summary() == "imported 1, unchanged 0, failed 1"
    assert "text never changes, so import it under another id" in str(report.failures[0])
    assert project.articles.get(external_id="pier").text == TEXT


def test_a_bad_annotation_takes_its_record_along_and_nothing_else(project: Project) -> None:
    outside = article("bad", quotes=[quote(), quote(content=[[5, 900]])])
    report = import_bytes(project, as_lines(article("a"), outside, article("b")), name="in.jsonl")
    assert report.summary() == "imported 2, unchanged 0, failed 1"
    [failure] = report.failures
    assert str(failure).startswith("in.jsonl:2: quotes[1]: The content span [5, 900) does not lie within the text")
    assert not Article.objects.filter(external_id="bad").exists()
    assert not AnnotationSet.objects.exists()


def test_people_entered_by_a_record_that_fails_are_not_used_by_the_next(project: Project) -> None:
    bad = article("bad", quotes=[quote(gold=True), quote(gold=True, content=[[5, 900]])])
    good = article("good", quotes=[quote(gold=True)])
    report = import_bytes(project, as_lines(bad, good))
    assert report.summary() == "imported 1, unchanged 0, failed 1"
    assert Annotation.objects.get().person == Person.objects.get(name="Ann Lee")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"blocks": [[0, 900, "paragraph"]]}, "Block [0, 900) is out of order or outside the text"),
        ({"blocks": [[5, 9, "other"], [0, 3, "other"]]}, "Block [0, 3) is out of order"),
        ({"figures": [{"caption": [0, 900]}]}, "The caption of figure 1, [0, 900), does not lie within the text"),
        ({"repairs": [repair(replacement="")]}, "repairs[0]: The replacement of a repair is a text"),
        ({"quotes": [quote(content=[])]}, "quotes[0]: A quote needs at least 1 span of the role “content”, not 0"),
        ({"quotes": [quote(annotator="no such/name")]}, "Enter a valid username"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(project: Project, values: dict[str, Any], words: str) -> None:
    report = import_bytes(project, as_lines(article(**values)))
    assert words in str(report.failures[0])
    assert not Article.objects.exists()


def test_a_file_named_text_is_unchanged_where_any_article_has_its_content(project: Project) -> None:
    make_article(project, text=TEXT, external_id="known")
    report = import_bytes(project, TEXT.replace("\n", "\r\n").encode(), name="copy.txt")
    assert report.summary() == "imported 0, unchanged 1, failed 0"


def test_a_text_file_is_stored_as_it_is(project: Project) -> None:
    import_bytes(project, b" date 2022-10-20\r\n\r\nShe said so, and more.", name="folder/page.txt")
    stored = project.articles.get(external_id="page")
    assert stored.text == " date 2022-10-20\n\nShe said so, and more."
    assert str(stored.published) == "2022-10-20"


def test_captions_of_a_page_are_figures_and_a_machine_set(project: Project) -> None:
    assert import_bytes(project, PAGE, name="page.html").imported == 1
    figure, annotation = Figure.objects.get(), Annotation.objects.with_spans().get()
    stored = project.articles.get()
    assert (annotation.set.suggester, annotation.set.version) == ("page-markup", "1")
    assert (annotation.figure, annotation.score, annotation.reason) == (figure, 1.0, "the page’s own markup")
    words = {span.role: stored.text[span.start : span.end] for span in annotation.spans.all()}
    assert words["credit"] == "Lena Asz"
    assert words["caption"].startswith("Rotten planks at the pier")


def test_a_caption_that_the_page_does_not_mark_is_as_likely_as_its_words(project: Project) -> None:
    plain = PAGE.replace(b"<figure>", b"<p>").replace(b"<figcaption>", b"</p><p>")
    plain = plain.replace(b"</figcaption></figure>", b"</p>").replace(b'<span class="credit">', b"Photo: <span>")
    assert import_bytes(project, plain, name="page.html").imported == 1
    figure, annotation = Figure.objects.get(), Annotation.objects.get()
    assert (annotation.set.suggester, annotation.verdict) == ("page-markup", "suggested")
    assert (annotation.figure, annotation.score, figure.score) == (figure, 0.85, 0.85)
    assert annotation.reason == "a line after an image; ends with the credit “Photo: Lena Asz”"
    assert known_captions(project.articles.get()) == (figure.caption,)


def test_the_score_of_a_figure_is_kept(project: Project) -> None:
    figures = [{"caption": [0, 9]}, {"caption": [0, 9], "score": 0.6}]
    bring_in(project, article(figures=figures))
    assert [figure.score for figure in Figure.objects.all()] == [1.0, 0.6]


def test_a_known_article_gets_the_sets_that_are_new_and_keeps_the_others(project: Project) -> None:
    bring_in(project, article(quotes=[quote(suggester="rules", version="1")]))
    changed = quote(suggester="rules", version="1", type="mixed")
    report = bring_in(project, article(quotes=[changed, quote(suggester="rules", version="2")]))
    assert (report.unchanged, report.sets_added) == (1, 1)
    assert sorted(Annotation.objects.values_list("set__version", "quote_type")) == [("1", "direct"), ("2", "direct")]


def test_a_persons_annotations_enter_the_speaker_and_a_machines_do_not(project: Project) -> None:
    machine = quote(suggester="rules", version="1", speaker_name="Only Suggested")
    bring_in(project, article(quotes=[machine, quote(annotator="mara")]))
    assert [person.name for person in Person.objects.all()] == ["Ann Lee"]
    assert Annotation.objects.get(set__source="suggester").person is None


def test_a_machines_name_points_to_the_person_of_the_registry(project: Project) -> None:
    person = Person.objects.create(project=project, name="Ann Lee")
    bring_in(project, article(quotes=[quote(speaker_name="ann lee")]))
    assert Annotation.objects.get().person == person


def test_an_unknown_annotator_becomes_a_user_who_cannot_sign_in(project: Project) -> None:
    bring_in(project, article(quotes=[quote(annotator="mara")]))
    user = get_user_model().objects.get(username="mara")
    assert not user.is_active
    assert not user.has_usable_password()


def test_a_known_annotators_set_is_theirs(project: Project) -> None:
    mara = make_user("mara")
    bring_in(project, article(quotes=[quote(annotator="mara", verdict="corrected")]))
    assert AnnotationSet.objects.get().user == mara
    assert Annotation.objects.get().verdict == "corrected"


def test_an_annotation_keeps_its_id_where_nobody_has_it(project: Project) -> None:
    key = str(uuid.uuid4())
    bring_in(project, article(quotes=[quote(id=key), quote(id="q7", type="mixed")]))
    assert key in {str(pk) for pk in Annotation.objects.values_list("pk", flat=True)}
    bring_in(make_project("copy"), article(quotes=[quote(id=key)]))
    assert Annotation.objects.count() == 3


def test_an_origin_in_the_same_record_is_linked(project: Project) -> None:
    key = str(uuid.uuid4())
    machine = quote(id=key, suggester="rules", version="1")
    bring_in(project, article(quotes=[quote(annotator="mara", origin=key), machine]))
    assert str(Annotation.objects.get(verdict="accepted").origin_id) == key


def test_an_origin_among_the_articles_suggestions_is_linked(project: Project) -> None:
    stored = make_article(project, external_id="a")
    store_machine_set(stored, suggester="rules", version="1", suggestions=suggestions_for(stored.text))
    proposal = Annotation.objects.filter(kind="quote").order_by("start")[0]
    content = [[span.start, span.end] for span in proposal.spans.filter(role="content")]
    decided = {"type": "mixed", "content": content, "annotator": "mara", "origin": str(proposal.pk)}
    bring_in(project, {"id": "a", "text": stored.text, "quotes": [decided]})
    assert Annotation.objects.get(set__source="annotator").origin == proposal


def test_an_origin_that_is_not_here_is_kept_for_the_next_export(project: Project) -> None:
    key = str(uuid.uuid4())
    bring_in(project, article(quotes=[quote(annotator="mara", origin=key)]))
    assert Annotation.objects.get().origin is None
    assert exported(project, chosen="mara")[0]["quotes"][0]["origin"] == key


def test_an_origin_in_another_project_is_not_linked(project: Project) -> None:
    other = make_article(make_project("other"))
    store_machine_set(other, suggester="rules", version="1", suggestions=suggestions_for(other.text))
    key = str(Annotation.objects.filter(kind="quote")[0].pk)
    bring_in(project, article(quotes=[quote(annotator="mara", origin=key)]))
    assert Annotation.objects.get(set__source="annotator").origin is None


def test_two_decisions_about_one_suggestion_are_refused(project: Project) -> None:
    key = str(uuid.uuid4())
    decisions = [quote(annotator="mara", origin=key), quote(annotator="mara", origin=key, type="mixed")]
    machine = quote(id=key, suggester="rules", version="1")
    report = import_bytes(project, as_lines(article(quotes=[machine, *decisions])))
    assert "quotes[2]: another annotation of the same set decides about the origin" in str(report.failures[0])


def test_a_finished_set_without_annotations_stays_finished(project: Project) -> None:
    bring_in(project, article(sets=[{"annotator": "mara", "state": "finished"}, {"gold": True}]))
    states = dict(AnnotationSet.objects.values_list("source", "state"))
    assert states == {"annotator": "finished", "gold": "finished"}


def test_offsets_of_windows_line_ends_move_with_the_text(project: Project) -> None:
    text = "😀 One.\r\n\r\n“We wait,” said Ann Lee."
    values = {"content": [span_in(text, "“We wait,”")], "speaker": [span_in(text, "Ann Lee")]}
    bring_in(project, {"id": "a", "text": text, "quotes": [values]})
    [record] = exported(project, chosen="machine")
    [found] = record["quotes"]
    assert [record["text"][start:end] for start, end in found["content"] + found["speaker"]] == [
        "“We wait,”",
        "Ann Lee",
    ]


def test_the_history_tells_who_imported_what(project: Project, manager: Any) -> None:
    import_bytes(project, as_lines(article(quotes=[quote(gold=True)])), user=manager)
    event = Event.objects.get(verb="import")
    assert (event.actor, event.article) == (manager, project.articles.get())
    told: Any = event.after
    assert (told["article"], told["sets"]) == ("pier", ["gold"])
    [held] = told["held"]
    assert (held["source"], held["finished"], len(held["frames"])) == ("gold", True, 1)


def test_unchanged_records_cost_a_few_queries_for_a_whole_batch(
    project: Project, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    records = [article(f"a{number}", quotes=[quote()]) for number in range(30)]
    bring_in(project, *records)
    with django_assert_max_num_queries(5 + 2 * 30):  # a savepoint each
        bring_in(project, *records)
