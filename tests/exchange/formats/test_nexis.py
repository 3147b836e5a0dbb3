"""Texts of LexisNexis are split where their form is sure, and refused where it is not."""

from __future__ import annotations

import datetime

import pytest

from exchange.records.article import ArticleRecord
from tests.exchange.exchange import read

PAD = " " * 30


def document(mark: str, *, title: str = "Lock gates fail again", body: str = "“We pump,” said Uta Finn.") -> str:
    return (
        f"{PAD}{mark}\n\n\n{PAD}The Weir Post\n\n{PAD}March 8, 2023 Wednesday\n{PAD}Final Edition\n\n{title}\n\n"
        f"BYLINE: By Olaf Reed\n\nSECTION: LOCAL;\nPg. 4\n\nLENGTH: 12 words\n\n{body}\n\nSTATE: of things.\n\n"
        f"The canal is dry.\n\nLOAD-DATE: March 9, 2023\n\nLANGUAGE: ENGLISH\n\n{PAD}Copyright 2023 Weir\n\n"
    )


def test_each_document_is_an_article_with_what_it_states() -> None:
    data = document("1 of 2 DOCUMENTS") + document("2 of 2 DOCUMENTS", title="Rain at last")
    first, second = read("weir.txt", data.replace("\n", "\r\n").encode())
    assert isinstance(first, ArticleRecord)
    assert (first.id, second.id) == ("weir", "weir-2")
    assert (first.title, second.title) == ("Lock gates fail again", "Rain at last")
    assert (first.publisher, first.byline) == ("The Weir Post", "Olaf Reed")
    assert first.published == datetime.date(2023, 3, 8)
    assert first.text == (
        "Lock gates fail again\n\n“We pump,” said Uta Finn.\n\nSTATE: of things.\n\nThe canal is dry."
    )
    assert first.blocks[0].kind == "headline"
    assert first.extra == {
        "nexis": {
            "section": "LOCAL; Pg. 4",
            "length": "12 words",
            "load-date": "March 9, 2023",
            "language": "ENGLISH",
            "copyright": "Copyright 2023 Weir",
            "head": "Final Edition",
        }
    }


@pytest.mark.parametrize(
    "data",
    [
        document("1 of 3 DOCUMENTS") + document("2 of 3 DOCUMENTS"),
        document("2 of 2 DOCUMENTS") + document("1 of 2 DOCUMENTS"),
        "Search: locks\n\n" + document("1 of 2 DOCUMENTS") + document("2 of 2 DOCUMENTS"),
        document("1 of 2 DOCUMENTS") + document("2 of 2 DOCUMENTS").replace("LENGTH: 12 words\n\n", ""),
    ],
)
def test_a_file_whose_form_is_not_sure_is_refused(data: str) -> None:
    [failure] = read("weir.txt", data.encode())
    assert "2 documents, as LexisNexis saves them" in failure.reason
