"""A dataset by three people at once, each in a browser of their own, from the empty project to the scored release."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import ConsoleMessage, Page, expect

from annotator.models import AnnotationSet
from articles.models import Article, Project
from exchange.models import Release
from exchange.releases.storage import folder_of
from tests.browser.lent import Lend
from tests.exchange.helpers import as_lines, span_in
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("releases_dir")]
PASSWORD = "ferries-leave-at-noon"
TEXT = """Pier plan {number}

“The pier stays closed until the end of May,” said Ines Calder.

Tom Okafor warned that the repairs would be costly for the whole town."""
SAID, WARNED = "“The pier stays closed until the end of May,”", "that the repairs would be costly for the whole town"

ACCEPT = ("a", "a")
ANN = {9: ("a", "{", "j")}  # the second quote ends a word earlier
BOB = {4: ("a", "x"), 5: ("a", "x"), 6: ("a", "x"), 7: ("2", "j", "a"), 8: ("2", "j", "a")}
EDITOR = {4: "ArrowLeft", 5: "ArrowLeft", 6: "ArrowRight", 7: "ArrowLeft", 8: "ArrowRight", 9: "ArrowRight"}
"""What is pressed in which article; everywhere else both accept both quotes. Ann, who begins first, is on the left."""
BACK = {
    "ann": {6: "left_out", 8: "changed", 9: "changed"},
    "bob": {4: "added", 5: "added", 7: "changed"},
}
"""What the editor made of one quote of each; all others are kept as they were."""

OVERLAP_F1 = 2 * 17 / (20 + 17)  # ann has all 20 quotes, bob not the second one of 4, 5 and 6
EXACT_F1 = 2 * 16 / (20 + 17)  # … and that of 9 has another end
KAPPA = (15 / 17 - 129 / 289) / (1 - 129 / 289)  # two of 17 types differ; by chance 10 · 8 + 7 · 7 + 0 · 2 of 17² agree


def truth(number: int) -> dict[str, Any]:
    """The article as the editor decides it, in the native format."""
    text = TEXT.format(number=number)
    quotes = [
        {
            "type": kind, "content": [span_in(text, content)], "cue": [span_in(text, cue)],
            "speaker": [span_in(text, name)], "speaker_name": name, "speaker_kind": "named",
        }
        for kind, content, cue, name in (
            ("mixed" if number == 8 else "direct", SAID, "said", "Ines Calder"),
            ("indirect", WARNED, "warned", "Tom Okafor"),
        )
    ]  # fmt: skip
    return {"id": f"plan-{number}", "text": text, "quotes": quotes[: 1 if number == 6 else 2]}


def suggested(number: int) -> dict[str, Any]:
    """The article as it comes in: with both quotes, the first one direct."""
    found = truth(0)["quotes"]
    text = TEXT.format(number=number)
    for quote in found:
        quote.update(suggester="by hand", version="1", score=0.8)
    return {"id": f"plan-{number}", "text": text, "quotes": found}


@pytest.fixture
def visitor(lend: Lend) -> Iterator[Callable[[str], Page]]:
    """Somebody with a browser of their own. The test fails where a page complains."""
    heard: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"{message.type}: {message.text}")

    def visit(name: str) -> Page:
        page = lend(name).new_page()
        page.emulate_media(reduced_motion="reduce")
        page.on("console", on_console)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return page

    yield visit
    assert heard == []


def make_the_project(page: Page, base: str) -> None:
    page.goto(f"{base}/projects/new/")
    page.get_by_label("Name", exact=True).fill("Pier plans")
    page.get_by_role("radio", name="two", exact=True).check()
    page.get_by_role("button", name="Make the project").first.click()
    expect(page).to_have_url(re.compile("/projects/pier-plans/"))


def bring_in(page: Page, base: str) -> None:
    data = as_lines(*(suggested(number) for number in range(10)))
    page.goto(f"{base}/projects/pier-plans/import/")
    page.set_input_files("#id_file", {"name": "plans.jsonl", "mimeType": "text/plain", "buffer": data})
    expect(page.get_by_role("heading", name="What would be imported")).to_be_visible()
    page.get_by_label("Suggest quotes").uncheck()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#run-state")).to_contain_text("10 imported")


def invite(page: Page, base: str, name: str) -> str:
    """The link of an invitation, as the manager reads it from the page."""
    page.goto(f"{base}/projects/pier-plans/team/")
    page.get_by_label("For whom").fill(name)
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label("Send it to the person whom you invite").input_value()


def join(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account and join").click()
    expect(page.get_by_text("Welcome to “Pier plans”.")).to_be_visible()


def decide(page: Page, keys: tuple[str, ...]) -> None:
    """Two suggestions that nobody has decided here, then the keys."""
    expect(page.locator(".card[data-kind=quote][data-verdict=suggested]")).to_have_count(2)
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator(".card[data-verdict=suggested]")).to_have_count(0)
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def annotate_at_once(ann: Page, bob: Page, base: str, articles: list[Article]) -> None:
    """Both go through the queue, side by side: the other’s work is in no page."""
    for page in (ann, bob):
        page.goto(base)
        page.keyboard.press("Enter")
    for number, article in enumerate(articles):
        for page, plan in ((ann, ANN), (bob, BOB)):
            expect(page).to_have_url(f"{base}/articles/{article.pk}/")
            decide(page, plan.get(number, ACCEPT))
        for page in (ann, bob):
            page.keyboard.press("Enter")
    for page in (ann, bob):
        expect(page).not_to_have_url(re.compile("/articles/"))


def adjudicate_all(page: Page, base: str, articles: list[Article]) -> None:
    """From the list to the last article with keys alone."""
    page.goto(f"{base}/projects/pier-plans/adjudicate/")
    page.keyboard.press("Enter")
    for number, article in enumerate(articles):
        expect(page).to_have_url(re.compile(f"/articles/{article.pk}/adjudicate/"))
        expect(page.locator(".differences[data-script]")).to_have_count(1)
        expect(page.locator("[data-case]")).to_have_count(1 if number in EDITOR else 0)
        if number in EDITOR:
            page.keyboard.press(EDITOR[number])
        expect(page.locator("#save button")).to_be_enabled()
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/projects/pier-plans/adjudicate/"))


def agreement_is_the_hand_count(page: Page, base: str) -> None:
    page.goto(f"{base}/projects/pier-plans/agreement/")
    table = page.get_by_role("group", name="Agreement between annotators")
    cells = table.locator("tbody tr").locator("th, td").all_inner_texts()
    shown = [" ".join(cell.split()[:1]) if place else " ".join(cell.split()) for place, cell in enumerate(cells)]
    assert shown[:4] == ["ann and bob", "10", f"{OVERLAP_F1:.2f}", f"{EXACT_F1:.2f}"]
    assert shown[5:8] == [f"{KAPPA:.2f}", "1.00", "1.00"]  # type, speaker, person


def release_scores_one(page: Page, base: str, folder: Path) -> None:
    page.goto(f"{base}/projects/pier-plans/releases/")
    page.get_by_label("Set", exact=True).select_option("gold")
    page.get_by_role("button", name="Make the release").click()
    expect(page.get_by_role("heading", name="Release 1", exact=True)).to_be_visible()
    [made] = folder_of(Release.objects.get()).glob("*.jsonl")
    gold = folder / "truth.jsonl"
    gold.write_bytes(as_lines(*(truth(number) for number in range(10))))
    out = StringIO()
    call_command("score", str(gold), str(made), json=True, stdout=out)
    scores = json.loads(out.getvalue())
    assert scores["all"]["exact"]["f1"] == scores["all"]["overlap"]["f1"] == 1.0
    assert scores["speaker_acc"] == scores["name_acc"] == scores["cue_acc"] == 1.0
    records = [json.loads(line) for line in made.read_text(encoding="utf-8").splitlines()]
    types = {record["id"]: [quote["type"] for quote in record["quotes"]] for record in records}
    assert types == {f"plan-{number}": [quote["type"] for quote in truth(number)["quotes"]] for number in range(10)}


def sees_what_changed(page: Page, base: str, name: str) -> None:
    """From the notice on the queue page to each article, where the one quote stands beside gold."""
    page.goto(base)
    page.get_by_role("link", name="10 articles of Pier plans came back from the editor").click()
    expect(page.locator(".returned-list > li")).to_have_count(10)
    found = {}
    for row in page.locator(".returned-list > li").all():
        number = int(row.get_by_role("link").inner_text().split()[-1])
        fates = row.locator("[data-fate]:not([data-none])").evaluate_all("all => all.map((li) => li.dataset.fate)")
        found[number] = [fate for fate in fates if fate != "kept"]
    assert found == {number: [BACK[name][number]] if number in BACK[name] else [] for number in range(10)}
    page.get_by_role("link", name=f"Pier plan {min(BACK[name])}").click()
    expect(page.locator(".difference")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text(re.compile(r"\b(ann|bob|max)\b"))


def test_three_people_make_a_dataset(
    open_page: Callable[[Any, str], Page], live_server: Any, visitor: Callable[[str], Page], tmp_path: Path
) -> None:
    base = live_server.url
    editor = open_page(make_user("max", is_staff=True), "/")
    make_the_project(editor, base)
    bring_in(editor, base)
    ann, bob = visitor("ann"), visitor("bob")
    for page, name in ((ann, "ann"), (bob, "bob")):
        join(page, invite(editor, base, name), name)
    assert Project.objects.get().overlap == 2
    articles = list(Article.objects.order_by("pk"))
    annotate_at_once(ann, bob, base, articles)
    assert AnnotationSet.objects.filter(source="annotator", state="finished").count() == 20
    adjudicate_all(editor, base, articles)
    assert AnnotationSet.objects.gold().count() == 10
    agreement_is_the_hand_count(editor, base)
    release_scores_one(editor, base, tmp_path)
    for page, name in ((ann, "ann"), (bob, "bob")):
        sees_what_changed(page, base, name)
