"""The workbench's speed, measured: what a key, an article, a decision and a list cost, in a small and a large project.

usage: workbench.py [--many 100000] [--peers research/peers-performance.md] [--only server|browser|scale]

Makes up its articles, serves them with gunicorn on loopback, and drives Chromium. On PostgreSQL:
scripts/with-postgresql .venv/bin/python bench/workbench.py --only server
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import shutil
import statistics
import sys
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import Client, add_long, add_many, installation, make_people, processor_time, server, session_of

SIZES: dict[str, dict[str, int]] = {
    "35,000 characters, 700 spans": {"characters": 35_000, "spans": 700},
    "20,000 words, 2,000 spans": {"words": 20_000, "spans": 2_000},
}
AT_ONCE = 8


@dataclass
class Report:
    """Lines of figures, each beside what was asked and what the peers take."""

    peers: dict[str, list[float]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def times(
        self, name: str, found: Iterable[float], *, asked: float | None = None, peer: tuple[str, int] | None = None
    ) -> None:
        """Median and p95 in milliseconds; ``asked`` is of the p95, ``peer`` a row and a column of the peers' table."""
        values = sorted(found)
        median, high = statistics.median(values), values[min(len(values) - 1, int(0.95 * len(values)))]
        line = f"{name:<62} {median:8.1f} {high:8.1f} ms"
        if asked is not None:
            line += self.verdict(name, high, asked)
        if peer and peer[0] in self.peers:
            theirs = self.peers[peer[0]][peer[1]]
            line += f"   {theirs / median:5.0f} times as fast as the peer's {theirs:,.0f} ms"
        print(line, flush=True)

    def number(self, name: str, value: float, unit: str, *, asked: float | None = None) -> None:
        line = f"{name:<62} {value:17,.1f} {unit}"
        print(line + (self.verdict(name, value, asked) if asked is not None else ""), flush=True)

    def verdict(self, name: str, value: float, asked: float) -> str:
        if value >= asked:
            self.missed.append(name)
        return f"   asked < {asked:,.0f}{'' if value < asked else '  MISSED'}"


def peers_in(path: Path | None) -> dict[str, list[float]]:
    """The numbers of each row of the tables in the peers' report, by the row's first cell."""
    if path is None or not path.exists():
        return {}
    rows = [line.strip("| \n").split("|") for line in path.read_text().splitlines() if line.startswith("|")]
    return {
        cells[0].strip(): [float(n.replace(",", "")) for n in re.findall(r"\d[\d,.]*\d|\d", " ".join(cells[1:]))]
        for cells in rows
    }


def cards(page: bytes, kind: str = "quote") -> list[str]:
    """The ids of the undecided cards of a page as it was transferred."""
    html = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
    return re.findall(rf'id="annotation-([0-9a-f-]{{36}})" data-kind="{kind}" data-verdict="suggested"', html)


def decision(card: str, verb: str = "accept", version: int = 0, **more: Any) -> dict[str, Any]:
    return {"action": str(uuid.uuid4()), "verb": verb, "card": card, "version": version, **more}


def measure_server(report: Report, port: int, users: list[Any], articles: dict[str, list[Any]]) -> None:
    """Times over HTTP on one connection, the answer read whole: more than the server's own part."""
    for size, copies in articles.items():
        client = Client(port, session_of(users[0]))
        address = copies[0].get_absolute_url()
        before = processor_time(port)
        opened = [client.get(address) for _ in range(12)][2:]
        report.number(f"open, server's processor time, {size}", (processor_time(port) - before) / 12, "ms")
        report.times(f"open, {size}", [time for time, _, _ in opened])
        found = cards(opened[0][2])
        before = processor_time(port)
        accepted = [client.post(f"{address}actions/", decision(card)) for card in found[:100]]
        report.number(f"accept, server's processor time, {size}", (processor_time(port) - before) / len(accepted), "ms")
        assert {status for _, status, _ in accepted} == {200}, accepted[0]
        report.times(
            f"accept, {size}", [time for time, _, _ in accepted[3:]], asked=15, peer=("save one correction", 0)
        )
        moved = [client.post(f"{address}actions/", edge(card, copies[0])) for card in found[100:130]]
        assert {status for _, status, _ in moved} == {200}
        report.times(f"move an edge, {size}", [time for time, _, _ in moved], asked=15)
        undone = [client.post(f"{address}actions/", {"action": str(uuid.uuid4()), "verb": "undo"}) for _ in range(40)]
        report.times(f"undo, {size}", [time for time, _, _ in undone], asked=15)
        bodies = [body for _, _, body in accepted + moved + undone]
        report.number(f"largest answer to one decision, {size}", max(map(plain_size, bodies)), "bytes", asked=5000)
        at_once(report, port, users, copies, size)


