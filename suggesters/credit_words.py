"""The words of photo credits: agencies, labels, outlets and the small words between names.

The lexicons are our own. Labels are known in the languages that the reader guesses (:mod:`suggesters.language`).
"""

from __future__ import annotations

import re

from suggesters.word_sets import word_set

# Agencies and archives that no ordinary word equals, in any case …
AGENCY_NAMES = (
    r"getty(?:\ images?)?|gettyimages|(?:thomson\ )?reuters|associated\ press|press\ association"
    r"|agence\ france-presse|canadian\ press|i?stock(?:photo|\ photo)s?|istock|shutterstock|alamy|adobe\ stock"
    r"|depositphotos|dreamstime|unsplash|pexels|pixabay|thinkstock|bloomberg|wikimedia(?:\ commons)?|flickr"
    r"|creative\ commons|corbis|wireimage|filmmagic|newscom|splash\ news|backgrid|barcroft|nurphoto|xinhua|kyodo"
    r"|yonhap|anadolu(?:\ agency)?|europa\ press|usa\ today\ sports|usatsi|zuma(?:press|\ press|\ wire)?"
    r"|sipa(?:\ usa)?|imago(?:\ images)?|lightrocket|gamma-rapho|hulton|magnum\ photos|invision|imagn"
    r"|icon\ sportswire|pa\ (?:wire|images|media)|ap\ (?:photo|images)|afp\ photo|freepik|stock\.adobe\.com"
    r"|national\ archives|library\ of\ congress|bildbyran|scanpix|lehtikuva|ritzau|picture[- ]alliance|wikipedia"
    r"|public\ domain|cc(?:0|\ by(?:-\w\w)*)(?:\ \d\.\d)?|abacapress|bestimage|mediapunch|everett\ collection|photofest"
    r"|123rf|bigstock|fotolia|stocksy|vecteezy|eyeem|action\ images|ukrinform|dpa|afp|epd|kna"
    r"|(?:contributed|courtesy|submitted|supplied|provided|handout|staff|stock|file)\ (?:photo|pic|picture|image)s?"
)
# … those that are distinguished from a word by their capitals …
AGENCY_INITIALS = (
    r"AP|AFP|PA|EPA(?:-EFE)?|EFE|UPI|DPA|ANSA|ANI|PTI|IANS|AAP|ANP|NTB|TASS|SWNS|WENN|NASA|REX|Rex|SNS|INPHO|STR|ZUMA"
    r"|HANDOUT|NOAA|USGS"
)
# … and any firm whose name says that it deals in pictures (“Bernama pic”).
PICTURE_FIRM = (
    r"(?!(?:View|See|All|More)\b)[A-Z][\w'’]*"
    r"\ (?:Images|Pictures|Photography|Photo\ Agency|News\ Agency|Press\ Agency|pic)"
    r"|[A-Z]{2,5}\ (?:PHOTO|Photo)"
)
AGENCY = re.compile(
    rf"(?<![^\W_])(?:(?i:{AGENCY_NAMES})|{PICTURE_FIRM}|{AGENCY_INITIALS})(?![^\W_]|['’]s\b)",
    re.VERBOSE,
)
AGENCY_PLACE = re.compile(
    rf"""(?:\A(?:the\ )?|[/–—-]|\b(?:via|on))\s*(?:{AGENCY.pattern})\s*(?:[/|•–—,(-]|for\b|via\b|\Z)
      | (?:{AGENCY.pattern})\s*(?:europe|asia|north\ america|sport|pool|contributor|files?|file\ photo|handout|photo)?
        [.)]?\Z""",
    re.VERBOSE | re.IGNORECASE,
)
"""Where a credit has its agency: at an end, beside a slash, after “via”."""
SOCIAL = re.compile(
    r"\b(?:facebook|instagram|twitter|x|youtube|tiktok|snapchat|telegram|linkedin|weibo|bluesky|reddit)\b",
    re.IGNORECASE,
)
"""Where pictures come from too, but a credit only in brackets or after a label."""

