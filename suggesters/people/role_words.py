"""Nouns that news uses for people, groups and documents: roles and their kinds, titles, nationalities. Own lexicons."""

from __future__ import annotations

from typing import Literal

from suggesters.word_sets import word_set

Gender = Literal["f", "m"]

# Words before a name that show the person's gender.
HONORIFICS: dict[str, Gender | None] = {
    "mr": "m", "mister": "m", "sir": "m", "lord": "m", "monsieur": "m", "herr": "m", "señor": "m", "father": "m",
    "brother": "m",
    "mrs": "f", "ms": "f", "miss": "f", "lady": "f", "dame": "f", "madam": "f", "madame": "f", "mme": "f", "frau": "f",
    "señora": "f", "sister": "f", "baroness": "f",
    "dr": None, "prof": None, "rev": None, "hon": None,
}  # fmt: skip

# Written short before a name, with the role that they stand for.
SHORT_TITLES = {
    "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative", "gov": "governor",
    "govs": "governor", "gen": "general", "lt": "lieutenant", "col": "colonel", "capt": "captain", "sgt": "sergeant",
    "cmdr": "commander", "adm": "admiral", "maj": "major", "prof": "professor", "dr": "doctor", "rev": "reverend",
    "amb": "ambassador", "atty": "attorney", "supt": "superintendent", "det": "detective", "insp": "inspector",
    "pres": "president", "secy": "secretary", "cllr": "councillor",
}  # fmt: skip

# The kinds of role. The first line of a kind names its general words: a mention by one of these ("the politician",
# "the head of ...") may mean anybody of the kind; the others are roles of their own ("the senator").
ROLE_KINDS: dict[str, tuple[str, str]] = {
    "politics": (
        "politician leader lawmaker legislator official policymaker statesman stateswoman incumbent candidate "
        "nominee contender hopeful front-runner frontrunner challenger opponent",
        "president premier minister chancellor senator congressman congresswoman representative governor "
        "mayor secretary deputy mp mep councillor councilman councilwoman councilor alderman assemblyman "
        "assemblywoman speaker whip commissioner undersecretary ambassador envoy diplomat taoiseach king "
        "queen prince princess emir sultan monarch democrat republican libertarian independent socialist "
        "conservative liberal labour tory ex-president ex-governor ex-minister dictator delegate treasurer "
        "comptroller vice-president attorney-general governor-general",
    ),
    "head": (
        "head chief leader boss",
        "president director secretary general chairman chairwoman chair chairperson ceo administrator "
        "commissioner executive manager governor principal superintendent rector dean chancellor commander "
        "founder co-founder minister premier mayor coach captain curator coordinator convener supremo",
    ),
    "business": (
        "businessman businesswoman executive mogul magnate tycoon billionaire millionaire entrepreneur industrialist",
        "ceo cfo coo chairman chairwoman chair founder co-founder owner co-owner developer investor financier "
        "banker trader retailer manager president proprietor shareholder partner",
    ),
    "knowledge": (
        "expert academic scholar researcher scientist specialist",
        "professor economist analyst historian biologist physicist chemist astronomer psychologist "
        "sociologist geologist climatologist epidemiologist virologist engineer strategist pollster lecturer "
        "author co-author coauthor fellow doctor physician surgeon psychiatrist archaeologist ecologist "
        "meteorologist mathematician statistician anthropologist philosopher theologian criminologist curator "
        "consultant forecaster adviser advisor",
    ),
    "law": (
        "lawyer jurist",
        "attorney prosecutor judge justice solicitor barrister magistrate counsel advocate defender litigator",
    ),
    "order": (
        "officer commander soldier veteran",
        "general colonel captain lieutenant sergeant major admiral sheriff constable detective inspector "
        "superintendent marshal trooper policeman policewoman firefighter fireman investigator commissioner "
        "coroner agent spy marine sailor pilot guard",
    ),
    "voice": (
        "spokesperson aide staffer",
        "spokesman spokeswoman adviser advisor strategist surrogate secretary operative consultant manager director",
    ),
    "words": (
        "journalist writer commentator",
        "reporter correspondent columnist editor author novelist poet blogger broadcaster anchor anchorman "
        "anchorwoman host presenter moderator pundit publisher critic essayist biographer photographer "
        "producer screenwriter historian",
    ),
    "stage": (
        "artist star performer celebrity entertainer",
        "actor actress singer rapper musician comedian dancer director filmmaker producer composer conductor "
        "painter sculptor designer model guitarist drummer pianist frontman magician chef photographer",
    ),
    "sport": (
        "athlete sportsman sportswoman player",
        "coach manager striker goalkeeper midfielder defender captain quarterback pitcher forward swimmer "
        "runner sprinter boxer wrestler golfer cyclist driver champion medallist medalist skipper batsman "
        "bowler winger teammate rider gymnast skier rower referee umpire footballer cricketer racer",
    ),
    "faith": (
        "cleric priest churchman",
        "pope bishop archbishop cardinal imam rabbi pastor reverend monk nun vicar minister ayatollah",
    ),
    "cause": (
        "activist campaigner advocate organizer organiser",
        "founder leader volunteer whistleblower dissident protester demonstrator environmentalist feminist "
        "unionist delegate",
    ),
    "family": (
        "relative parent",
        "mother father wife husband son daughter sister brother widow widower uncle aunt cousin nephew niece "
        "grandmother grandfather grandson granddaughter fiancé fiancée girlfriend boyfriend ex-wife "
        "ex-husband stepfather stepmother son-in-law daughter-in-law sibling partner mom mum dad",
    ),
    "anyone": (
        "man woman person",
        "boy girl teenager teen youth resident neighbour neighbor witness bystander survivor victim suspect "
        "defendant plaintiff patient student pupil graduate teacher principal nurse farmer worker driver "
        "employee shopkeeper cashier customer voter supporter fan friend colleague passenger tourist visitor "
        "immigrant migrant refugee native veteran mother father member guest caller user owner tenant "
        "landlord contractor builder carpenter electrician mechanic waiter waitress bartender barber "
        "librarian clerk accountant caretaker janitor gunman attacker killer convict prisoner inmate hostage "
        "hero legend winner loser heir heiress organizer organiser associate source insider donor backer "
        "participant attendee scout ranger fisherman hunter pensioner retiree parent nominee lobbyist "
        "administrator superintendent undergraduate postgraduate newcomer landowner homeowner grower baker "
        "butcher billionaire millionaire photographer interpreter translator broker planner architect "
        "auctioneer surveyor",
    ),
}

