"""Made-up articles as people checked them, by whatever guideline a test wants: quotes are named by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suggesters.evaluation.matching import ScoredQuote
from suggesters.fitting import Checked
from suggesters.pipeline import Source
from suggesters.quotation import mask_of, quote_type, scan
from suggesters.suggestions import Span

PEOPLE = (
    ("Ines Calder", "Tomas Okafor", "Greta Lund"),
    ("Owen Pryce", "Nia Bowen", "Kay Brandt"),
    ("Maria Weber", "Lee Tilbury", "Rosa Marten"),
    ("Ana Farrow", "Jonas Quist", "Helen Allton"),
)
SCENES = (
    "The ferry to Aldermoor was late again on Monday.",
    "Rain had filled the cellars of Marlow by noon.",
    "Nobody bought a single herring at the market this week.",
    "A crane fell over beside the old brewery in the night.",
    "Forty schools opened without teachers in the north.",
    "The last cinema in Hexley has sold its seats.",
    "Wolves were seen near the reservoir for a third time.",
    "Trains stood still between the two capitals for a day.",
    "The glass factory has found a buyer from abroad.",
)
SPEECH = (
    ("We have waited four hours", "Nobody told us anything about it"),
    ("My carpets are floating", "I am too old for another flood"),
    ("The nets came up empty", "There is nothing left to catch out there"),
    ("It sounded like thunder", "The whole street was white with dust"),
    ("I teach three classes at once", "They do not even send us chalk"),
    ("People watch films in bed", "A town without a screen is a sad town"),
    ("They took two of my lambs", "The dogs did not make a sound"),
    ("We slept on our suitcases", "A stranger gave my son his soup"),
    ("The furnace never goes out", "My father blew bottles in this hall"),
)
CLAIMS = (
    ("the engine had failed twice since April", "the spare parts were far too dear", "repair the second boat"),
    ("the pumps were older than the town hall", "the drains had never been cleaned", "dig a deeper channel"),
    ("prices would rise before the summer", "the quota had been set without advice", "count the fish again"),
    ("the wind had been stronger than forecast", "the brakes were left open by mistake", "close the yard at night"),
    ("parents should keep their children at home", "salaries were the lowest in the land", "hire nurses as tutors"),
    ("the building would become a warehouse", "the rent had doubled in six years", "save the painted ceiling"),
    ("fences would not help against the packs", "the farmers deserved a fair payment", "shoot only one animal"),
    ("a cable had been cut by thieves", "the signals were not built for such heat", "pay for the missed flights"),
    ("the workers would keep their contracts", "the sand came from a protected dune", "plant trees on the heap"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A quote by its words as they stand in the text; those of cue and speaker are looked for nearest to them."""

    content: tuple[str, ...]
    cue: str = ""
    speaker: str = ""
    optional: bool = False


def checked(text: str, said: Sequence[Said], *, language: str = "en") -> Checked:
    """The article with these quotes."""
    return Checked(Source(text, language), tuple(gold(text, quote) for quote in said))


def gold(text: str, said: Said) -> ScoredQuote:
    content = tuple(sorted(only(text, words) for words in said.content))
    kind = quote_type(text, content, mask=mask_of(text, scan(text)))
    cue, speaker = (nearest(text, words, content[0][0]) for words in (said.cue, said.speaker))
    return ScoredQuote(kind, content, cue, speaker, said.speaker, said.optional)


def only(text: str, words: str) -> Span:
    if text.count(words) != 1:
        raise ValueError(f"“{words}” stands {text.count(words)} times in the text")
    return text.index(words), text.index(words) + len(words)


def nearest(text: str, words: str, place: int) -> tuple[Span, ...]:
    if not words:
        return ()
    starts = [start for start in range(len(text)) if text.startswith(words, start)]
    start = min(starts, key=lambda found: abs(found - place))
    return ((start, start + len(words)),)


@dataclass(frozen=True, slots=True)
class Guideline:
    """How somebody marks the article below. ``own``: whether what is “accepted” counts, which no rule proposes."""

    joined: bool = False
    infinitives: bool = False
    full_stop: bool = False
    that: bool = True
    marks: bool = True
    own: bool = True

    def article(self, number: int) -> Checked:
        """One of nine articles on different things, so that no two are about the same story."""
        one, two, three = PEOPLE[number % len(PEOPLE)]
        first, second = SPEECH[number]
        claim, other, plan = CLAIMS[number]
        text = "\n\n".join(
            (
                SCENES[number],
                f"“{first},” {one} said. “{second}.”",
                f"{two} said that {claim}.",
                f"{three} accepted that {other}.",
                f"{one} urged the council to {plan}.",
            )
        )
        speech = [f"“{first},”", f"“{second}.”"] if self.marks else [f"{first},", f"{second}."]
        that, stop = "that " if self.that else "", "." if self.full_stop else ""
        quotes = [Said((f"{that}{claim}{stop}",), "said", two)]
        if self.joined:
            quotes.append(Said(tuple(speech), "said", one))
        else:
            quotes += [Said((speech[0],), "said", one), Said((speech[1],), "", one)]
        if self.own:
            quotes.append(Said((f"{that}{other}{stop}",), "accepted", three))
        if self.infinitives:
            quotes.append(Said((f"the council to {plan}{stop}",), "urged", one))
        return checked(text, quotes)

    def articles(self, number: int) -> list[Checked]:
        return [self.article(place) for place in range(number)]
