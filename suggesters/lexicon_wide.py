"""The words of belief, wish, plan and finding, by the grammar that they bring with them.

They count by wide guidelines alone, where whoever thinks, hopes or plans is a source like whoever speaks. Own lists;
lemmas, lower case. Left out: words of perceiving and learning (“heard”, “discovered”), which tell of the world rather
than of a mind. A word may stand in several lists: each says what to expect beside it.
"""

from __future__ import annotations

from suggesters.word_sets import word_set

# “thinks that the harbour will close”.
CLAUSE_VERBS = word_set("""
    think believe feel know hope fear expect suspect doubt assume imagine realize realise recognize recognise worry wish
    find anticipate foresee trust dream bet calculate envision envisage regret figure presume reckon guess suppose care
    want prefer show indicate demonstrate suggest reveal dread fret concur hypothesize hypothesise
""")

# What polls, studies and papers do: “shows the party ahead”.
FINDING_VERBS = word_set("show find give put peg depict list")

# “hopes to close the harbour”.
INFINITIVE_VERBS = word_set("""
    want hope plan intend wish aim seek prefer expect refuse decline like long yearn desire resolve dread fear
""")

# “supports the plan”.
OBJECT_VERBS = word_set("""
    support oppose favor favour prefer back like dislike love hate admire fear resent respect trust distrust doubt
    appreciate foresee anticipate value recognize recognise
""")

# “sees the plan as a gift”: the thing and what it is taken for.
REGARDING_VERBS = word_set("see view consider regard perceive deem count")

# “hopes for new talks”.
PREPOSITION_VERBS = frozenset(
    tuple(pair.split("_"))
    for pair in word_set("""
    hope_for worry_about believe_in think_of think_about care_about wish_for long_for push_for dream_of aim_for
    fret_about agonize_over agonise_over disapprove_of approve_of sympathize_with sympathise_with aspire_to opt_for
    """)
)

# “seems to have closed”: nobody is named who thinks so.
SEEMING_VERBS = word_set("seem appear")

# “is expected to close”.
EXPECTING_VERBS = word_set("""
    expect believe think know assume presume perceive anticipate project forecast rumor rumour fear hope estimate intend
""")

# “is confident that …”, “are wary of …”.
ADJECTIVES = word_set("""
    sure certain confident convinced hopeful optimistic pessimistic afraid fearful scared worried concerned anxious
    nervous happy glad pleased proud sorry sad angry furious upset disappointed frustrated surprised shocked amazed
    aware unaware conscious mindful opposed skeptical sceptical critical supportive wary suspicious tired fond
    enthusiastic excited thrilled grateful thankful doubtful unsure uncertain interested adamant insistent alarmed
    dismayed outraged delighted satisfied dissatisfied unhappy jealous envious impressed puzzled baffled horrified
    ashamed embarrassed curious passionate bullish
""")
# “was reluctant to leave”.
WILLING_ADJECTIVES = word_set("eager keen reluctant unwilling hesitant loath determined desperate anxious happy afraid")

# Nouns by the word that joins them to what is thought.
NOUNS = {
    "that": word_set(
        "hope view belief idea fear concern conviction opinion feeling sense impression expectation doubt"
    ),
    "for": word_set("support hope preference passion admiration disdain contempt respect enthusiasm desire"),
    "about": word_set("doubt concern worry fear opinion view feeling skepticism scepticism anger"),
    "on": word_set("view stance position opinion thought"),
    "to": word_set("opposition hostility aversion"),
}
