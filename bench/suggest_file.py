"""How ``suggest_file`` scales: one process against two on the same made-up articles, order, and memory over many.

usage: suggest_file.py [--articles N] [--rounds N] [--many N]

Each run is a process of its own, as on the command line; the runs with one and with two processes take turns. Beside
the words a second by the clock it says the processor time of each run, all its processes together, which other programs
disturb less: what two processes take more than one is work that is done twice. With
``--many 100000`` a long stream is read last, and the memory of the process and its children is told every tenth of it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("Ines Calder", "Tom Okafor", "Marta Quist", "Jonas Breda", "Lena Aldous", "Omar Lindqvist")
PARAGRAPHS = (
    "“We will wait,” said {0}, a fisherman, “but not for ever.” Mayor {1} warned that the repairs would cost more than "
    "the town has.",
    "{0} called the plan “a gift to nobody” and left for Marlow on Monday. According to the union, pay fell by {2} %.",
    "The council met for {2} hours. {1} said the harbour would close in May and urged members to vote against it.",
    "Rain fell on {2} days. The quay was empty, the boats lay in the yard, and nobody had opened the market hall.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=600, help="of 12 paragraphs, for the comparison of processes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--many", type=int, default=0, help="short articles of one long stream, for memory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        write_articles(source, options.articles, paragraphs=12)
        rates: dict[int, list[float]] = {1: [], 2: []}
        seconds: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(options.rounds):
            for processes in rates:
                before = processor_time()
                rates[processes].append(run(source, target, processes))
                seconds[processes].append(processor_time() - before)
                check_order(source, target)
        one, two = median(rates[1]), median(rates[2])
        print(f"1 process {one:,.0f} words/s, 2 processes {two:,.0f} words/s: {two / one:.2f} times; order kept")
        print(f"processor time {median(seconds[1]):.1f} and {median(seconds[2]):.1f} s, load {os.getloadavg()[0]:.0f}")
        if options.many:
            write_articles(source, options.many, paragraphs=1)
            watch_memory(source, target, options.many)


def write_articles(path: Path, count: int, *, paragraphs: int) -> None:
    """Made-up articles, the same in each run."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            parts = [
                chance.choice(PARAGRAPHS).format(*chance.sample(NAMES, 2), chance.randint(2, 90))
                for _ in range(paragraphs)
            ]
            file.write(json.dumps({"id": str(number), "text": "\n\n".join(parts)}) + "\n")


def processor_time() -> float:
    """That of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command(source: Path, target: Path, processes: int) -> list[str]:
    arguments = ["suggest_file", "--input", str(source), "--output", str(target), "--processes", str(processes)]
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def run(source: Path, target: Path, processes: int) -> float:
    """Words a second, as the command tells them."""
    ran = subprocess.run(command(source, target, processes), check=True, capture_output=True, text=True)
    return float(re.findall(r"([\d,]+) words/s", ran.stderr)[0].replace(",", ""))


def check_order(source: Path, target: Path) -> None:
    if [record["id"] for record in records(source)] != [record["id"] for record in records(target)]:
        raise SystemExit("the order of the records was not kept")


def records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def watch_memory(source: Path, target: Path, count: int) -> None:
    """Resident memory each time that another tenth has been written."""
    running = subprocess.Popen(command(source, target, 1), stderr=subprocess.DEVNULL)
    step, told = max(1, count // 10), 0
    while running.poll() is None:
        written = sum(1 for _ in target.open("rb")) if target.exists() else 0
        if written >= told + step:
            told = written - written % step
            print(f"{written:>8} articles: {resident(running.pid):,.0f} MB", flush=True)
        try:
            running.wait(2)
        except subprocess.TimeoutExpired:
            continue
    if running.returncode:
        raise SystemExit(f"suggest_file ended with {running.returncode}")


def resident(pid: int) -> float:
    """Megabytes of one process, as Linux tells them."""
    match = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(match[1]) / 1024 if match else 0.0


if __name__ == "__main__":
    main()
