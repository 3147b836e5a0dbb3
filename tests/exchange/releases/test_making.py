"""Making releases: what lies on the disk, that it is the same to the byte again, and how it fails."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote as quote_part
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from annotator.errors import Refused
from annotator.models import Event
from annotator.services.withdraw import bring_back, withdraw
from articles.models import Project
from exchange.formats.catalogue import WRITTEN, Format
from exchange.models import BEAT_LASTS, Release, Run
from exchange.releases import making, storage
from exchange.releases.making import Maker, name_of_file
from exchange.releases.options import ReleaseOptions, SplitOptions, options_from_json
from exchange.releases.services import ask_release, withdrawn_since
from exchange.releases.survey import INDEX, lines_of_index, survey
from exchange.runs import releasing
from exchange.runs.services import begin, perform
from tests.exchange.helpers import article, bring_in, quote
from tests.exchange.records.test_anonymous import MARKS, ids_of, marked  # noqa: F401 - marked is a fixture
from tests.exchange.releases.helpers import files_of, ids_in, make, released, sides_of, split_of
from tests.exchange.unpacking import contents
from tests.factories import make_project, make_suggested
from tests.stories import story

pytestmark = pytest.mark.usefixtures("releases_dir")
ROOT = Path(__file__).resolve().parents[3]


def many(number: int, **values: Any) -> list[dict[str, Any]]:
    """Articles of their own stories."""
    return [
        {"id": f"a{seed}", "text": story(seed), "publisher": f"p{seed % 7}", "published": f"2024-01-{seed % 28 + 1:02}",
         **values}
        for seed in range(number)
    ]  # fmt: skip


def test_a_release_has_its_files_and_a_manifest_that_fits_them(project: Project) -> None:
    bring_in(project, *many(30), article(quotes=[quote(gold=True)]))
    make_suggested(project)
    release = released(project, formats=("jsonl", "csv"), split=split_of("hash"), licence="CC0", note="First *try*")
    files = files_of(release)
    manifest = json.loads(files["manifest.json"])
    assert next(iter(manifest.items())) == ("schema", "quotemark/1")
    assert manifest == release.manifest
    assert {item["name"] for item in manifest["files"]} == files.keys() - {"manifest.json"}
    for item in manifest["files"]:
        data = files[item["name"]]
        assert (item["sha256"], item["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
    sides = manifest["splits"]["sides"]
    for side in ("train", "dev", "test"):
        assert sides[side]["articles"] == files[f"{side}.jsonl"].count(b"\n")
    assert manifest["counts"]["articles"] == sum(side["articles"] for side in sides.values()) == 32
    assert manifest["counts"]["annotations"]["quotes"] == {"all": 4, "added": 1, "suggested": 3}
    assert manifest["suggesters"] == [{"name": "rules", "version": "1", "sets": 1}]
    assert (manifest["licence"], manifest["event"]) == ("CC0", Event.objects.exclude(verb="release").latest("id").pk)
    card = files["README.md"].decode()
    assert card.startswith("# Harbour, release 1\n")
    for words in (
        "Licence: CC0",
        "First \\*try\\*",
        "| train |",
        "Suggester `rules 1`: 1 article",
        "Agreement: not kn",
    ):
        assert words in card
    assert json.loads(files["losses.json"])["train.csv"]["format"] == "csv"


def test_formats_with_the_same_extension_have_files_of_their_own() -> None:
    names = [name_of_file("train", name) for name in WRITTEN]
    assert len(set(names)) == len(WRITTEN)
    assert name_of_file("data", "jsonl") == "data.jsonl"


def test_what_a_format_has_packed_is_named_so(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(records: Any, *, report: Any) -> Any:
        list(records)
        yield b"PK\x03\x04 and so on"

    for extension, name in (("bin", "data.packed.bin.zip"), ("bin.zip", "data.packed.bin.zip")):
        monkeypatch.setitem(WRITTEN, "packed", Format("Packed", extension, "application/octet-stream", write))
        release = released(project, formats=("packed",))
        assert release.files[0]["name"] == name
        assert name in files_of(release)


@pytest.mark.parametrize("name", list(WRITTEN))
def test_every_format_is_written_whole_and_divided_even_where_a_side_is_empty(project: Project, name: str) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    whole = released(project, formats=(name,))
    assert files_of(whole)[name_of_file("data", name)]
    parts = released(project, formats=(name,), split=split_of("hash", shares=(0, 100, 0)))
    assert files_of(parts)[name_of_file("dev", name)] == files_of(whole)[name_of_file("data", name)]


def test_the_same_state_gives_the_same_bytes(project: Project) -> None:
    """Two releases of one state differ in their numbers and in what they compare with, never in their data."""
    bring_in(project, *many(12), article(quotes=[quote(annotator="mara"), quote(gold=True)]))
    options: dict[str, Any] = {"formats": tuple(WRITTEN), "split": split_of("hash")}
    first, second = released(project, **options), released(project, **options)
    data, again = files_of(first), files_of(second)
    assert {name: value for name, value in data.items() if name not in ("manifest.json", "README.md")} == {
        name: value for name, value in again.items() if name not in ("manifest.json", "README.md")
    }
    changes = json.loads(again["manifest.json"])["changes"]
    assert changes["since"] == 1
    assert {row["count"] for row in changes["articles"].values() if isinstance(row, dict)} == {0}


SCRIPT = """
import sys, django
django.setup()
from pathlib import Path
from exchange.models import BEAT_LASTS, Release, Run
from exchange.releases.making import Maker
from exchange.releases.options import options_from_json
for release in Release.objects.select_related("project").order_by("number"):
    folder = Path(sys.argv[1]) / str(release.number)
    folder.mkdir(parents=True)
    Maker(release, options_from_json(release.options), folder).make()
