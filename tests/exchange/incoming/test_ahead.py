"""Records read ahead by a second process: the same in the same order, and whatever ends it is said."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from config.forked import can_fork, packed_error
from exchange.incoming import ahead
from exchange.incoming.ahead import packed, read_ahead
from exchange.incoming.files import records_of_paths
from exchange.records.article import Failure, FilePlace, Incoming, Note
from tests.exchange.helpers import article, quote

IN_A_PROCESS_OF_ITS_OWN = """
import json, os, signal, sys, threading
from pathlib import Path
import django
django.setup()
from exchange.incoming import ahead
from exchange.incoming.files import records_of_paths

ahead.SMALL_BYTES = 0
path = Path(sys.argv[1])
kept = list(records_of_paths([path]))

def stopping(after):
    yield from kept[:60]
    after()

def broken():
    raise OSError("the disk is gone")

def ended_by(after):
    found = ahead.read_ahead(stopping(after), [path])
    try:
        return len(list(found))
    except BaseException as error:
        return f"{type(error).__name__}: {error}"

said = {
    "same": list(ahead.read_ahead(iter(kept), [path])) == kept,
    "broken": ended_by(broken),
    "killed": ended_by(lambda: os.kill(os.getpid(), signal.SIGKILL)),
}
left = ahead.read_ahead(iter(kept * 50), [path])
next(left)
left.close()  # nobody waits for the rest
ahead.can_fork = lambda: False
given = iter(kept)
said["alone"] = ahead.read_ahead(given, [path]) is given
print(json.dumps(said))
"""


def test_a_second_process_reads_the_same_and_what_ends_it_is_raised(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [json.dumps(article(f"a{number}", quotes=[quote(note=1)])) for number in range(120)]
    path.write_text("\n".join([*lines[:30], "{", *lines[30:]]), encoding="utf-8")
    command = [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=300)
    assert json.loads(done.stdout) == {
        "same": True,
        "broken": "OSError: the disk is gone",
        "killed": "EOFError: ",
        "alone": True,
    }


def test_a_small_file_is_read_by_the_process_itself(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(article()), encoding="utf-8")
    items = records_of_paths([path])
    assert read_ahead(items, [path, tmp_path / "missing"]) is items
    assert ahead.is_large([tmp_path])


def test_every_kind_of_item_can_be_sent() -> None:
    items: list[Incoming] = [Note("a", "# b", (1,)), Failure(FilePlace("a", 3), "\ud800")]
    assert pickle.loads(packed(items)) == items  # noqa: S301 - made here


def test_an_error_that_cannot_be_sent_is_said() -> None:
    error = RuntimeError(lambda: None)
    found = pickle.loads(packed_error(error))  # noqa: S301 - made here
    assert isinstance(found, RuntimeError)
    assert "lambda" in str(found)


@pytest.mark.parametrize("count", [1, 2])
def test_one_processor_or_threads_keep_it_alone(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(count)))
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert can_fork() is (count == 2)
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not can_fork()
