"""The words that announce speech in English news, by the grammar that they bring with them.

Own lists: verbs and nouns of reporting as dictionaries of usage group them, completed while reading news. Lemmas, lower
case. A verb may stand in several lists: each says what content to expect, not what the verb means.
"""

from __future__ import annotations

from suggesters.word_sets import word_set

# Verbs that do nothing but report: a clause or a quotation beside them is speech nearly always.
PLAIN_VERBS = word_set("""
    say tell write add note report argue tweet explain insist claim state declare acknowledge warn stress reply respond
    suggest announce recall admit conclude assert contend allege predict joke quip remark observe post reiterate repeat
    lament complain boast brag maintain concede confirm deny emphasize emphasise testify shout yell retort opine muse
    assure remind caution vow reveal disclose exclaim proclaim clarify counter recount
    interject aver affirm intone surmise theorize theorise
""")

# Verbs that often report, but have a life beside it.
LOOSE_VERBS = word_set("""
    ask answer agree disagree describe call cite mention propose recommend advise promise pledge swear scream whisper
    mutter murmur pronounce underline underscore highlight point continue begin read blast slam criticize criticise
    condemn denounce praise mock dismiss reject rebut apologize apologise thank wonder inform notify dub label tout
    accuse blame defend express rant rail blurt lie fib hint imply indicate sum summarize summarise detail outline
    relate narrate riff elaborate specify stipulate endorse scold chide rebuke berate decry deride bemoan hail applaud
    commend tease taunt beg implore question order demand signal chant threaten urge plead email text
    estimate reckon fume gush joke crack sing bark snap sigh laugh speculate ask confide protest object
    quote attack advocate charge offer agree caution guess cry
""")

# Verbs whose object is what was said or judged: “denounced the plan”, “called him a liar”.
OBJECT_VERBS = word_set("""
    accuse announce attack acknowledge applaud assail berate blame blast brand call characterise characterize chide cite
    claim condemn confirm criticise criticize decry declare defend demand denounce deny deride describe disavow dismiss
    dispute dub emphasise emphasize endorse explain hail highlight label lambaste lament mention mock note outline
    pledge praise predict propose question quote rebut rebuke recall reiterate reject repeat reveal ridicule slam stress
    suggest thank tout urge vow warn welcome discuss castigate disparage bemoan
    trumpet recount promise laud detail tweet portray
""")

# “asked supporters to run”, “vowed to fight on”.
INFINITIVE_VERBS = word_set("""
    ask urge vow pledge promise agree call claim encourage order demand challenge offer threaten tell advise beg implore
    command instruct exhort swear volunteer propose remind warn invite request
""")

# “was asked about the bridge”: who is asked is the subject, who asks often not named.
QUESTION_VERBS = word_set("ask question")

# “denied taking the money”, “suggested waiting”.
GERUND_VERBS = word_set("report suggest recommend propose deny mention admit discuss describe")

# “wrote a cheque”, “added a wing”, “claimed the throne”: with an object they make, put or take more than they say.
MAKING_VERBS = word_set("write post add report suggest claim maintain")

# “called the plan a disaster”: object and its name together.
NAMING_VERBS = word_set("call dub label brand deem")

# The person spoken to comes first: “told reporters that …”.
ADDRESSING_VERBS = word_set("tell remind ask inform assure warn notify advise")

PREPOSITION_VERBS = frozenset(
    tuple(pair.split("_"))
    for pair in word_set("""
    talk_about call_for call_on call_upon respond_to refer_to point_to speak_about speak_of ask_about comment_on
    rail_against apologize_for apologise_for complain_about brag_about boast_about boast_of warn_of warn_about
    warn_against hint_at wonder_about joke_about allude_to elaborate_on insist_on muse_about testify_about inquire_about
    lash_at rant_about object_to agree_with gush_about react_to reply_to ask_for
""")
)