GENERAL_ROLES: dict[str, tuple[str, ...]] = {}  # "politician" -> ("politics",)
ROLE_NOUNS: dict[str, tuple[str, ...]] = {}  # every role word -> the kinds to which it belongs
for _kind, (_general, _own) in ROLE_KINDS.items():
    for _word in dict.fromkeys(_general.split()):
        GENERAL_ROLES[_word] = (*GENERAL_ROLES.get(_word, ()), _kind)
    for _word in dict.fromkeys(f"{_general} {_own}".split()):
        ROLE_NOUNS[_word] = (*ROLE_NOUNS.get(_word, ()), _kind)

# Different words for one office.
SAME_ROLE = (
    {"premier", "minister"},
    {"congressman", "congresswoman", "representative"},
    {"coauthor", "co-author"},
    {"chairman", "chairwoman", "chair", "chairperson", "head"},
    {"spokesman", "spokeswoman", "spokesperson"},
    {"adviser", "advisor"},
    {"ceo", "executive", "chief", "boss"},
    {"lawyer", "attorney", "counsel"},
    {"doctor", "physician"},
    {"mother", "mom", "mum"},
    {"father", "dad"},
    {"organizer", "organiser"},
    {"anchor", "host", "presenter"},
)

FEMALE_ROLES = word_set(
    """
    actress queen princess duchess baroness mother mom mum wife widow daughter sister aunt niece grandmother
    granddaughter girlfriend ex-wife stepmother daughter-in-law girl nun waitress heiress fiancée landlady
    hostess mayoress businesswoman woman
    """
)
MALE_ROLES = word_set(
    """
    king prince duke baron father dad husband widower son brother uncle nephew grandfather grandson boyfriend
    ex-husband stepfather son-in-law boy monk waiter fiancé man gunman frontman pope bishop priest
    """
)
# Ends in -man by form, and is said of women too.
OPEN_TO_BOTH = frozenset({"chairman", "spokesman", "ombudsman", "human", "statesman", "fireman"})

