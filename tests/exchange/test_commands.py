"""The commands: what they print, where, and how they end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from spacy.lang.en import English

from annotator.models import AnnotationSet
from articles.models import Article, Project
from exchange.outgoing.side_by_side import ENDED
from suggesters import pipeline
from suggesters.suggestions import Quote, Suggestions
from tests.exchange.helpers import TEXT, article, as_lines, bring_in, quote
from tests.factories import make_suggested


class Ran(SimpleNamespace):
    out: str
    err: str
    code: int


def run(*arguments: Any, **options: Any) -> Ran:
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return Ran(out=out.getvalue(), err=err.getvalue(), code=code)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.txt").write_text("She said so, and left the pier.", encoding="utf-8")
    (tmp_path / "two.jsonl").write_bytes(as_lines(article(quotes=[quote()])) + b"nope\n")
    return tmp_path


@pytest.mark.django_db
def test_import_tells_failures_and_ends_with_the_counts(folder: Path) -> None:
    ran = run("import_articles", folder, "--project", "pier", "--create-project")
    assert ran.out == "imported 2, unchanged 0, failed 1\n"
    assert ran.err == f"{folder}/two.jsonl:2: not JSON at character 0: Expecting value\n"
    assert ran.code == 1
    assert Article.objects.count() == 2


@pytest.mark.django_db
def test_a_second_import_without_failures_ends_well(folder: Path) -> None:
    run("import_articles", folder, "--project", "pier", "--create-project")
    ran = run("import_articles", folder / "one.txt", "--project", "pier")
    assert (ran.out, ran.err, ran.code) == ("imported 0, unchanged 1, failed 0\n", "", 0)


@pytest.mark.django_db
def test_import_makes_no_project_unasked(folder: Path) -> None:
    with pytest.raises(CommandError, match="There is no project “pier”: add --create-project"):
        run("import_articles", folder, "--project", "pier")
    assert not Project.objects.exists()


def test_export_writes_the_file_and_the_loss_report_beside_it(project: Project, tmp_path: Path) -> None:
    bring_in(project, article(quotes=[quote()]))
    target = tmp_path / "out.csv"
    ran = run("export", "--project", project.slug, "--format", "csv", "--set", "machine", "--output", target)
    assert ran.out == ""
    assert "1 articles written as csv (machine): 1 quotes" in ran.err
    assert target.read_bytes().count(b"\r\n") == 2
    report = json.loads((tmp_path / "out.csv.loss.json").read_text(encoding="utf-8"))
    assert (report["articles"], report["finished"]) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.csv.loss.json"]


def ended(*_: Any) -> Iterator[Any]:
    """As where a process that helps is killed: what takes its work finds nothing more."""
    raise EOFError(ENDED)
    yield


@pytest.mark.parametrize("target", ["-", "out.conllup"])
def test_an_export_says_that_a_process_of_it_was_killed(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("exchange.management.commands.export.chunks_of", ended)
    with pytest.raises(CommandError, match="What was written is not the whole: run it again"):
        run("export", "--project", project.slug, "--format", "conll", "--output", target)
    assert not Path(target).exists()


@pytest.mark.django_db
def test_an_import_says_that_the_process_that_reads_was_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exchange.management.commands.import_articles.read_ahead", ended)
    with pytest.raises(CommandError, match="What was stored stands: run the same command again"):
        run("import_articles", folder, "--project", "pier", "--create-project")


def test_export_writes_to_the_standard_output(project: Project, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    bring_in(project, article("😀", quotes=[quote()]))
    run("export", "--project", project.slug)
    assert json.loads(capfdbinary.readouterr().out.decode("utf-8"))["id"] == "😀"


def test_an_export_that_was_packed_under_another_name_is_told(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.formats.docbin.writing.SHARD_TOKENS", 1)
    bring_in(project, article("1"), article("2"))
    target = tmp_path / "harbour.spacy"
    call_command("export", "--project", "harbour", "--format", "docbin", "--output", str(target))
    assert f"{target} is a ZIP of several files" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "papyrus"], "choose one of jsonl, "),
        (["--set", "silver"], "choose one of gold, machine"),
        (["--verdicts", "added,maybe"], "There is no verdict “maybe”"),
    ],
)
def test_export_names_the_choices(project: Project, options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("export", "--project", project.slug, *options)


def test_export_leaves_out_words_and_names_where_asked(project: Project, tmp_path: Path) -> None:
    bring_in(project, article(quotes=[quote(annotator="mara")]))
    target = tmp_path / "out.jsonl"
    run("export", "--project", "harbour", "--set", "mara", "--stand-off", "--anonymise", "--output", target)
    record = json.loads(target.read_text(encoding="utf-8"))
    assert "text" not in record
    assert record["quotes"][0]["annotator"].startswith("annotator-")
    assert "mara" not in (tmp_path / "out.jsonl.loss.json").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_export_names_a_project_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="There is no project “none”"):
        run("export", "--project", "none")


def test_an_exported_decision_scores_one_against_itself(project: Project, tmp_path: Path) -> None:
    make_suggested(project)
    run("export", "--project", project.slug, "--set", "machine", "--output", tmp_path / "a.jsonl")
    scored = json.loads(run("score", tmp_path / "a.jsonl", tmp_path / "a.jsonl", "--json").out)
    assert (scored["all"]["raw_exact"]["f1"], scored["gold_core"], scored["speaker_acc"]) == (1.0, 3, 1.0)


def test_score_prints_a_table(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes(as_lines(article(quotes=[quote()])))
    ran = run("score", tmp_path / "gold.jsonl", tmp_path / "gold.jsonl")
    assert "all     overlap             1.000   1.000  1.000         1      0       0" in ran.out


def test_score_tells_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("score", tmp_path / "none.jsonl", tmp_path / "none.jsonl")


class FirstWord:
    """A suggester that takes the first word for a quote."""

    name, version = "first-word", "1"
    nlp = English()

    def pipe(self, sources: Any) -> Any:
        for source in sources:
            yield Suggestions(quotes=(Quote("indirect", ((0, len(source.text.split()[0])),)),))


@pytest.fixture
def first_word(monkeypatch: pytest.MonkeyPatch) -> FirstWord:
    suggester = FirstWord()
    monkeypatch.setattr(pipeline, "load", lambda model, **wanted: suggester)
    return suggester


def test_suggest_file_writes_a_line_for_each_record_in_order(tmp_path: Path, first_word: FirstWord) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(
        as_lines({"id": "b", "text": TEXT, "x": 1}) + b"nope\n" + as_lines({"id": 1, "text": "😀 one"}, {})
    )
    ran = run("suggest_file", "--input", source, "--output", target)
    found = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [(record["id"], record["quotes"][0]["content"]) for record in found] == [("b", [[0, 3]]), (1, [[0, 1]])]
    *failures, speed = ran.err.splitlines()
    assert failures == [
        f"{source}:2: not JSON at character 0: Expecting value",
        f"{source}:4: id is a text or a number, not None",
    ]
    assert speed.startswith("2 articles, 20 words, ")
    assert ran.code == 1


def test_suggest_file_reads_and_writes_the_standard_streams(
    first_word: FirstWord, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = as_lines({"id": "a", "text": "One word."})
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert run("suggest_file").code == 0
    assert json.loads(capfdbinary.readouterr().out)["id"] == "a"


def test_suggest_file_tells_a_file_that_is_not_there(tmp_path: Path, first_word: FirstWord) -> None:
    with pytest.raises(CommandError, match="cannot be opened: No such file"):
        run("suggest_file", "--input", tmp_path / "none.jsonl")


@pytest.fixture
def registered(settings: Any) -> None:
    """“first-word” is a suggester of the settings."""
    settings.SUGGESTERS = {"first-word": f"{__name__}:FirstWord"}


def test_suggest_writes_sets_for_articles_that_lack_one(project: Project, registered: None) -> None:
    bring_in(project, article("a"), article("b"))
    asked = ("suggest", "--project", project.slug, "--suggester", "first-word")
    assert run(*asked, "--article", "a").out == "suggested for 1 articles by first-word 1\n"
    assert run(*asked).out == "suggested for 1 articles by first-word 1\n"
    assert run(*asked).out == "suggested for 0 articles by first-word 1\n"
    assert AnnotationSet.objects.filter(suggester="first-word").count() == 2


def test_suggest_names_the_suggesters_there_are(project: Project, registered: None) -> None:
    with pytest.raises(CommandError, match="no suggester “nobody”; there are: quotemark, first-word"):
        run("suggest", "--project", project.slug, "--suggester", "nobody")


def test_suggest_names_articles_that_are_not_there(project: Project) -> None:
    with pytest.raises(CommandError, match="The project has no article x, y"):
        run("suggest", "--project", project.slug, "--article", "y", "x")


@pytest.mark.django_db(transaction=True)
def test_what_is_left_to_a_worker_is_done_by_it(project: Project, registered: None) -> None:
    bring_in(project, article("a"), article("b"))
    out = run("suggest", "--project", project.slug, "--article", "b", "--suggester", "first-word", "--background").out
    assert "manage.py worker" in out
    assert not AnnotationSet.objects.exists()
    call_command("worker", batch=True, verbosity=0)
    assert AnnotationSet.objects.get().article.external_id == "b"
