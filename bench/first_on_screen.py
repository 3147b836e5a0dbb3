"""From the start of a full load until the first suggestion is on the screen, and until the whole page is complete.

Usage: .venv/bin/python bench/first_on_screen.py [--rounds 7] [--sizes 500 5000 20000]

Makes up two articles of each size, serves them with gunicorn on loopback, and opens them in Chromium in turns, with
scripts and styles from the browser's store. Prints the least, the median and the largest of each, in milliseconds
until the second frame after it. To compare two versions, run each version's own copy in turns.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.next_on_screen import queue_of
from bench.served import installation, server

LOOK = """
window.took = {};
const first = () => {
  const card = document.querySelector(".card[aria-current=true]");
  const mark = document.querySelector("#article-text .is-current");
  return mark && card?.checkVisibility() && card.firstElementChild;
};
const whole = () => took.first && !document.querySelector("#table, #cards > [id]:not([tabindex])");
const tell = (name) => requestAnimationFrame(() => requestAnimationFrame(() => (took[name] ??= performance.now())));
const look = () => {
  if (!took.first && first()) tell("first");
  if (whole()) tell("whole");
  if (!took.whole) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 5_000, 20_000])
    options = parser.parse_args()
    with installation():
        from playwright.sync_api import sync_playwright

        from articles.models import Article

        sessions = {words: queue_of(words, number=2)[0] for words in options.sizes}
        addresses = {
            words: [one.get_absolute_url() for one in Article.objects.filter(project__slug=f"words-{words}")]
            for words in options.sizes
        }
        with server() as port, sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for words, session in sessions.items():
                context = chromium.new_context(viewport={"width": 1400, "height": 900})
                context.add_init_script(LOOK)
                cookie = {"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}
                context.add_cookies([cookie])  # type: ignore[list-item]
                page = context.new_page()
                times: list[dict[str, float]] = []
                for number in range(options.rounds + 2):  # the first of each article fills the stores
                    page.goto(f"http://127.0.0.1:{port}{addresses[words][number % 2]}")
                    page.wait_for_function("() => took.whole > 0")
                    times.append(page.evaluate("took"))
                    page.goto("about:blank")
                for name in ("first", "whole"):
                    found = [one[name] for one in times[2:]]
                    figures = f"{min(found):6.0f} {statistics.median(found):6.0f} {max(found):6.0f} ms"
                    print(f"{words:>7,} words  {name:<6}{figures}", flush=True)
                context.close()
            chromium.close()


if __name__ == "__main__":
    main()