# Nouns of speech by the word that joins them to their content.
NOUN_CUES = {
    "that": word_set("""
        claim statement accusation allegation assertion argument suggestion warning prediction contention complaint
        declaration insistence announcement admission acknowledgment acknowledgement promise pledge charge report
        comment remark notion
    """),
    "to": word_set("promise pledge vow call request"),
    "on": word_set("attack comment remark assault"),
    "about": word_set("question comment concern talk remark statement complaint joke warning"),
    "for": word_set("call demand request apology plea praise"),
    "of": word_set("criticism mention accusation allegation denunciation condemnation description warning endorsement"),
    "against": word_set("attack accusation allegation"),
}

# “voiced doubts about the plan”: verbs that utter a stance, nouns of stances, what joins such a noun to its subject.
STANCE_VERBS = word_set("express voice air state share register convey echo signal reiterate")
STANCE_NOUNS = word_set("""
    admiration alarm anger anxiety appreciation belief bewilderment caution concern condolence confidence confusion
    desire disappointment disapproval disbelief discomfort disdain disgust dismay displeasure dissatisfaction doubt
    enthusiasm excitement fear frustration gratitude grief horror hope indignation interest objection openness
    opposition optimism outrage pessimism pride regret relief remorse reservation sadness satisfaction scepticism shock
    skepticism
    solidarity sorrow support surprise suspicion sympathy uncertainty unease willingness wish worry
""")
STANCE_PREPOSITIONS = word_set("about over for in with at on to of toward towards regarding against")

# Verbs that have the speech only as their object: “issued a call for”.
LIGHT_VERBS = word_set("""
    make have issue raise launch voice express repeat deliver reiterate renew release reject continue lead
""")

# Who may speak after “For …,” at a sentence's start.
SPEAKER_NOUNS = word_set("""
    president minister secretary leader head chief chair chairman chairwoman director spokesman spokeswoman spokesperson
    senator congressman congresswoman governor mayor official politician lawmaker candidate ambassador diplomat general
    commander officer judge prosecutor lawyer attorney expert analyst economist professor researcher scientist author
    activist adviser advisor critic chancellor premier prince king queen pope bishop coach manager executive founder
    owner union party government ministry council
""")

# Labels before a colon that name no speaker.
COLON_LABELS = word_set("""
    related more photo photos picture pictures watch video videos update updates note correction clarification source
    sources read listen gallery graphic map live breaking exclusive opinion analysis editorial review interview poll
    fact factbox timeline transcript topics tags category image images credit subscribe follow contact published updated
    email phone summary background warning question answer latest notice bombshell wow revealed busted shocker alert
    developing recap roundup preview profile obituary essay column letter letters podcast report reports study survey
    news headlines
""")

# What a verb does with speech, for judging how likely its complement is what somebody said.
VERB_CLASSES = {
    "say": word_set("say"),
    "tell": word_set("tell remind assure inform notify"),
    "name": word_set("call describe label dub brand characterise characterize portray deem quote refer"),
    "ask": word_set("ask question wonder inquire answer respond reply react"),
    "urge": word_set("""
        urge demand order encourage command instruct exhort advise beg implore request invite recommend propose plead
        challenge
    """),
    "promise": word_set("promise pledge vow swear threaten agree volunteer offer"),
    "judge": word_set("""
        accuse attack applaud assail berate blame blast castigate chide condemn criticise criticize decry defend
        denounce deride disavow dismiss disparage endorse hail lambaste laud mock praise rebuke rebut reject ridicule
        scold slam tout trumpet welcome bemoan lament thank commend apologize apologise complain boast brag rail rant
        lash object
    """),
    "mention": word_set("""
        cite mention discuss express outline detail highlight underscore underline echo voice announce reveal repeat
        reiterate recount recall talk speak point comment elaborate allude hint warn joke muse testify gush insist
    """),
}

CUE_VERBS = frozenset().union(
    PLAIN_VERBS, LOOSE_VERBS, OBJECT_VERBS, INFINITIVE_VERBS, STANCE_VERBS, {verb for verb, _ in PREPOSITION_VERBS}
)
CLAUSE_VERBS = PLAIN_VERBS | LOOSE_VERBS