# Nouns of bodies that speak as one.
GROUP_NOUNS = word_set(
    """
    administration agency airline alliance army association authority bank board body bureau business cabinet
    camp campaign chamber charity church club coalition college commission committee community company congress
    consortium consulate corporation council country court crew crown department embassy family federation firm
    force foundation fund government group hospital house institute institution judiciary jury kremlin league
    left legislature majority mayoralty media military ministry movement museum nation navy network newspaper
    office operator organisation organization panel parliament parliamentarian-group parish party police press
    public regime right school senate service society staff station store studio tabloid team union university
    vatican website-owner white-house workforce leadership outlet publication magazine daily opposition audience
    crowd electorate ngo brewery manufacturer maker supplier developer-group retailer startup start-up center
    centre tribunal watchdog regulator treasury utility
    """
)

# Nouns of things that people wrote or made and that are quoted as if they spoke.
DOCUMENT_NOUNS = word_set(
    """
    account ad advert advertisement advisory affidavit agreement analysis announcement article banner bill
    biography blog book brief brochure bulletin caption census chapter chart complaint constitution contract
    data declaration decree dictionary diary directive disclosure document documents dossier draft editorial
    email e-mail emails e-mails essay estimate evidence figures filing filings finding findings flyer forecast
    guideline guidelines guide handbook headline indictment interview inscription invitation invoice journal
    label law lawsuit leaflet ledger letter list log magazine-article manifesto manual map memo memoir
    memorandum message minutes motion notice number numbers op-ed order page pamphlet paper petition placard
    plaque platform poll polling polls post poster posting posts preamble press-release profile projection
    projections proposal prospectus proverb quote readout record records register release remark report reports
    research resolution result results review rule rules ruling schedule script sign slogan speech statement
    statistic statistics story study studies subpoena summary suit survey surveys t-shirt testimony text texts
    ticker title transcript treaty tweet tweets verdict video warning warrant webpage website wire write-up
    """
)

# Pronouns and the like that stand for several people.
MANY = word_set(
    """
    they we some many others most those both all several few these them us everyone everybody people
    """
)

# Of those below, the ones that are surnames as well: “Marc Hill” is a person.
SURNAMES_TOO = word_set(
    """
    bank church field fields hall hill hills house lake law marks mission park parks post price rivers school
    temple week
    """
)

# Words inside a name that make it an organisation's, a place's or a thing's.
NOT_A_PERSON = word_set(
    """
    academy act administration affairs relations studies sciences agency airlines airport alliance amendment
    arena assembly association authority avenue award awards bank bay beach board boulevard bridge broadcasting
    building bureau campaign capital castle cathedral center centre chamber church city clinic club coalition
    college commission committee community company conference congress convention cooperative corp corporation
    council county court cup department district division drive embassy enterprises estate express federation
    festival field films force forum foundation fund gallery games gazette global government group guardian hall
    herald highway hill hills holdings home hospital hotel house inc inn institute institution international
    investments island islands journal lab laboratory laboratories labs lake law league library limited llc llp
    ltd mail market medal media memorial ministry mission monument mountain movement museum nations network news
    newspaper office open organisation organization palace parade park parliament partners partnership party
    pictures plaza police port post press prize productions project province radio records republic research
    resort review river road sea school senate series services show shuttle society space square stadium states
    station store street studio studios summit sun survey syndicate systems team technologies telegraph
    television temple theater theatre times tower towers town trail treaty tribune trust union university valley
    village war week weekly zoo
    """
)