def plain_size(body: bytes) -> int:
    return len(gzip.decompress(body)) if body[:2] == b"\x1f\x8b" else len(body)


def edge(card: str, article: Any) -> dict[str, Any]:
    """Move the end of a quote's content by one character."""
    import json

    from annotator.models import Span

    rows = Span.objects.filter(annotation=uuid.UUID(card)).values_list("role", "start", "end")
    return decision(
        card, "change", spans=json.dumps([[role, start, end - (role == "content")] for role, start, end in rows])
    )


def at_once(report: Report, port: int, users: list[Any], copies: list[Any], size: str) -> None:
    """Eight people decide at the same time, each in an article of their own: without a pause, then 3 times a second."""

    def work(place: int, part: slice, pause: float) -> list[float]:
        client = Client(port, session_of(users[place + 1]))
        address = copies[place].get_absolute_url()
        found = cards(client.get(address)[2])[part]
        times: list[float] = []
        for card in found:
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
            times.append(client.post(f"{address}actions/", decision(card))[0])
        return times

    peer = ("the same with 8 people at once: list, open, save", 3)
    # The cards are asked for anew: those that are decided are gone from the list.
    for name, part, pause in (
        ("at once", slice(60), 0.0),
        ("who pause", slice(20), 1 / 3),
    ):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            parts = pool.map(work, range(AT_ONCE), [part] * AT_ONCE, [pause] * AT_ONCE)
            times = [one for some in parts for one in some]
        report.times(f"accept, {AT_ONCE} people {name}, {size}", times, asked=50, peer=peer)


WATCH = """
window.keyTimes = [];
addEventListener("keydown", (event) => requestAnimationFrame(() => {
  const painted = new MessageChannel();
  painted.port1.onmessage = () => keyTimes.push(performance.now() - event.timeStamp);
  painted.port2.postMessage(0);
}), true);
const look = () => {
  if (!document.querySelector('.card[aria-current="true"]')) return requestAnimationFrame(look);
  const painted = new MessageChannel();
  painted.port1.onmessage = () => (window.ready = performance.now());
  painted.port2.postMessage(0);
};
requestAnimationFrame(look);
"""


