"""Where a single quotation mark is closed: the same sign is an apostrophe, and ends plural possessives."""

from __future__ import annotations

import re
from bisect import bisect_right

OPENERS = "‘'‚‛‹›❛`"

_END_OF_CURLY = re.compile(r"(?<=[\w.,!?…”\")\]])’(?!\w)")
_ENDS = {
    "‘": _END_OF_CURLY,
    "‛": _END_OF_CURLY,
    "'": re.compile(r"(?<=[\w.,!?…”\")\]])'(?![\w'])"),
    "‚": re.compile(r"(?<=[\w.,!?…])[‘’](?!\w)"),
    "`": re.compile(r"(?<=[\w.,!?…])(?:'(?![\w'])|’(?!\w))"),
    "‹": re.compile("›"),
    "›": re.compile(r"(?<=\S)‹(?!\w)"),
    "❛": re.compile("❜"),
}
_OTHER_KIND = {"‘": "'", "'": "‘"}
_ELISION = re.compile(r"[‘'](?:\d\ds?|em|til|cause|n|tis|twas|round|bout)\b", re.IGNORECASE)
_OPENING = re.compile(r"(?<!\w)[‘'](?=[\w“\"])")
_SENTENCE_MARKS = '.,!?…”"'
# “the farmers' market”, “goin' home”, “an' all”: an apostrophe, where a word follows.
_APOSTROPHE_AFTER = re.compile(r"(?:s|in|\b(?:an|o|th|ol|wi|lil))$", re.IGNORECASE)
_WORD_FOLLOWS = re.compile(r"[’'] *[\w$£€]")
_LONGEST_DOUBTFUL, _LONGEST = 80, 2000
_MOST_DOUBTFUL = 40  # ends of one mark that are looked at


class SingleMarks:
    """The single marks of the line ``[start, end)``, looked up once, so that many unclosed ones cost no new search."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self._ends: dict[str, list[int]] = {}
        self._openings: list[int] | None = None

    def close_of(self, at: int, mark: str) -> int | None:
        """The offset after the mark that closes the one at ``at``; None: an apostrophe, or nothing that looks like it.

        An end after a full stop, comma or mark is sure. One that may be an apostrophe is passed over where a sure end
        follows before another run opens (“'The ministers' plan won't work.'”).
        """
        if mark not in _OTHER_KIND:
            return self._first_end(at, mark)
        if _ELISION.match(self.text, at):
            return self._close_after_elision(at, mark)
        close = self._best_end(at, mark)
        if close is None:
            close = self._sure_end(at, _OTHER_KIND[mark])
        return close

    def _first_end(self, at: int, mark: str) -> int | None:
        ends = self._ends_of(mark)
        place = bisect_right(ends, at + 1)
        return ends[place] + 1 if place < len(ends) and ends[place] - at <= _LONGEST else None

    def _best_end(self, at: int, mark: str) -> int | None:
        ends = self._ends_of(mark)
        first = bisect_right(ends, at)
        following = self._next_opening(at)
        doubtful: int | None = None
        for close in ends[first : first + _MOST_DOUBTFUL]:
            if not self._may_close(at, close, mark) or (doubtful is not None and close > following):
                break
            if self.text[close - 1] in _SENTENCE_MARKS or not self._may_be_apostrophe(close):
                return close + 1
            doubtful = doubtful or close + 1
        return doubtful

    def _may_close(self, at: int, close: int, mark: str) -> bool:
        """After few words or a sentence's mark; a curly one also after more, where no other quotation lies between."""
        if close - at <= _LONGEST_DOUBTFUL or self.text[close - 1] in _SENTENCE_MARKS:
            return True
        return mark == "‘" and close - at <= _LONGEST and not any(sign in self.text[at:close] for sign in '“”"')

    def _sure_end(self, at: int, mark: str) -> int | None:
        """The first end of another kind, if it is sure and no run opens before it."""
        ends = self._ends_of(mark)
        place = bisect_right(ends, at)
        if place == len(ends) or ends[place] > self._next_opening(at) or self.text[ends[place] - 1] not in ".,!?…":
            return None
        return ends[place] + 1

    def _close_after_elision(self, at: int, mark: str) -> int | None:
        """“'Tis a shame,' she said”: where a sentence begins, one mark may stand for an opening one as well."""
        before = self.text[max(self.start, at - 2) : at]
        opens_sentence = not before.strip() or before in (". ", ", ", ": ")
        if not opens_sentence or not self.text[at + 1].isupper():
            return None
        return self._sure_end(at, mark)

    def _may_be_apostrophe(self, close: int) -> bool:
        word = self.text[max(self.start, close - 4) : close]
        return (
            _APOSTROPHE_AFTER.search(word) is not None and _WORD_FOLLOWS.match(self.text, close, self.end) is not None
        )

    def _next_opening(self, at: int) -> int:
        """Where the next mark that opens a run stands, or the line's end."""
        if self._openings is None:
            found = _OPENING.finditer(self.text, self.start, self.end)
            self._openings = [match.start() for match in found if not _ELISION.match(self.text, match.start())]
        place = bisect_right(self._openings, at)
        return self._openings[place] if place < len(self._openings) else self.end

    def _ends_of(self, mark: str) -> list[int]:
        if mark not in self._ends:
            self._ends[mark] = [match.start() for match in _ENDS[mark].finditer(self.text, self.start, self.end)]
        return self._ends[mark]