PICTURE = r"(?:(?:file|stock|main|handout)\ )?(?:photograph|photography|photo|image|picture|pic)s?"
DRAWING = (
    r"(?:photo\ ?)?(?:illustration|graphic|animation|artwork|screenshot|screengrab|screen\ ?grab|composite|montage"
    r"|infographic|collage|rendering|cartoon|chart|map|visual)s?"
)
OTHER_LANGUAGES = (
    r"(?:archiv|symbol|titel)?(?:foto|bild)(?:s|er|graf(?:ía|ia|ie|o|e)?|quelle|nachweis)?|photographie"
    r"|imagen|imagem|immagine|afbeelding|beeld|billede|bilde|zdjęcie|fotoğraf|gambar"
    r"|quelle|fuente|fonte|bron|kilde|källa|źródło|kaynak|sumber"
    r"|(?:crédit|crédito|credito)s?(?:\ (?:photo|image|foto)s?)?|cortesía|divulgação|reprodução"
)
"""What German, French, Spanish, Italian and other papers write before a credit, always with a colon: “Foto: …”."""
OWN_LABEL = re.compile(
    rf"""(?:(?<!related\ )(?<![^\W_])(?:
      (?:{PICTURE}|{DRAWING})\ (?:credits?|copyright|courtesy(?:\ of)?)\b\s?:?
    | (?:{PICTURE}|{DRAWING})\ by\s?:
    | image\ source,
    | (?:{PICTURE}|{DRAWING})\ sources?\s?:
    | (?:{PICTURE}|{DRAWING}|photographers?|credits?|sources?|copyright|courtesy|{OTHER_LANGUAGES})\s?:
    | supplied\s?: | fot\.\s(?=[^\W\d_])
    | credit\s?\.\.\.
    | \(c\)\s
    ) | (?:(?<![^\W_]){PICTURE}\ )?©(?!\s?\d{{4}}) | [📷📸]\s?:?
      | (?-i:(?<=[a-z\d])(?=[A-Z]))(?:{PICTURE}\ )?(?:credits?|{PICTURE})\s?:
      | (?-i:(?<![A-Z])(?:Credit)+(?!Card)(?=[A-Z][\w'’.-]*\s(?:[\w'’.-]+\s){{0,3}}[A-Z]))
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
"""A label that announces a credit wherever it stands, also glued to the word before or after it."""
PARTS_OF_LABELS = ("credit", "©", "copyright", "courtesy", "image source,", "fot.", "(c)", "📷", "📸")
"""One of these is in every such label, in small letters, …"""
LABEL_AND_COLON = re.compile(
    rf"(?:{PICTURE}|{DRAWING}|photographers?|sources?|of|by|supplied|{OTHER_LANGUAGES})\s?:", re.VERBOSE | re.IGNORECASE
)
"""… or else it ends in one of these."""
LONGEST_LABEL_WORD = 24
NAME_LABEL = re.compile(
    rf"(?:{PICTURE} ?(?:credits?|sources?|by)|{PICTURE}|credits?|sources?|{OTHER_LANGUAGES})\s?(?::\s?|\Z)"
    rf"|{PICTURE} by\s|{PICTURE} credits?\s|fot\.\s|[📷📸]\s?:?\s?|(?-i:(?:Credit)+(?=[A-Z]))|(?:credit)?\.\.\.",
    re.IGNORECASE,
)
"""A label that is not part of the name after it."""
EDGE_LABEL = re.compile(
    rf"""(?:(?:(?:[\w’']+\ )?{PICTURE}|{DRAWING})\ (?:by|via|from)|(?:supplied|submitted|provided|photographed)\ by
      | (?:photo|foto)(?:gra(?:ph|f)\w{{1,3}})?s?\ (?:av|de|del|di|par|por|van|von)
      | courtesy(?:\ of)?|credits?|copyright|via|by)\b
        \s+(?=[^\W\d_]|@)
      | (?:{PICTURE}|{DRAWING}|fotos?)\s?/\s?(?=[^\W\d_])""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that announce one only at the beginning of a line, a sentence or a bracket."""
PROSE_LABEL = re.compile(r"(?:via|by)\b|[\w ]*\bfrom\b", re.IGNORECASE)
"""Of these, words of ordinary prose too: a source has to follow."""
GIVEN = re.compile(
    r"supplied|submitted|contributed|handout|family\ (?:photo|picture|handout)"
    r"|(?:courtesy|provided|supplied|submitted)(?:\ (?:by|of))?(?:\ the)?\ family",
    re.IGNORECASE,
)
"""A whole credit without a name: the picture was given by somebody outside of the paper."""

SMALL_WORDS = word_set(
    """
    a al an and archive archives bin by collection contributor copyright courtesy da de del den der di du e el
    et family file files for from handout illustration image images la le los the of permission photo photographer
    photography photos pic picture pictures pool provided staff stock submitted supplied ten ter through und van via
    von with y
    """
)
"""Words in lower case that join the names of a credit, or that it adds to them."""
PROSE_BEFORE_AGENCY = word_set(
    """
    a an and as at by for from her his in it its of on or our said says tells that the their to told via with
    """
)
"""After these an agency is part of the sentence: “she told AP”."""
NO_SOURCE = word_set(
    """
    above advertisement advertorial applause audio below bottom boos cheering cheers correction corrected crosstalk
    editorial emphasis end file front inaudible laughing laughs laughter left no note ok opinion ours pause pg
    photo pictured right sic sidebar silence spoiler spoilers sponsored top translation update updated video yes
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    """
)
"""What stands in brackets after a sentence and is no source: stage directions, notes, days."""
NO_NAME = word_set(
    """
    a all an and best black book buy call click continue download follow for full get good great here join last latest
    learn listen live log more new next now office our read register see share shop sign special start subscribe
    support thanks that the these this those time tips today top try update view visit vote wanted watch what where who
    why your
    """
)
"""Words that begin a heading or a button in capitals, and no photographer's name: “Office for …”, “Full Article”."""
OUTLET = re.compile(
    r"""(?-i:\b[Tt]he\ [A-Z]|\bTHE\ ) | \.(?:com|org|net|co\.\w\w|tv|news)\b | (?<![^\W_])(?-i:[A-Z]{2,5})\Z
      | \b(?:advertiser|advocate|argus|bulletin|chronicle|citizen|courier|daily|democrat|digital|dispatch|echo|enquirer
        |examiner|express|gazette|gleaner|globe|guardian|herald|independent|inquirer|journal|ledger|magazine|mail|media
        |mercury|mirror|monitor|network|news(?:papers?)?|observer|online|photo(?:graphy|grapher|s)?|pool|post|press
        |quarterly|radio|record|register|reporter|republic|review|sentinel|staff|standard|star|studios?|sun|telegraph
        |telegram|television|times|tribune|tv|union|weekly|world)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""A word by which a newspaper, a station or a paper's own staff is known."""