def measure_browser(report: Report, port: int, user: Any, articles: dict[str, list[Any]]) -> None:
    """In Chromium: from the start of the navigation to the first card chosen and painted; from a key to the paint."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    session = {"name": "sessionid", "value": session_of(user), "url": f"http://127.0.0.1:{port}"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for (size, copies), limits in zip(articles.items(), ((500, 50, 1), (1000, 100, 2)), strict=True):
            address = f"http://127.0.0.1:{port}{copies[-1].get_absolute_url()}"
            cold = [opened(browser, session, address) for _ in range(5)]
            peer = ("cold open to suggestions on screen", limits[2])
            report.times(
                f"cold open to interactive, {size}", [page["ready"] for page in cold], asked=limits[0], peer=peer
            )
            weigh(report, cold[0], size, len(copies[-1].text.encode()))
            keys = pressed(browser, session, address)
            peer = ("key to visible change", 2 * limits[2] - 1)
            for name, times in keys.items():
                report.times(f"key to paint, {name}, {size}", times, asked=limits[1], peer=peer)
        browser.close()


def opened(browser: Any, session: Any, address: str) -> dict[str, Any]:
    """One opening with an empty cache: when it was ready, how many requests, how many bytes on the way and unpacked."""
    context = browser.new_context()
    context.add_cookies([session])
    page = context.new_page()
    page.add_init_script(WATCH)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes = {"requests": 0, "transferred": 0, "unpacked": 0}
    network.on("Network.requestWillBeSent", lambda _: sizes.update(requests=sizes["requests"] + 1))
    network.on(
        "Network.loadingFinished", lambda e: sizes.update(transferred=sizes["transferred"] + e["encodedDataLength"])
    )
    network.on("Network.dataReceived", lambda e: sizes.update(unpacked=sizes["unpacked"] + e["dataLength"]))
    page.goto(address)
    page.wait_for_function("window.ready")
    ready = page.evaluate("window.ready")
    page.wait_for_load_state("networkidle")
    context.close()
    return {"ready": ready, **sizes}


def weigh(report: Report, page: dict[str, Any], size: str, text: int) -> None:
    limit = 150_000 + 3 * text
    report.number(f"requests of a cold open, {size}", page["requests"], "", asked=13)
    report.number(f"page weight as transferred, {size}", page["transferred"], "bytes", asked=limit)
    report.number(f"page weight unpacked, {size}", page["unpacked"], "bytes", asked=limit)


def pressed(browser: Any, session: Any, address: str) -> dict[str, list[float]]:
    context = browser.new_context()
    context.add_cookies([session])
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("window.ready")
    found: dict[str, list[float]] = {}
    for name, key, times in (("accept", "a", 40), ("edge", "]", 15), ("next", "j", 30), ("undo", "u", 10)):
        page.evaluate("keyTimes.length = 0")
        for _ in range(times):
            page.keyboard.press(key)
            page.wait_for_timeout(60)
        found[name] = page.evaluate("keyTimes")[1:]
        page.wait_for_selector("#saved[data-state=saved]")
    context.close()
    return found


def measure_scale(report: Report, port: int, project: Any, users: list[Any], article: Any, *, many: int) -> None:
    """The same pages with 100 articles and with many, half of them finished."""
    for number in (100, many):
        add_many(project, users, upto=number)
        client = Client(port, session_of(users[-1]))
        for name, address, asked in (
            ("queue", "/", 20),
            ("list", "/projects/bench/", 20),
            ("list, last page", f"/projects/bench/?after={max(number - 60, 0)}", 20),
            ("people", "/projects/bench/people/", None),
            ("quality", "/projects/bench/quality/", None),
            ("open, 35,000 characters", article.get_absolute_url(), None),
            ("changes since, none", f"{article.get_absolute_url()}changes/?since=0", None),
            ("person type-ahead", f"{article.get_absolute_url()}people/?q=person+4", None),
        ):
            answers = [client.get(address) for _ in range(12)][2:]
            assert {status for _, status, _ in answers} <= {200, 204}, (name, answers[0][1])
            report.times(f"{name}, {number:,} articles", [time for time, _, _ in answers], asked=asked)
        found = cards(client.get(article.get_absolute_url())[2])[:40]
        accepted = [client.post(f"{article.get_absolute_url()}actions/", decision(card))[0] for card in found]
        report.times(f"accept, {number:,} articles", accepted, asked=15)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--many", type=int, default=100_000, help="articles of the large project")
    parser.add_argument("--peers", type=Path, help="the peers' figures, for ratios")
    parser.add_argument("--only", choices=["server", "browser", "scale"])
    options = parser.parse_args()
    report = Report(peers_in(options.peers))
    with installation(), server() as port:
        project, users = make_people(AT_ONCE + 2)
        articles = {
            size: [add_long(project, seed=100 * place + copy, **values) for copy in range(AT_ONCE + 1)]
            for place, (size, values) in enumerate(SIZES.items(), 1)
        }
        busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
        print(f"processes that wanted one of {os.cpu_count()} processors before the start (1, 5, 15 minutes): {busy}")
        print(f"{'':<62} {'median':>8} {'p95':>8}")
        if options.only in (None, "server"):
            measure_server(report, port, users, articles)
        if options.only in (None, "browser"):
            measure_browser(report, port, users[0], articles)
        if options.only in (None, "scale"):
            shortest = next(iter(articles.values()))[0]
            measure_scale(report, port, project, users, shortest, many=options.many)
    print(f"missed: {', '.join(report.missed)}" if report.missed else "all within what was asked")


if __name__ == "__main__":
    main()
