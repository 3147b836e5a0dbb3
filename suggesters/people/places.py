"""Nationalities, American states and parties, so that “the Norwegian” is not taken for the Swede. Own lexicon."""

from __future__ import annotations

from suggesters.word_sets import word_set

_COUNTRIES = """
afghanistan:afghan albania:albanian algeria:algerian argentina:argentine,argentinian armenia:armenian
australia:australian austria:austrian azerbaijan:azerbaijani,azeri bahrain:bahraini bangladesh:bangladeshi
belarus:belarusian belgium:belgian bolivia:bolivian bosnia:bosnian brazil:brazilian bulgaria:bulgarian burma:burmese
cambodia:cambodian cameroon:cameroonian canada:canadian chad:chadian chile:chilean china:chinese colombia:colombian
congo:congolese croatia:croatian,croat cuba:cuban cyprus:cypriot czechia:czech denmark:danish,dane
ecuador:ecuadorian egypt:egyptian england:english,englishman eritrea:eritrean estonia:estonian ethiopia:ethiopian
finland:finnish,finn france:french,frenchman,frenchwoman gaza:gazan georgia:georgian germany:german ghana:ghanaian
greece:greek guatemala:guatemalan haiti:haitian honduras:honduran hungary:hungarian iceland:icelandic india:indian
indonesia:indonesian iran:iranian iraq:iraqi ireland:irish,irishman israel:israeli italy:italian jamaica:jamaican
japan:japanese jordan:jordanian kazakhstan:kazakh kenya:kenyan kosovo:kosovar kuwait:kuwaiti laos:laotian
latvia:latvian lebanon:lebanese liberia:liberian libya:libyan lithuania:lithuanian luxembourg:luxembourgish
malaysia:malaysian mali:malian malta:maltese mexico:mexican moldova:moldovan mongolia:mongolian morocco:moroccan
mozambique:mozambican myanmar:burmese nepal:nepalese,nepali netherlands:dutch,dutchman nicaragua:nicaraguan
niger:nigerien nigeria:nigerian norway:norwegian oman:omani pakistan:pakistani palestine:palestinian
panama:panamanian paraguay:paraguayan peru:peruvian philippines:philippine,filipino,filipina poland:polish,pole
portugal:portuguese qatar:qatari romania:romanian russia:russian rwanda:rwandan scotland:scottish,scot,scotsman
senegal:senegalese serbia:serbian,serb singapore:singaporean slovakia:slovak,slovakian slovenia:slovenian,slovene
somalia:somali spain:spanish,spaniard sudan:sudanese sweden:swedish,swede switzerland:swiss syria:syrian
taiwan:taiwanese tanzania:tanzanian thailand:thai tibet:tibetan tunisia:tunisian turkey:turkish,turk uganda:ugandan
ukraine:ukrainian uruguay:uruguayan uzbekistan:uzbek venezuela:venezuelan vietnam:vietnamese wales:welsh,welshman
yemen:yemeni zambia:zambian zimbabwe:zimbabwean britain:british,briton america:american
"""

_STATES = """
alabama:ala alaska: arizona:ariz,arizonan arkansas:ark california:calif,californian colorado:colo connecticut:conn
delaware:del florida:fla,floridian hawaii:hawaiian idaho: illinois:ill indiana:ind,hoosier iowa:iowan kansas:kan
kentucky:ky louisiana:la maine: maryland:md massachusetts:mass michigan:mich minnesota:minn,minnesotan
mississippi:miss missouri:mo montana:mont nebraska:neb nevada:nev,nevadan ohio:ohioan oklahoma:okla oregon:ore
pennsylvania:pa tennessee:tenn texas:tex,texan utah:utahn vermont:vt,vermonter virginia:va,virginian wisconsin:wis
wyoming:wyo
"""


def _places(table: str) -> dict[str, str]:
    places: dict[str, str] = {}
    for entry in table.split():
        place, _, forms = entry.partition(":")
        places[place] = place
        places.update((form, place) for form in forms.split(",") if form)
    return places


# Any word for a country or its people -> the country; any word for a state -> the state.
COUNTRY_OF = _places(_COUNTRIES)
STATE_OF = _places(_STATES)

# The letter before a hyphen in "(R-Texas)" or "D-Mass.".
PARTY_OF = {"R": "republican", "D": "democrat", "I": "independent", "L": "libertarian"}

# Places that news of our days names in lower case when its letters were damaged.
PLACE_NAMES = word_set(
    """
    aleppo baghdad beijing beirut berlin brussels cairo chernihiv crimea damascus delhi donbas donetsk dublin
    gaza geneva havana istanbul jerusalem kabul kharkiv kherson kiev kyiv lisbon london luhansk lviv madrid
    mariupol minsk moscow mosul nairobi odesa odessa oslo paris pyongyang riyadh rome seoul shanghai stockholm
    taipei tehran tokyo tripoli vienna warsaw washington zaporizhzhia
    """
)
