"""From the key that finishes an article until the suggestions of the next one are on the screen, in Chromium.

Usage: .venv/bin/python bench/next_on_screen.py [--rounds 7] [--sizes 500 5000 20000]

Makes up articles of each size, serves them with gunicorn on loopback, and presses Enter. In turns the page is swapped,
the next article held or not, and loaded as a whole, as a form without scripts does it. Prints the least, the median and
the largest of each, in milliseconds until the second frame after the suggestions are there, and the processor time of
the page's main thread and of the server, which a busy machine hardly changes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import add_long, installation, processor_time, server, session_of

WAYS = ("held", "fetched", "loaded")
READY = """
const now = () => performance.timeOrigin + performance.now();
addEventListener("keydown", ({ key }) => {
  if (key !== "Enter") return;
  sessionStorage.begun = now();
  sessionStorage.old = document.querySelector(".crumb-title").textContent;
}, { capture: true });
const look = () => {
  const title = document.querySelector(".crumb-title")?.textContent ?? sessionStorage.old;
  const marks = document.querySelector("#article-text [data-annotation]");
  const card = document.querySelector(".card[aria-current=true]");
  const isThere = sessionStorage.begun && title !== sessionStorage.old && marks && card?.checkVisibility();
  requestAnimationFrame(isThere ? () => requestAnimationFrame(tell) : look);
};
const tell = () => {
  window.took = now() - Number(sessionStorage.begun);
  delete sessionStorage.begun;
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
LOAD = """addEventListener("keydown", (event) => {
  event.stopImmediatePropagation();
  document.getElementById("finish").submit();
}, { capture: true })"""
DECIDED = "for (const card of document.querySelectorAll('.card')) card.dataset.verdict = 'accepted'"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 5_000, 20_000])
    options = parser.parse_args()
    with installation():
        from playwright.sync_api import sync_playwright

        queues = {words: queue_of(words, number=options.rounds * len(WAYS) + 2) for words in options.sizes}
        with server() as port, sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for words, (session, first) in queues.items():
                context = chromium.new_context(viewport={"width": 1400, "height": 900})
                context.add_init_script(READY)
                cookie = {"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}
                context.add_cookies([cookie])  # type: ignore[list-item]
                measure(context.new_page(), port, words, first, rounds=options.rounds)
                context.close()
            chromium.close()


def queue_of(words: int, *, number: int) -> tuple[str, str]:
    """A project of its own with this many articles: its one annotator’s session, and the first article’s address."""
    from django.contrib.auth import get_user_model

    from articles.models import Membership, Project

    project = Project.objects.create(slug=f"words-{words}", name=f"{words} words")
    user = get_user_model().objects.create_user(f"reader-{words}")
    Membership.objects.create(project=project, user=user)
    articles = [add_long(project, seed=words + place, words=words, spans=words // 10) for place in range(number)]
    return session_of(user), articles[0].get_absolute_url()


def measure(page: Any, port: int, words: int, first: str, *, rounds: int) -> None:
    page.goto(f"http://127.0.0.1:{port}{first}")
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    costs: dict[str, list[float]] = {way: [] for way in WAYS}
    drawing: dict[str, list[float]] = {way: [] for way in WAYS}
    thread = page.context.new_cdp_session(page)
    thread.send("Performance.enable", {"timeDomain": "threadTicks"})
    for number in range(rounds * len(WAYS)):
        way = WAYS[number % len(WAYS)]
        page.wait_for_timeout(1500 + words / 20)  # the person reads; the next article is asked for
        page.evaluate(DECIDED)
        if way == "fetched":
            page.evaluate("dispatchEvent(new Event('quotemark:refused'))")  # nothing is held any more
        elif way == "loaded":
            page.evaluate(LOAD)
        before, drawn = processor_time(port), thread_time(thread)
        page.keyboard.press("Enter")
        page.wait_for_function("() => window.took > 0")
        costs[way].append(processor_time(port) - before)
        now = thread_time(thread)
        drawing[way].append(now - drawn if now > drawn else now)  # a page that is loaded may get a process of its own
        times[way].append(page.evaluate("(() => { const { took } = window; window.took = 0; return took; })()"))
    for way in WAYS:
        least, median, most = min(times[way]), statistics.median(times[way]), max(times[way])
        page_cost, server_cost = statistics.median(drawing[way]), statistics.median(costs[way])
        line = f"{least:6.0f} {median:6.0f} {most:6.0f} ms   page {page_cost:5.0f} ms   server {server_cost:5.0f} ms"
        print(f"{words:>7,} words  {way:<8}{line}", flush=True)


def thread_time(thread: Any) -> float:
    """Milliseconds of processor time that the page’s main thread has worked."""
    metrics = {one["name"]: one["value"] for one in thread.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["TaskDuration"])


if __name__ == "__main__":
    main()
