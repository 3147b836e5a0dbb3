"""Pictures of every page and state, to look at: light and dark, phone to wide screen, Spanish, right to left.

Usage: .venv/bin/python bench/screenshots.py [--only WORD] [--port 8765] [--output var/screenshots] [--docs]

Makes a database of its own with the sample project and a few articles made for the states that are rare (a quote across
paragraphs, crossing quotes, Arabic, Hebrew), starts a server on it and drives Debian's chromium. ``--docs`` also writes
the two pictures of README.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PASSWORD = "pictures-are-taken-here"

RARE = """\
Two councils, one bridge

The council of Tidewell met on Monday night, and for once nobody went home early.

“The bridge was built for carts,” said Mara Lindqvist, the county engineer, “and it has carried lorries for sixty years.
It owes us nothing.”

Deputy mayor Ola Brandt answered at length. “I have heard that sentence every winter since I was elected, and every
winter we have found the money.

“This year there is no money. There is a loan, and there is a bridge, and one of them will be gone in June.”

Lindqvist said Brandt had told her “the loan is signed” before the vote.

Nothing in the minutes says who asked for it.
"""
ARABIC = """\
إغلاق الجسر القديم لمدة تسعة أسابيع

قالت رئيسة البلدية منى الحداد إن «الجسر لن يُفتح قبل شهر أيلول»، وأضافت أن الإصلاح سيكلّف 40 مليون دينار.

«لا نملك خيارًا آخر»، قال المهندس سامي درويش، «فالأعمدة تآكلت منذ سنوات».

وحذّر أصحاب المحلات من أن الزبائن سيذهبون إلى المدينة المجاورة.
"""
HEBREW = """\
הגשר הישן ייסגר לתשעה שבועות

ראשת העיר מיה לוין אמרה כי ״הגשר לא ייפתח לפני ספטמבר״ והוסיפה שהתיקון יעלה 40 מיליון שקל.

