"""Why a quote is proposed, in one short line that a person understands."""

from __future__ import annotations

from suggesters.quotes.joining import Draft
from suggesters.quotes.page import TextPage

_LONGEST = 60


def reason_of(draft: Draft, page: TextPage) -> str:
    """“cue ‘warned’, subject ‘The mayor’”, with what was joined to it."""
    parts = _of_cue(draft, page)
    if "paragraph" in draft.joined:
        parts.append("goes on in the next paragraph")
    elif "run" in draft.joined:
        parts.append("with the quotation that follows")
    return ", ".join(parts)


def _of_cue(draft: Draft, page: TextPage) -> list[str]:
    cue = draft.cue
    if cue is None:
        goes_on = draft.rule == "loose_after"
        return ["goes on after its attribution" if goes_on else "quotation marks with no cue beside them"]
    speaker = _short(page.text[slice(*cue.speaker)]) if cue.speaker else ""
    words = " … ".join(page.text[start:end] for start, end in cue.spans)
    if cue.kind == "nearby":
        return [f"‘{speaker}’ acts in the sentence beside it"]
    if cue.kind == "label" and words not in (":", "."):
        return [f"‘{words}’ announces ‘{speaker}’"]
    if cue.kind == "label":
        return [f"label ‘{speaker}:’"]
    if cue.kind == "dash":
        return [f"name ‘{speaker}’ under a quotation"]
    if cue.kind in ("source", "for"):
        return [f"‘{words} {speaker}’"]
    if cue.kind == "noun":
        return [f"cue ‘{words}’ (a noun), of ‘{speaker}’"]
    return [f"cue ‘{words}’", f"subject ‘{speaker}’" if speaker else "no subject stated"]


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
