"""Pictures of every page and state, to look at: light and dark, phone to wide screen, Spanish, right to left.

Usage: .venv/bin/python bench/screenshots.py [--only WORD] [--port 8765] [--output var/screenshots] [--docs]

Makes a database of its own with the sample project, a few articles made for the states that are rare (a quote across
paragraphs, crossing quotes, Arabic, Hebrew) and a project of three people, starts a server on it and drives Debian's
chromium. ``--docs`` also writes the pictures of README and docs/teams.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.team_states import pages_of_annotators, pages_of_managers, team_project

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "pictures-are-taken-here"

RARE = ROOT / "bench" / "rare-states.json"
STALE = """<p class="excerpt">“Everything indicates that Iran gives Russia its drones”</p><dl class="meanwhile">
<div><dt>Meanwhile</dt><dd><p><time>14:05</time> you rejected a quote, in another tab or on another device</p></dd>
</div><div><dt>Verdict</dt><dd><del>undecided</del> <ins>rejected</ins></dd></div>
<div><dt>Yours</dt><dd>accept it</dd></div></dl>"""
LONGEST_START = 10.0  # seconds


def prepare(place: Path) -> None:
    """A database with something of everything."""
    os.environ["QUOTEMARK_VAR"] = str(place)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from exchange.incoming.sample import load_sample

    call_command("migrate", verbosity=0)
    users = get_user_model().objects
    if users.filter(username="mara").exists():
        return
    user = users.create_superuser("mara", password=PASSWORD, first_name="Mara", last_name="Lindqvist")
    project = load_sample(user=user)
    assert project is not None
    rare_articles(project)
    some_work(project, user)
    team_project(user, PASSWORD)


def rare_articles(project: Any) -> None:
    """The articles of rare-states.json: a stretch is told by the words it begins with and those it ends with."""
    from annotator.services.suggested import store_machine_set
    from articles.models import Article, check_blocks
    from articles.readers.types import Block
    from suggesters.suggestions import Quote, Suggestions

    for record in json.loads(RARE.read_text(encoding="utf-8")):
        text = record["text"]
        blocks, at = [], 0
        for number, part in enumerate(text.split("\n\n")):
            blocks.append(Block(at, at + len(part), "paragraph" if number else "headline"))
            at += len(part) + 2
        article = Article.objects.create(
            project=project, external_id=record["id"], text=text, title=text.split("\n")[0],
            language=record["language"], publisher="Tidewell Courier", byline="Ana Ruiz",
            blocks=check_blocks(text, blocks),
        )  # fmt: skip
        quotes = tuple(
            Quote(
                quote["type"], tuple(stretch(text, words) for words in quote["content"]), some(text, quote["cue"]),
                some(text, quote["speaker"]), quote["name"], quote["kind"], quote["score"], quote["reason"],
            )
            for quote in record["quotes"]
        )  # fmt: skip
        store_machine_set(article, suggester="by hand", version="1", suggestions=Suggestions(quotes=quotes))


def stretch(text: str, words: list[str]) -> tuple[int, int]:
    start = text.index(words[0])
    return start, text.index(words[1], start) + len(words[1])


def some(text: str, words: list[str] | None) -> tuple[tuple[int, int], ...]:
    return (stretch(text, words),) if words else ()


def some_work(project: Any, user: Any) -> None:
    """A few decisions about the first two articles, one article finished, people in the registry."""
    import uuid

    from annotator.services import decide
    from annotator.services.decide import Change, Seen
    from annotator.services.queue import finish
    from annotator.services.sets import set_of

    articles = list(project.articles.order_by("id")[:2])
    for place, article in enumerate(articles):
        workset = set_of(article, user)
        quotes = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote").order_by("start")
        rows = list(quotes if place else quotes[:2])
        for number, row in enumerate(rows):
            common: dict[str, Any] = {"user": user, "action_id": uuid.uuid4(), "seen": Seen(str(row.pk), 0)}
            if number % 5 == 1:
                decide.change_frame(workset, wanted=Change(quote_type="mixed"), **common)
            elif number % 5 == 4:
                decide.reject(workset, **common)
            else:
                decide.accept(workset, **common)
        if place:
            finish(workset, user=user)


class Camera:
    """A signed-in page that keeps pictures under names."""

    def __init__(self, page: Any, base: str, output: Path, only: str) -> None:
        self.page, self.base, self.output, self.only = page, base, output, only
        self.names: Sequence[str] = ()  # if there are any, only these

    def wants(self, name: str) -> bool:
        return self.only in name and (not self.names or name in self.names)

    def sign_in(self, name: str = "mara") -> None:
        self.page.goto(self.base + "/login/")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_url(self.base + "/")

    def shoot(self, name: str, address: str, *steps: Callable[[Any], None], full: bool = False) -> None:
        if not self.wants(name):
            return
        self.page.goto(self.base + address)
        for step in steps:
            step(self.page)
            self.page.wait_for_timeout(120)
        self.page.wait_for_timeout(200)
        self.page.screenshot(path=str(self.output / f"{name}.png"), full_page=full)


def key(*names: str) -> Callable[[Any], None]:
    def press(page: Any) -> None:
        for name in names:
            page.keyboard.press(name)

    return press


def typed(words: str) -> Callable[[Any], None]:
    return lambda page: page.keyboard.insert_text(words)


def click(selector: str) -> Callable[[Any], None]:
    return lambda page: page.locator(selector).first.click(force=True)


def tab(kind: str) -> Callable[[Any], None]:
    return lambda page: page.locator(f"#filter-{kind}").evaluate("radio => radio.click()")


def show(dialog: str, **places: str) -> Callable[[Any], None]:
    """Open a window that its script opens only when something goes wrong, with words in the places of these ids."""
    script = """([id, places]) => {
      for (const [place, html] of Object.entries(places)) document.getElementById(place).innerHTML = html;
      document.getElementById(id).showModal();
    }"""
    return lambda page: page.evaluate(script, [dialog, {key.replace("_", "-"): html for key, html in places.items()}])


def saved(state: str, words: str) -> Callable[[Any], None]:
    script = """([state, words]) => {
      document.getElementById("saved").dataset.state = state;
      document.getElementById("saved-words").textContent = words;
    }"""
    return lambda page: page.evaluate(script, [state, words])


def network(*, on: bool) -> Callable[[Any], None]:
    return lambda page: page.context.set_offline(not on)


def workbench_states(camera: Camera, prefix: str, ids: dict[str, int]) -> None:
    seed = f"/articles/{ids['seed-article']}/"
    camera.shoot(f"{prefix}workbench", seed)
    camera.shoot(f"{prefix}workbench-picker", seed, key("p"), typed("st"))
    camera.shoot(f"{prefix}workbench-keys", seed, key("?"))
    camera.shoot(f"{prefix}workbench-guidelines", seed, key("h"))
    camera.shoot(f"{prefix}workbench-flag", seed, key("f"))
    camera.shoot(f"{prefix}workbench-search", seed, key("/"), typed("drones"))
    camera.shoot(f"{prefix}workbench-finish", seed, key("Enter"))
    camera.shoot(f"{prefix}workbench-stale", seed, show("stale-dialog", stale_words=STALE))
    camera.shoot(
        f"{prefix}workbench-signed-out",
        seed,
        saved("waiting", "Signed out. 3 changes are kept in this browser"),
        show("sign-in"),
    )
    camera.shoot(f"{prefix}workbench-offline", seed, network(on=False), key("a", "x", "j"))
    network(on=True)(camera.page)
    camera.shoot(f"{prefix}workbench-online-again", seed, key("u", "u"))
    camera.shoot(f"{prefix}workbench-steps", seed, key("a", "x", "Shift+H"))
    camera.shoot(f"{prefix}workbench-steps-undone", seed, key("u", "u"))
    camera.shoot(f"{prefix}workbench-entities", seed, tab("entity"))
    camera.shoot(f"{prefix}workbench-captions", seed, tab("caption"))
    camera.shoot(f"{prefix}workbench-repairs", seed, tab("repair"))
    camera.shoot(f"{prefix}workbench-all", seed, tab("all"))
    camera.shoot(f"{prefix}workbench-menu", seed, click("[popovertarget=user-menu]"))
    camera.shoot(f"{prefix}workbench-rare", f"/articles/{ids['rare']}/", key("j"), full=True)
    camera.shoot(f"{prefix}workbench-arabic", f"/articles/{ids['arabic']}/")
    camera.shoot(f"{prefix}workbench-hebrew", f"/articles/{ids['hebrew']}/", key("j"))
    camera.shoot(f"{prefix}workbench-figures", f"/articles/{ids['harbour-ferry']}/", full=True)
    camera.shoot(f"{prefix}workbench-finished", f"/articles/{ids['bridge-closure']}/")
    camera.shoot(f"{prefix}workbench-bulk", seed, key("Shift+A"))
    camera.shoot(f"{prefix}workbench-bulk-undone", seed, key("u"))


def pages(camera: Camera, prefix: str, person: int) -> None:
    for name, address in {
        "queue": "/", "project": "/projects/sample/", "people": "/projects/sample/people/",
        "person": f"/projects/sample/people/{person}/", "quality": "/projects/sample/quality/",
        "import": "/projects/sample/import/", "export": "/projects/sample/export/",
        "guidelines": "/projects/sample/guidelines/", "api": "/api/v1/docs/", "missing": "/nowhere/",
        "admin": "/admin/", "admin-annotations": "/admin/annotator/annotation/",
    }.items():  # fmt: skip
        camera.shoot(f"{prefix}page-{name}", address, full=True)


def team_pages(camera: Camera, prefix: str, ids: dict[str, int]) -> None:
    """The pages of a project of several people: the manager's, then those of an annotator, who signs in for them."""
    from django.contrib.auth import get_user_model

    readers = dict(get_user_model().objects.values_list("username", "id"))
    for name, address in pages_of_managers(ids, readers).items():
        camera.shoot(f"{prefix}team-{name}", address, full=True)
    camera.page.context.clear_cookies()
    camera.sign_in("bob")
    for name, address in pages_of_annotators(ids).items():
        camera.shoot(f"{prefix}team-{name}", address, full=True)


