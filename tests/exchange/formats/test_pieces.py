"""A file put together of pieces that several processes make is the one that one process writes."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.formats.catalogue import WRITTEN, Pieces
from exchange.formats.docbin import writing as docbin
from exchange.formats.native.articles import record_of
from exchange.records.article import ArticleRecord, FilePlace
from exchange.records.loss import LossReport
from tests.examples import examples
from tests.exchange.strategies import records

IN_PIECES = {name: known.pieces for name, known in WRITTEN.items() if known.pieces}


def bytes_of(parts: Iterable[str] | Iterable[bytes]) -> bytes:
    return b"".join(part.encode("utf-8") if isinstance(part, str) else part for part in parts)


def made_apart(pieces: Pieces, found: list[ArticleRecord], report: LossReport) -> list[Any]:
    """The pieces of every other record from one maker, those of the others from another, as they are sent."""
    makers = [pieces.maker(), pieces.maker()]
    made = []
    for number, record in enumerate(found):
        part = LossReport(format=report.format, chosen="")
        made += pickle.loads(pickle.dumps(list(makers[number % 2]([record], report=part))))  # noqa: S301 - made here
        report.take(part)
    return made


@pytest.mark.parametrize("name", IN_PIECES)
@examples(24)
@given(found=st.lists(records(), max_size=4))
def test_pieces_of_several_processes_make_the_file_of_one(name: str, found: list[dict[str, Any]]) -> None:
    articles = [record_of({"id": f"a{n}", **one}, place=FilePlace("a")) for n, one in enumerate(found)]
    alone, together = (LossReport(format=name, chosen="") for _ in range(2))
    pieces = IN_PIECES[name]
    apart = bytes_of(pieces.joined(made_apart(pieces, articles, together)))
    assert apart == bytes_of(WRITTEN[name].write(iter(articles), report=alone))
    assert together == alone


def test_shards_end_where_they_end_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "SHARD_TOKENS", 5)
    found = [record_of({"id": f"a{n}", "text": "We wait. " * n}, place=FilePlace("a")) for n in (1, 2, 1, 3, 1)]
    alone, together = (LossReport(format="docbin", chosen="") for _ in range(2))
    apart = bytes_of(docbin.joined(made_apart(IN_PIECES["docbin"], found, together)))
    assert apart.count(b".spacy") > 2
    assert apart == bytes_of(docbin.write(iter(found), report=alone))


def test_a_report_is_that_of_all_articles_in_their_order() -> None:
    ids = [f"a{number}" for number in range(250)]
    alone, together = (LossReport(format="conll", chosen="") for _ in range(2))
    for start in range(0, len(ids), 50):
        part = LossReport(format="conll", chosen="")
        for key in ids[start : start + 50]:
            for report in (alone, part):
                report.lose("quote", "too long", article=key, count=2)
                report.lose("quote", "too long", article=key)
        together.take(part)
    assert together == alone
    assert list(chain(*(loss.articles for loss in together.losses.values()))) == ids[:100]
