"""An anonymous export: no annotator’s name or id in any byte of any format, and nothing that could be turned back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Annotation, AnnotationSet
from annotator.services.flags import flag
from articles.models import Project, Role
from exchange.formats.catalogue import WRITTEN
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.outgoing.selection import ALL, DEFAULT
from exchange.records.anonymous import Pseudonyms
from tests.exchange.helpers import article, bring_in, exported, quote, span_in
from tests.exchange.unpacking import contents
from tests.factories import make_member, new_id, workset

MARKS = ("zquxuser", "zquxfirst", "zquxlast", "zquxmail", "1987654321")
"""What stands in every name, address and number of an annotator of ``marked``, and nowhere else."""


@pytest.fixture
def marked(project: Project) -> Project:
    """A project whose annotator’s names and number stand wherever one can come in."""
    user = make_member(project, role=Role.REVIEWER, name="zquxuser")
    type(user).objects.filter(pk=user.pk).delete()
    user = type(user).objects.create_user(
        "zquxuser", "zquxmail@desk.example", pk=1987654321, first_name="Zquxfirst", last_name="Zquxlast"
    )
    everyone = "ZQUXUSER zquxfirst zquxlast zquxmail@desk.example 1987654321"
    person = {"annotator": "zquxuser", "reason": f"as {everyone} said", "note": everyone, "by": {everyone: [everyone]}}
    machine = {
        "suggester": "zquxuser-rules", "version": "of Zquxfirst Zquxlast", "reason": "learned from ZquxUser, who said",
    }  # fmt: skip
    origin, decision = str(uuid.uuid4()), str(uuid.uuid4())
    bring_in(
        project,
        article(
            quotes=[
                quote(id=origin, **machine, desk=everyone),
                quote(id=decision, origin=origin, **person, verdict="accepted"),
                quote(gold=True, reason=everyone, checked_by=everyone),
            ],
            entities=[{"start": 0, "end": 3, "type": "FAC", **person}],
            captions=[{"start": 0, "end": 16, **person}],
            repairs=[{**dict(zip(("start", "end"), span_in(article()["text"], "saidthat"), strict=True)),
                      "replacement": "said that", **person}],
            sets=[{"annotator": "zquxuser", "state": "finished", "notes": [everyone]},
                  {"suggester": machine["suggester"], "version": machine["version"], "notes": ["told zquxuser"]},
                  {"gold": True, "notes": [everyone]}],
            assigned_to=everyone,
        ),
        article("second", text="A second text, she said.", desk={"editor": everyone}),
    )  # fmt: skip
    bench = workset(project.articles.get(external_id="pier"), user)
    flag(bench, user=user, action_id=new_id(), card=str(bench.annotations.filter(kind="quote")[0].pk), note=everyone)
    return project


def options_that_fit(name: str) -> Iterator[dict[str, Any]]:
    """Every kind of choice that the format can write."""
    chosen = [DEFAULT, "gold", "machine", "zquxuser", *([ALL] if WRITTEN[name].many_sets else [])]
    for choice in chosen:
        yield {"format": name, "chosen": choice}
        if WRITTEN[name].stand_off:
            yield {"format": name, "chosen": choice, "stand_off": True}


def ids_of(project: Project) -> set[str]:
    """Every id in the database that could be looked up there: of annotations, as text and as hexadecimal digits."""
    keys = Annotation.objects.filter(set__article__project=project).values_list("pk", flat=True)
    return {form for key in keys for form in (str(key), key.hex)}


@pytest.mark.parametrize("name", list(WRITTEN))
def test_no_format_holds_a_name_or_id_of_an_annotator(marked: Project, name: str) -> None:
    forbidden = [mark.encode() for mark in (*MARKS, *ids_of(marked))]
    for options in options_that_fit(name):
        export = open_export(marked, ExportOptions(**options, anonymise=True))
        data = b"".join(export.chunks())
        told = [*contents(data), export.file_name.encode(), export.report.as_json_text().encode()]
        told.append("\n".join(export.report.lines()).encode())
        for part in told:
            lowered = part.lower()
            assert [mark for mark in forbidden if mark in lowered] == [], options


@pytest.mark.parametrize("name", list(WRITTEN))
def test_the_same_export_that_is_not_anonymous_holds_them(marked: Project, name: str) -> None:
    """So that the test above cannot pass because nothing is written at all."""
    export = open_export(marked, ExportOptions(format=name, chosen="zquxuser"))
    told = b"".join([*contents(b"".join(export.chunks())), export.file_name.encode()])
    assert b"zquxuser" in told.lower()


def test_pseudonyms_are_the_same_throughout_an_export_and_others_in_the_next(marked: Project) -> None:
    def people() -> set[str]:
        [record, _] = exported(marked, chosen=ALL, anonymise=True)
        items = [*record["quotes"], *record["entities"], *record["captions"], *record["repairs"], *record["sets"]]
        return {item["annotator"] for item in items if "annotator" in item}

    first, second = people(), people()
    assert (len(first), len(second)) == (1, 1)
    assert first != second


def test_a_decision_still_points_to_its_suggestion(marked: Project) -> None:
    [record, _] = exported(marked, chosen=ALL, anonymise=True)
    [machine] = [item for item in record["quotes"] if "suggester" in item]
    [decision] = [item for item in record["quotes"] if item.get("annotator")]
    assert decision["origin"] == machine["id"]
    assert uuid.UUID(machine["id"]).version == 4


def test_times_and_free_words_are_left_out_and_counted(marked: Project) -> None:
    export = open_export(marked, ExportOptions(chosen=ALL, anonymise=True))
    [record, second] = [json.loads(line) for line in b"".join(export.chunks()).decode().splitlines()]
    assert all("created" not in item for item in record["quotes"])
    assert "desk" not in second
    lost = {loss["of"]: loss["count"] for loss in export.report.as_json()["losses"]}
    assert lost == {"times of annotations": 6, "reasons": 5, "further keys": 12, "notes": 2, "questions and notes": 1}
    machine = next(item for item in record["quotes"] if "suggester" in item)
    assert machine["reason"].startswith("learned from annotator-")


def test_an_anonymous_export_comes_in_again(marked: Project) -> None:
    data = b"".join(open_export(marked, ExportOptions(chosen=ALL, anonymise=True)).chunks())
    other = Project.objects.create(slug="other", name="Other")
    bring_in(other, *[json.loads(line) for line in data.decode().splitlines()])
    assert AnnotationSet.objects.filter(article__project=other).count() == 3


def test_a_pseudonym_needs_the_salt() -> None:
    one, same, other = (Pseudonyms(salt) for salt in (b"a" * 32, b"a" * 32, b"b" * 32))
    assert one.of_user("mara") == same.of_user("mara") != other.of_user("mara")
    assert one.of_user("mara") != one.of_user("jo")
    assert one.of_id("") == ""


def test_only_whole_words_are_scrubbed() -> None:
    hide = Pseudonyms(b"a" * 32, ("ann", "Ann Lee", "jo"))
    assert hide.scrubbed("announced by nobody") == "announced by nobody"
    assert "Lee" not in hide.scrubbed("checked by Ann Lee")
    assert hide.scrubbed("jo") == "jo"  # shorter than three letters: a word of the language as often as a name


@pytest.mark.parametrize("address", ["export-download", "export-loss"])
def test_the_page_makes_anonymous_exports(marked: Project, client: Client, reviewer: Any, address: str) -> None:
    client.force_login(reviewer)
    values = {"format": "jsonl", "set": "zquxuser", "anonymise": "on"}
    response: Any = client.get(reverse(address, args=[marked.slug]), values)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert b"annotator-" in body
    assert b"zquxuser" not in body.lower() + response["Content-Disposition"].encode()
