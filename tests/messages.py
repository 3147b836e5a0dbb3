"""Reading what is to be translated and what is: the sources' sentences, and catalogues as text (.po)."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("annotator", "articles", "config", "exchange")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
CALLS |= {"npgettext", "npgettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
IN_TEMPLATE = re.compile(r"\b(n?p?gettext)\(((?:u'(?:[^'\\]|\\.)*'|u\"(?:[^\"\\]|\\.)*\"|[\s,])+)")
LINE = re.compile(r"(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (\".*\")\Z")

Key = tuple[str, str]  # context, sentence


@dataclass
class Entry:
    """One sentence of a catalogue with its translations: one, or one for each plural form."""

    flags: set[str] = field(default_factory=set)
    context: str = ""
    sentence: str = ""
    plural: str = ""
    translations: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.sentence


def read_catalogue(path: Path) -> list[Entry]:
    """The entries of a .po file without its head; obsolete ones (``#~``) are left out."""
    entries = [
        read_entry(block) for block in path.read_text(encoding="utf-8").split("\n\n") if "\nmsgid " in "\n" + block
    ]
    return [entry for entry in entries if entry.sentence]


def read_entry(block: str) -> Entry:
    entry = Entry()
    values: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif found := LINE.match(line):
            name = found[1]
            values[name] = json.loads(found[2])
        elif line.startswith('"'):
            values[name] += json.loads(line)
    entry.context = values.get("msgctxt", "")
    entry.sentence = values["msgid"]
    entry.plural = values.get("msgid_plural", "")
    entry.translations = [words for name, words in values.items() if name.startswith("msgstr")]
    return entry


def sentences_in_sources() -> set[Key]:
    """Every sentence that a template or a module marks for translation."""
    templates = list((ROOT / "templates").rglob("*.html"))
    modules = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    found = {key for path in templates for key in in_template(path.read_text(encoding="utf-8"))}
    return found | {key for path in modules for key in in_module(path.read_text(encoding="utf-8"))}


def in_template(source: str) -> Iterator[Key]:
    for name, arguments in IN_TEMPLATE.findall(templatize(source)):
        first, *more = ast.literal_eval(f"({arguments.rstrip().rstrip(',')},)")
        yield (first, more[0]) if "p" in name else ("", first)


def in_module(source: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args):
            continue
        words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        if words and isinstance(words[0], str):
            yield (words[0], str(words[1])) if node.func.id in WITH_CONTEXT else ("", words[0])