״אין לנו ברירה אחרת״, אמר המהנדס דן כהן, ״העמודים נשחקו כבר לפני שנים״.
"""


def prepare(place: Path) -> None:
    """A database with something of everything."""
    os.environ["QUOTEMARK_VAR"] = str(place)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from datasets.sample import load_sample

    call_command("migrate", verbosity=0)
    users = get_user_model().objects
    if users.filter(username="mara").exists():
        return
    user = users.create_superuser("mara", password=PASSWORD, first_name="Mara", last_name="Lindqvist")
    project = load_sample(user=user)
    assert project is not None
    rare_articles(project)
    some_work(project, user)


def rare_articles(project: Any) -> None:
    from annotator.services.sets import store_machine_set
    from articles.models import Article, check_blocks
    from articles.readers.types import Block
    from suggesters.frames import Quote, Suggestions

    def stored(
        key: str, text: str, language: str, quotes: Callable[[Callable[..., tuple[int, int]]], list[Quote]]
    ) -> None:
        text = text.rstrip("\n")
        blocks, at = [], 0
        for number, part in enumerate(text.split("\n\n")):
            blocks.append(Block(at, at + len(part), "headline" if number == 0 else "paragraph"))
            at += len(part) + 2
        title = text.split("\n")[0]
        article = Article.objects.create(
            project=project, external_id=key, text=text, title=title, language=language, publisher="Tidewell Courier",
            byline="Ana Ruiz", blocks=check_blocks(text, blocks),
        )  # fmt: skip

        def span(first: str, last: str = "") -> tuple[int, int]:
            start = text.index(first)
            end = text.index(last, start) + len(last) if last else start + len(first)
            return start, end

        store_machine_set(
            article, suggester="by hand", version="1", suggestions=Suggestions(quotes=tuple(quotes(span)))
        )

    stored("rare", RARE, "en", lambda span: [
        Quote("direct", (span("“The bridge", "carts,”"), span("“and it has", "nothing.”")), (span("said"),),
              (span("Mara Lindqvist, the county engineer"),), "Mara Lindqvist", "named", 0.96, "quotation marks, cue between"),
        Quote("direct", (span("“I have heard", "gone in June.”"),), (span("answered"),), (span("Deputy mayor Ola Brandt"),),
              "Ola Brandt", "named", 0.88, "opened again in the next paragraph"),
        Quote("indirect", (span("Brandt had told", "the vote"),), (span("said Brandt", "said"),), (span("Lindqvist said", "Lindqvist"),),
              "Mara Lindqvist", "named", 0.71, "cue ‘said’"),
        Quote("mixed", (span("“the loan is signed”"),), (span("told"),), (span("Brandt had", "Brandt"),), "Ola Brandt", "named", 0.82, "quotation marks"),
        Quote("mixed", (span("the loan is signed” before the vote.\n\nNothing in the minutes"),), (), (), None, "none", 0.31, "crosses the one before"),
    ])  # fmt: skip
    stored("arabic", ARABIC, "ar", lambda span: [
        Quote("mixed", (span("إن «الجسر", "أيلول»"),), (span("قالت"),), (span("رئيسة البلدية منى الحداد"),), "منى الحداد", "named", 0.93, "cue ‘قالت’"),
        Quote("indirect", (span("أن الإصلاح", "دينار"),), (span("وأضافت"),), (), "منى الحداد", "named", 0.64, "second cue of the same subject"),
        Quote("direct", (span("«لا نملك", "آخر»"), span("«فالأعمدة", "سنوات»")), (span("قال المهندس", "قال"),), (span("المهندس سامي درويش"),), "سامي درويش", "named", 0.9, "quotation marks"),
        Quote("indirect", (span("من أن الزبائن", "المجاورة"),), (span("وحذّر"),), (span("أصحاب المحلات"),), None, "collective", 0.7, "cue ‘حذّر’"),
    ])  # fmt: skip
    stored("hebrew", HEBREW, "he", lambda span: [
        Quote("mixed", (span("כי ״הגשר", "ספטמבר״"),), (span("אמרה"),), (span("ראשת העיר מיה לוין"),), "מיה לוין", "named", 0.93, "cue ‘אמרה’"),
        Quote("direct", (span("״אין", "אחרת״"), span("״העמודים", "שנים״")), (span("אמר המהנדס", "אמר"),), (span("המהנדס דן כהן"),), "דן כהן", "named", 0.9, "quotation marks"),
    ])  # fmt: skip


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

    def wants(self, name: str) -> bool:
        return self.only in name

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
    return lambda page: page.locator(f"#filter-{kind}").check(force=True)


def show(dialog: str, **slots: str) -> Callable[[Any], None]:
    """Open a window that its script opens only when something goes wrong."""
    script = """([id, slots]) => {
      const dialog = document.getElementById(id);
      for (const [name, words] of Object.entries(slots)) dialog.querySelector(`[data-slot=${name}]`).textContent = words;
      dialog.showModal();
    }"""
    return lambda page: page.evaluate(script, [dialog, slots])


def saved(state: str, words: str, count: str = "0") -> Callable[[Any], None]:
    script = """([state, words, count]) => {
      const line = document.getElementById("saved");
      line.dataset.state = state;
      line.dataset.count = count;
      document.getElementById("saved-words").textContent = words;
    }"""
    return lambda page: page.evaluate(script, [state, words, count])


def workbench_states(camera: Camera, prefix: str, ids: dict[str, int]) -> None:
    seed = f"/articles/{ids['seed-article']}/"
    camera.shoot(f"{prefix}workbench", seed)
    camera.shoot(f"{prefix}workbench-picker", seed, key("p"), typed("st"))
    camera.shoot(f"{prefix}workbench-keys", seed, key("?"))
    camera.shoot(f"{prefix}workbench-guidelines", seed, key("h"))
    camera.shoot(f"{prefix}workbench-flag", seed, key("f"))
    camera.shoot(f"{prefix}workbench-search", seed, key("/"), typed("drones"))
    camera.shoot(f"{prefix}workbench-finish", seed, key("Enter"))
    camera.shoot(f"{prefix}workbench-stale", seed, show("stale", theirs="“Everything indicates that Iran gives Russia its drones”, Jens Stoltenberg, rejected", mine="“Everything indicates that Iran gives Russia its drones, and we ask all countries”, Jens Stoltenberg, corrected"))  # fmt: skip
    camera.shoot(f"{prefix}workbench-signed-out", seed, saved("signed-out", "Signed out", "3"), show("sign-in"))
    camera.shoot(f"{prefix}workbench-offline", seed, saved("offline", "Offline: kept here", "12"))
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
        for prefix, options in VIEWS:
            if only and not only.startswith(prefix):
                continue
            context = browser.new_context(**options)
            page = context.new_page()
            camera = Camera(page, base, output, only)
            camera.shoot(f"{prefix}page-login", "/login/")
            page.goto(base + "/login/")
            page.fill("#id_username", "mara")
            page.fill("#id_password", PASSWORD)
            page.press("#id_password", "Enter")
            page.wait_for_url(base + "/")
            workbench_states(camera, prefix, ids)
            pages(camera, prefix, person)
            context.close()
        if docs:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(base + "/login/")
            page.fill("#id_username", "mara")
            page.fill("#id_password", PASSWORD)
            page.press("#id_password", "Enter")
            camera = Camera(page, base, docs, "")
            camera.shoot("queue", "/")
            camera.shoot("workbench", f"/articles/{ids['seed-article']}/")
        browser.close()


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
    server = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", str(options.port)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(base + "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        take(base, output, options.only, ROOT / "docs" / "images" if options.docs else None)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
