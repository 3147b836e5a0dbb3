"""Plain text is stored as it is; its blocks, date, byline and title are read from it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.text import blocks_of, read_text, refuse_many_documents
from articles.readers.types import ReadError

SAMPLES = Path(__file__).parents[3] / "samples"
ARTICLE = """Lake reopens after four dry years

By Oda Brandt

3 May 2024

The lake above the village is open to swimmers again, the town said on Friday.

A long wait

“We counted the days,” said Per Lund, who rents out the boats.

Swimmers at the jetty. Photo: Ida Moe/Lake Post

* * *"""


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks_of(text)]


def words(text: str) -> list[str]:
    return [text[block.start : block.end] for block in blocks_of(text)]


def test_each_block_has_the_kind_of_its_shape() -> None:
    assert kinds(ARTICLE) == [
        "headline", "other", "other", "paragraph", "heading", "paragraph", "caption", "other"
    ]  # fmt: skip


def test_title_byline_and_date_are_read_and_stay_in_the_text() -> None:
    article = read_text(ARTICLE)
    assert article.title == "Lake reopens after four dry years"
    assert article.byline == "Oda Brandt"
    assert article.published == datetime.date(2024, 5, 3)
    assert article.text == ARTICLE


def test_a_title_that_is_known_wins_over_the_headline() -> None:
    assert read_text(ARTICLE, title="The lake").title == "The lake"


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    assert read_text("one\u00a0 two \r\n\r\nthree\rfour\t").text == "one\u00a0 two \n\nthree\nfour\t"


def test_blocks_keep_the_white_space_at_their_edges() -> None:
    assert words(" first \n \n  second\n\n\n") == [" first ", "  second"]


def test_without_blank_lines_each_line_is_a_block() -> None:
    assert words("one\ntwo\nthree") == ["one", "two", "three"]


def test_lines_wrapped_by_hand_are_one_block() -> None:
    assert words("The mill\nburned down.\n\nNobody was hurt.") == ["The mill\nburned down.", "Nobody was hurt."]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    long = "word " * 30
    assert len(words(f"{long}\n{long}\n\nend")) == 3


@pytest.mark.parametrize(
    "line",
    [
        " date 2024-05-03 The lake is open again.",
        "Published: 3 May 2024",
        "Friday, May 3rd, 2024",
        "updated on 3rd of nothing, 2024-05-03",
        "May 3, 2024",
    ],
)
def test_dates_are_read_where_they_stand_alone_or_after_a_label(line: str) -> None:
    expected = None if "nothing" in line else datetime.date(2024, 5, 3)
    assert read_text(f"{line}\n\nThe lake is open again, and people swim.").published == expected


@pytest.mark.parametrize("line", ["The lake opened on 3 May 2024.", "31 February 2024", "03/05/2024", "In May 2024"])
def test_other_dates_are_not_guessed(line: str) -> None:
    assert read_text(f"{line}\n\nThe lake is open again.").published is None


@pytest.mark.parametrize("line", ["By the lake, nobody sleeps", "By noon it was full.", "By and by"])
def test_sentences_that_begin_with_by_are_no_bylines(line: str) -> None:
    assert read_text(f"{line}\n\nThe lake is open again.").byline == ""


def test_a_long_or_finished_first_line_is_no_headline() -> None:
    assert kinds("The lake is open again.\n\nPeople swim in it.") == ["paragraph", "paragraph"]
    assert kinds(f"{'very ' * 40}long\n\nPeople swim in it.")[0] == "paragraph"


def test_a_quotation_is_no_heading() -> None:
    assert kinds("Headline\n\nThe lake is open.\n\n“We counted the days”\n\nPeople swim in it again.")[2] == "paragraph"


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_blank_text_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="the text is empty"):
        read_text(text)


@pytest.mark.parametrize(
    ("line", "archive"),
    [
        ("     {n} of 3 DOCUMENTS", "LexisNexis"),
        ("End of Document", "Nexis Uni"),
        ("Document {n} of 3", "ProQuest"),
        ("Document GRDN000020240504ek54000{n}x", "Factiva"),
    ],
)
def test_a_file_of_many_documents_is_refused_with_the_archive_s_name(line: str, archive: str) -> None:
    text = "\n\n".join(f"{line.format(n=n)}\n\nHarbour news\n\nThe ferry was late again." for n in (1, 2, 3))
    with pytest.raises(ReadError, match=rf"^the file holds 3 documents, as {archive} saves them"):
        refuse_many_documents(text)


def test_an_article_that_speaks_of_documents_is_not_refused() -> None:
    refuse_many_documents("He had read 1 of 3 documents.\n\nDocument 1 of 3\n\nThe end of document reviews is near.")


def test_nul_and_lone_surrogates_are_refused_with_their_place() -> None:
    with pytest.raises(ReadError, match="line 2, character 7: a NUL character cannot be stored"):
        read_text("first\nx\0y")
    with pytest.raises(ReadError, match=r"line 1, character 1: the lone surrogate U\+D83D cannot be stored"):
        read_text("a\ud83d")


@given(st.text(alphabet=st.sampled_from("ab.“” \n\t\r🙂é\u0301ש"), max_size=80))
def test_blocks_hold_all_words_in_order_and_never_overlap(text: str) -> None:
    blocks = blocks_of(text)
    reached = 0
    for block in blocks:
        assert text[reached : block.start].strip(" \n\t\r") == ""
        assert block.start < block.end
        assert text[block.start] != "\n"
        assert text[block.end - 1] != "\n"
        reached = block.end
    assert text[reached:].strip(" \n\t\r") == ""


def test_the_seed_article_is_read_as_it_is() -> None:
    text = (SAMPLES / "seed-article.txt").read_text(encoding="utf-8")
    article = read_text(text)
    assert article.text == text
    assert article.published == datetime.date(2022, 10, 20)
    assert text[article.blocks[0].start] == " "
    assert [block.kind for block in article.blocks].count("caption") == 3
    assert [text[b.start : b.end] for b in article.blocks if b.kind == "heading"] == [
        "This is how you live a Russian bombing in kyiv"
    ]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_sample_has_a_date_and_a_caption(path: Path) -> None:
    article = read_text(path.read_text(encoding="utf-8"))
    assert article.published is not None
    assert any(block.kind == "caption" for block in article.blocks)