DOCS = ("team-members", "team-progress", "team-adjudicate", "team-agreement", "team-compare", "team-changed")
"""The pictures of docs/teams.md."""

VIEWS: list[tuple[str, dict[str, Any]]] = [
    ("light-", {"viewport": {"width": 1440, "height": 900}}),
    ("dark-", {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}),
    ("phone-", {"viewport": {"width": 360, "height": 780}, "has_touch": True, "device_scale_factor": 2}),
    ("phone-dark-", {"viewport": {"width": 360, "height": 780}, "has_touch": True, "color_scheme": "dark"}),
    ("wide-", {"viewport": {"width": 1600, "height": 1000}}),
    ("zoom-", {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}),
    ("spanish-", {"viewport": {"width": 1440, "height": 900}, "locale": "es-ES"}),
    ("forced-", {"viewport": {"width": 1440, "height": 900}, "forced_colors": "active"}),
]


def take(base: str, output: Path, only: str, docs: Path | None) -> None:
    from playwright.sync_api import sync_playwright

    from annotator.models import Person
    from articles.models import Article

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    ids = dict(Article.objects.values_list("external_id", "id"))
    person = Person.objects.order_by("id").values_list("id", flat=True)[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        if docs:
            camera = Camera(browser.new_context(**VIEWS[0][1]).new_page(), base, docs, "")
            camera.sign_in()
            camera.shoot("queue", "/")
            camera.shoot("workbench", f"/articles/{ids['seed-article']}/")
            camera.names = DOCS
            team_pages(camera, "", ids)
        for prefix, options in VIEWS:
            if only and not only.startswith(prefix):
                continue
            context = browser.new_context(reduced_motion="reduce", **options)
            camera = Camera(context.new_page(), base, output, only)
            camera.shoot(f"{prefix}page-login", "/login/")
            camera.sign_in()
            workbench_states(camera, prefix, ids)
            pages(camera, prefix, person)
            team_pages(camera, prefix, ids)
            context.close()
        browser.close()


def wait_for(address: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST_START:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address)
            return
        time.sleep(0.1)
    raise SystemExit(f"No answer from {address}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", default="", help="a view and a part of a name: light-workbench, spanish-page")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "screenshots")
    parser.add_argument("--docs", action="store_true", help="also write docs/images")
    options = parser.parse_args()
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    prepare(output / "data")
    base = f"http://127.0.0.1:{options.port}"
    command = [sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", str(options.port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(base + "/healthz")
        take(base, output, options.only, ROOT / "docs" / "images" if options.docs else None)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
