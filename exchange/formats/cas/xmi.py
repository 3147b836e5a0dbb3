"""One CAS as XMI, written as text: dkpro-cassis takes twenty times as long for the same bytes.

The feature structures have the numbers 2, 3, 4 … in the order in which they are added; the text is number 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

from articles.readers.types import Span
from exchange.formats.cas.types import ANNOTATION, DKPRO, LINK, PART, PARTS, STATEMENT, SUPERTYPES_AND_FEATURES

PREFIXES = {
    "quotemark": "quotemark",
    "type": f"{DKPRO}.metadata.type",
    "type0": f"{DKPRO}.segmentation.type",
    "type1": f"{DKPRO}.ner.type",
}
"""The namespaces as dkpro-cassis names them, with the packages whose types they hold."""

SPACES = "".join(f' xmlns:{prefix}="http:///{name.replace(".", "/")}.ecore"' for prefix, name in PREFIXES.items())
HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    f'{SPACES} xmi:version="2.0"><cas:NULL xmi:id="0"/>'
)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
IN_NEED = re.compile('[&<>"\t\n\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
SOFA = 1


class Element(NamedTuple):
    """How structures of a type are written: the element’s name, and its features in their order."""

    name: str
    attributes: tuple[str, ...]
    has_place: bool


@cache
def element_of(kind: str) -> Element:
    package, _, name = kind.rpartition(".")
    prefix = next(prefix for prefix, known in PREFIXES.items() if known == package)
    features: tuple[str, ...] = ()
    supertype = kind
    while supertype in SUPERTYPES_AND_FEATURES:
        parent, own = SUPERTYPES_AND_FEATURES[supertype]
        features = (*own, *((PARTS,) if supertype == STATEMENT else ()), *features)
        supertype = parent
    if supertype not in (ANNOTATION, "uima.cas.TOP"):  # UIMA’s own document annotation
        features = ("language", *features)
    return Element(f"{prefix}:{name}", features, supertype != "uima.cas.TOP")


def units_of(text: str) -> Sequence[int]:
    """Each place of the text, its end included, in UTF-16 code units, as UIMA counts."""
    edges = [match.end() for match in TWO_UNITS.finditer(text)]
    if not edges:
        return range(len(text) + 1)
    stretches = pairwise([0, *edges, len(text) + 1])
    return list(chain.from_iterable(range(first + n, last + n) for n, (first, last) in enumerate(stretches)))


class Xmi:
    """The document of one text while it is written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = [HEAD]
        self.last = SOFA
        self.units = units_of(text)

    def add(self, kind: str, features: Mapping[str, Any], place: Span | None = None) -> int:
        """Add a structure of the type, over this place where it has one; its number. None and "" are not written."""
        element = element_of(kind)
        self.last += 1
        head = f'<{element.name} xmi:id="{self.last}"'
        if place is not None:
            head += f' sofa="{SOFA}" begin="{self.units[place[0]]}" end="{self.units[place[1]]}"'
        values = [
            f' {name}="{attribute(value)}"'
            for name in element.attributes
            if (value := features.get(name)) is not None and value != ""
        ]
        self.parts.append(f"{head}{''.join(values)}/>")
        return self.last

    def add_places(self, kind: str, places: Sequence[Span]) -> None:
        """Add structures that have nothing but their places."""
        name, units = element_of(kind).name, self.units
        self.parts += [
            f'<{name} xmi:id="{number}" sofa="{SOFA}" begin="{units[start]}" end="{units[end]}"/>'
            for number, (start, end) in enumerate(places, start=self.last + 1)
        ]
        self.last += len(places)

    def add_part(self, role: str, start: int, end: int) -> int:
        return self.add(PART, {"role": role}, (start, end))

    def add_link(self, role: str, start: int, end: int) -> int:
        """Add a span of a statement, and the link that leads to it; the link’s number."""
        part, link = self.last + 1, self.last + 2
        place = f'sofa="{SOFA}" begin="{self.units[start]}" end="{self.units[end]}"'
        self.parts += (
            f'<{element_of(PART).name} xmi:id="{part}" {place} role="{role}"/>',
            f'<{element_of(LINK).name} xmi:id="{link}" role="{role}" target="{part}"/>',
        )
        self.last = link
        return link

    def written(self) -> str:
        members = " ".join(map(str, range(SOFA + 1, self.last + 1)))
        text = attribute(self.text)
        return (
            f"{''.join(self.parts)}"
            f'<cas:Sofa xmi:id="{SOFA}" sofaNum="1" sofaID="_InitialView" mimeType="text/plain" sofaString="{text}"/>'
            f'<cas:View sofa="{SOFA}" members="{members}"/></xmi:XMI>'
        )


def attribute(value: Any) -> str:
    """The value as an attribute holds it."""
    if isinstance(value, str):
        return IN_NEED.sub(escaped, value) if IN_NEED.search(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).upper().replace("E+", "E")  # numbers as Java writes them


def escaped(match: re.Match[str]) -> str:
    """The character as XML has it; U+FFFD for one that XML cannot hold."""
    return ESCAPES.get(match[0], "\ufffd")