"""


@pytest.mark.left_to_ci
@pytest.mark.django_db(transaction=True)
def test_other_processes_with_other_hash_seeds_write_the_same_bytes(project: Project, tmp_path: Path) -> None:
    """The whole folder, manifest and card included, anonymous or not, in every format."""
    bring_in(
        project,
        *many(8),
        article(
            quotes=[quote(annotator="mara"), quote(annotator="jo", note={"b": 1, "a": 2}), quote(gold=True)],
            sets=[{"annotator": "mara", "state": "finished"}, {"annotator": "jo", "state": "finished"}],
        ),
    )
    make_suggested(project)
    able = tuple(name for name, known in WRITTEN.items() if known.many_sets)
    for options in (
        {"formats": tuple(WRITTEN), "split": split_of("publisher")},
        {"formats": able, "chosen": "all", "anonymise": True},
    ):
        ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions(**options))  # type: ignore[arg-type]
    found = [made_elsewhere(tmp_path / seed, seed=seed) for seed in ("1", "2")]
    here = {}
    for release in project.releases.order_by("number"):
        folder = tmp_path / "here" / str(release.number)
        folder.mkdir(parents=True)
        Maker(release, options_from_json(release.options), folder).make()
        here.update({f"{release.number}/{path.name}": path.read_bytes() for path in folder.iterdir()})
    assert found[0].keys() == found[1].keys() == here.keys()
    assert [name for name in here if not here[name] == found[0][name] == found[1][name]] == []


def made_elsewhere(folder: Path, *, seed: str) -> dict[str, bytes]:
    """The files that another process makes of the test’s own database."""
    values = connection.settings_dict
    address = f"sqlite:///{values['NAME']}"
    if connection.vendor == "postgresql":
        host = quote_part(values["HOST"], safe="")  # the folder of a socket, perhaps
        address = f"postgres://{values['USER']}:{values['PASSWORD']}@{host}:{values['PORT'] or 5432}/{values['NAME']}"
    environment = {
        **os.environ, "DATABASE_URL": address, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT), "QUOTEMARK_VAR": str(folder / "var"),
    }  # fmt: skip
    (folder / "var").mkdir(parents=True)
    subprocess.run([sys.executable, "-c", SCRIPT, str(folder / "out")], env=environment, check=True, cwd=ROOT)
    return {str(path.relative_to(folder / "out")): path.read_bytes() for path in (folder / "out").glob("*/*")}


def test_a_split_keeps_near_duplicates_on_one_side(project: Project) -> None:
    copies = [
        {"id": f"copy{seed}-{number}", "text": f"Seen by the desk {number}.\n\n{story(seed)}"}
        for seed in range(12) for number in range(3)
    ]  # fmt: skip
    bring_in(project, *many(40), *copies)
    release = released(project, split=split_of("hash", shares=(50, 25, 25)))
    sides = sides_of(release)
    for seed in range(12):
        assert len({sides[key] for key in (f"a{seed}", *(f"copy{seed}-{number}" for number in range(3)))}) == 1
    assert len(set(sides.values())) == 3
    assert release.manifest is not None
    assert release.manifest["splits"]["near_duplicates"]["groups"] == 12
    assert release.manifest["splits"]["near_duplicates"]["articles"] == 48
    index = {line["id"]: line["side"] for line in lines_of_index(storage.folder_of(release) / INDEX)}
    assert index == sides


def test_articles_stay_on_their_sides_when_others_come(project: Project) -> None:
    bring_in(project, *many(40))
    before = sides_of(released(project, split=split_of("hash")))
    bring_in(project, *[{"id": f"b{seed}", "text": story(seed + 1000)} for seed in range(40)])
    after = sides_of(released(project, split=split_of("hash")))
    assert {key: after[key] for key in before} == before


def test_a_later_release_tells_what_changed(project: Project, manager: Any) -> None:
    kept, gone = quote(gold=True), quote(gold=True, type="indirect")
    bring_in(
        project,
        article("same", quotes=[kept]),
        article("judged", quotes=[quote(suggester="rules", version="1")]),
        article("out", quotes=[gone]),
        article("changed"),
    )
    released(project)
    withdraw(project.articles.get(external_id="out"), user=manager, reason="rights")
    bring_in(project, article("new", quotes=[kept], entities=[{"start": 0, "end": 3, "type": "FAC", "gold": True}]))
    bring_in(project, article("judged", quotes=[quote(gold=True, type="mixed")]))
    project.articles.filter(external_id="changed").update(title="Another title")
    release = released(project)
    assert release.manifest is not None
    changes = release.manifest["changes"]
    rows = changes["articles"]
    assert changes["since"] == 1
    assert rows["added"] == {"count": 1, "ids": ["new"]}
    assert rows["removed"] == {"count": 0, "ids": []}
    assert rows["withdrawn"] == {"count": 1, "ids": ["out"]}
    assert rows["changed"] == {"count": 2, "ids": ["judged", "changed"]}
    assert changes["annotations"]["quotes"] == {"added": 1, "removed": 1, "changed": 1}
    assert changes["annotations"]["entities"] == {"added": 1, "removed": 0, "changed": 0}
    card = files_of(release)["README.md"].decode()
    assert "Since release 1: 1 article added, 0 removed, 1 withdrawn, 2 changed, 0 on another side." in card
    assert "- `out`: rights" in card


def test_a_withdrawn_article_leaves_later_releases_and_earlier_ones_are_as_they_were(
    project: Project, manager: Any
) -> None:
    bring_in(project, article("kept"), article("out", text="Another text, she said."))
    first = released(project)
    before = files_of(first)
    out = project.articles.get(external_id="out")
    withdraw(out, user=manager, reason="rights")
    second = released(project)
    assert ids_in(storage.folder_of(second) / "data.jsonl") == ["kept"]
    assert second.manifest is not None
    assert second.manifest["withdrawn"] == {"count": 1, "articles": [{"id": "out", "reason": "rights"}]}
    told = {"of": "articles", "reason": "withdrawn from the project, and left out", "count": 1}
    assert second.manifest["losses"] == {"all": [told], "jsonl": []}
    [listed] = json.loads(files_of(second)["losses.json"])["all files"]["losses"]
    assert listed["articles"] == ["out"]
    assert files_of(first) == before
    assert (withdrawn_since(first), withdrawn_since(second)) == (1, 0)
    bring_back(out, user=manager)
    assert withdrawn_since(first) == 0
    assert ids_in(storage.folder_of(released(project)) / "data.jsonl") == ["kept", "out"]


def test_agreement_is_told_with_how_much_it_rests_on(project: Project) -> None:
    finished = [{"annotator": name, "state": "finished"} for name in ("mara", "jo", "kim")]
    other = quote(annotator="kim", content=[[0, 17]], speaker=[], cue=[], speaker_name=None)
    bring_in(
        project,
        article("two", quotes=[quote(annotator="mara"), quote(annotator="jo")], sets=finished[:2]),
        article("three", quotes=[quote(annotator="mara"), quote(annotator="jo"), other], sets=finished),
        article("one", quotes=[quote(annotator="mara")], sets=finished[:1]),
        article("open", quotes=[quote(annotator="mara"), quote(annotator="jo")], sets=finished[:1]),
    )
    manifest = released(project).manifest
    assert manifest is not None
    told = manifest["agreement"]
    assert (told["articles"], told["pairs_of_sets"], told["annotators"]) == (2, 4, 3)
    # Of the four pairs two are alike, and two share nothing: 2 found, 2 wrong, 2 missed.
    assert (told["quotes_f1_exact"], told["quotes_f1_overlap"]) == (0.5, 0.5)
    assert (told["quotes_both_have"], told["quotes_compared"]) == (0.3333, 6)
    assert (told["speakers_agree"], told["speakers_compared"]) == (1.0, 2)


def test_agreement_beyond_chance_is_told_on_types_and_on_what_quotes_cover(project: Project) -> None:
    finished = [{"annotator": name, "state": "finished"} for name in ("mara", "jo")]

    def read(key: str, one: str, other: str, **change: object) -> dict[str, object]:
        quotes = [quote(annotator="mara", type=one), quote(annotator="jo", type=other, **change)]
        return article(key, quotes=quotes, sets=finished)

    bring_in(project, *(read(key, "direct", "direct") for key in "ab"), read("c", "mixed", "mixed"))
    bring_in(
        project, read("d", "direct", "mixed"), read("e", "direct", "direct", content=[[0, 17]], speaker=[], cue=[])
    )
    release = released(project)
    assert release.manifest is not None
    told = release.manifest["agreement"]
    # Four quotes are the same: direct twice, mixed once, and once direct for one and mixed for the other.
    assert told["quote_types"] == {"compared": 4, "kappa": 0.5, "kappa_interval": None, "ac1": 0.5294, "alpha": 0.5333}
    assert 0 < told["contents_alpha_u"] < 1
    assert "on the type of 4 quotes that both have κ is 0.50 and AC1 0.53" in files_of(release)["README.md"].decode()


def test_no_file_of_an_anonymous_release_holds_a_name_or_id(marked: Project, manager: Any) -> None:  # noqa: F811
    """The manifest, the card, the report of losses and the file names included."""
    withdraw(marked.articles.get(external_id="second"), user=manager, reason="asked by zquxuser, 1987654321")
    able = tuple(name for name, known in WRITTEN.items() if known.many_sets)
    forbidden = [mark.encode() for mark in (*MARKS, *ids_of(marked))]
    for options in (
        {"formats": tuple(WRITTEN), "chosen": "zquxuser", "split": split_of("hash")},
        {"formats": able, "chosen": "all"},
    ):
        release = released(marked, anonymise=True, **options)
        for name, data in files_of(release).items():
            for part in [name.encode(), *contents(data)]:
                assert [mark for mark in forbidden if mark in part.lower()] == [], name
        assert release.salt.encode() not in b"".join(files_of(release).values())
        assert release.manifest is not None
        assert release.manifest["state_at"] is None


def test_what_goes_wrong_is_told_and_leaves_nothing_behind(
    project: Project, monkeypatch: pytest.MonkeyPatch, releases_dir: Path
) -> None:
    bring_in(project, article())

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    release, _ = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions())
    with monkeypatch.context() as patched:
        patched.setattr(making, "write_export", full)
        assert make(release).state == Release.State.FAILED
    assert "disk of this installation is full" in release.reason
    assert list((releases_dir / project.slug).iterdir()) == []
    assert release.run.may_be_resumed
    assert make(release).state == Release.State.READY
    assert release.reason == ""


def test_a_fault_of_the_program_does_not_hang_in_making(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bring_in(project, article())
    release, _ = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions())
    monkeypatch.setattr(making, "survey", lambda *_: 1 / 0)
    assert make(release).state == Release.State.FAILED
    assert "ZeroDivisionError" in release.reason
    assert "release 1 of harbour failed" in caplog.text


def test_files_of_another_release_are_never_written_over(project: Project, releases_dir: Path) -> None:
    bring_in(project, article())
    stray = releases_dir / project.slug / "1" / "data.jsonl"
    stray.parent.mkdir(parents=True)
    stray.write_text("somebody else’s")
    release, _ = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions())
    assert make(release).state == Release.State.FAILED
    assert "holds another release already" in release.reason
    assert stray.read_text() == "somebody else’s"


def test_made_twice_it_is_the_same_release(project: Project) -> None:
    """Whoever was killed between the files and the row may be followed by another."""
    bring_in(project, article())
    release = released(project)
    before = files_of(release)
    Release.objects.filter(pk=release.pk).update(state="waiting", manifest=None)
    Run.objects.filter(release=release).update(state="waiting")
    release.refresh_from_db()
    assert make(release).state == Release.State.READY
    assert files_of(release) == before


def test_the_same_client_id_is_the_same_release(project: Project, manager: Any) -> None:
    client_id = uuid4()
    first, is_new = ask_release(project, user=manager, client_id=client_id, options=ReleaseOptions())
    again, is_new_again = ask_release(project, user=manager, client_id=client_id, options=ReleaseOptions())
    assert (is_new, is_new_again, first.pk) == (True, False, again.pk)
    assert Event.objects.filter(verb="release", actor=manager).count() == 1
    with pytest.raises(Refused, match="another project"):
        ask_release(make_project("other"), user=None, client_id=client_id, options=ReleaseOptions())
    other, _ = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions())
    assert (first.number, other.number) == (1, 2)


def test_one_that_another_makes_is_left_to_it_unless_its_worker_has_stopped(project: Project) -> None:
    bring_in(project, article())
    release, _ = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions())
    Release.objects.filter(pk=release.pk).update(state="making", started_at=timezone.now())
    Run.objects.filter(release=release).update(state="running", beat_at=timezone.now())
    assert make(release).state == Release.State.MAKING
    assert not release.run.may_be_resumed
    draft = storage.folder_of(release).parent / ".1-abc"
    draft.mkdir(parents=True)
    (draft / "data.jsonl").write_text("half an article")
    assert make(release).state == Release.State.MAKING
    Run.objects.update(beat_at=timezone.now() - BEAT_LASTS - timedelta(seconds=1))
    release.refresh_from_db()
    assert release.run.may_be_resumed
    assert make(release).state == Release.State.READY
    assert not draft.exists()
    assert not release.run.may_be_resumed
    assert make(release).state == Release.State.READY


@pytest.mark.django_db(transaction=True)
def test_a_large_release_is_left_to_a_worker(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(project, article("1"), article("2"))
    release, _ = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions(formats=("jsonl", "csv")))
    monkeypatch.setattr(releasing, "ARTICLES_AT_ONCE", 3)
    begin(release.run)
    release.refresh_from_db()
    assert release.state == Release.State.WAITING
    assert perform(release.run_id) == "finished"
    release.refresh_from_db()
    assert release.state == Release.State.READY
    monkeypatch.setattr(releasing, "ARTICLES_AT_ONCE", 4)
    small, _ = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions(formats=("jsonl", "csv")))
    begin(small.run)
    small.refresh_from_db()
    assert small.state == Release.State.READY


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_no_part_of_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The release reads one state of the database, and keeps nobody from writing."""
    import threading

    bring_in(project, *many(3))

    def and_then_an_import(*arguments: Any) -> Any:
        found = survey(*arguments)

        def import_one() -> None:
            bring_in(project, article("late"))
            connection.close()

        other = threading.Thread(target=import_one)
        other.start()
        other.join()
        return found

    monkeypatch.setattr(making, "survey", and_then_an_import)
    release = released(project)
    assert project.articles.filter(external_id="late").exists()
    assert "late" not in ids_in(storage.folder_of(release) / "data.jsonl")
    assert release.manifest is not None
    assert release.manifest["event"] < Event.objects.latest("id").pk


def test_only_managers_ask(project: Project, reviewer: Any) -> None:
    with pytest.raises(PermissionDenied):
        ask_release(project, user=reviewer, client_id=uuid4(), options=ReleaseOptions())
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"formats": ()}, "at least one format"),
        ({"formats": ("jsonl", "jsonl")}, "each format once"),
        ({"formats": ("xml",)}, "There is no format “xml”"),
        ({"chosen": "nobody"}, "There is no set “nobody”"),
        ({"split": SplitOptions(method="luck")}, "There is no split “luck”"),
        ({"stand_off": True, "apply_repairs": True}, "leave the repairs unapplied"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_a_number_is_taken(
    project: Project, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions(**options))
    assert not Release.objects.exists()


def test_options_survive_their_row() -> None:
    options = ReleaseOptions(formats=("csv",), chosen="gold", split=SplitOptions(method="date", shares=(70, 20, 10)))
    assert options_from_json(json.loads(json.dumps(options.as_json()))) == options
