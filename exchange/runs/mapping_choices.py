"""The mapping as the page of a draft shows it: the names that its first records hold, and what each becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import ENTITY_LABELS
from articles import access
from articles.models import Project
from exchange.formats import mapping as words
from exchange.incoming.importing import keep_mapping

MOST_NAMES = 40
"""Most names offered in a group. More of them are not labels: every record then names something new."""
LABEL_CHOICES = {
    "quote:content": _("Quote"),
    "quote:content:direct": _("Direct quote"),
    "quote:content:indirect": _("Indirect quote"),
    "quote:content:mixed": _("Mixed quote"),
    "quote:speaker": _("Speaker"),
    "quote:cue": _("Cue"),
    "caption": _("Caption"),
    "caption:credit": _("Credit"),
    "repair": _("Repair"),
    "entity": _("Entity of this name"),
}
RELATION_CHOICES = {
    "": _("Says nothing about quotes"),
    "fragment": _("Joins parts of a quote"),
    "content": _("Joins with the quote"),
    "speaker": _("Joins with the speaker"),
    "cue": _("Joins with the cue"),
    "credit": _("Joins with the credit"),
}
LEFT_OUT = pgettext_lazy("mapping", "Leave out")
GROUPS = {"labels": _("Labels"), "relations": _("Relations"), "columns": _("Columns")}


@dataclass(frozen=True, slots=True)
class ObservedMapping(words.Mapping):
    """A mapping that remembers what it was asked for: of each group the names, as the files write them."""

    asked: dict[str, dict[str, str]] = field(default_factory=lambda: {group: {} for group in GROUPS}, compare=False)

    def target(self, label: str) -> words.Target:
        self.note("labels", label)
        return words.Mapping.target(self, label)

    def relation(self, label: str) -> str:
        self.note("relations", label)
        return words.Mapping.relation(self, label)

    def column(self, name: str) -> str:
        self.note("columns", name)
        return words.Mapping.column(self, name)

    def note(self, group: str, name: str) -> None:
        if len(self.asked[group]) < MOST_NAMES and name.strip():
            self.asked[group].setdefault(words.plain(name), name)

    def questions(self) -> Iterator[Question]:
        for group, names in self.asked.items():
            for key, name in names.items():
                yield Question(group, name, key, value_of(self, group, key))


@dataclass(frozen=True, slots=True)
class Question:
    """One name of the files, ``key`` as it is compared, and what it becomes."""

    group: str
    name: str
    key: str
    value: str

    @property
    def field(self) -> str:
        """The name of its field on the page."""
        return f"{self.group}:{self.key}"

    @property
    def title(self) -> str:
        return str(GROUPS[self.group])

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What it may become; the value that it has is always among them."""
        found = choices_of(self.group)
        if self.value not in dict(found):
            found.insert(0, (self.value, self.value or gettext("Kept beside the article")))
        return found


def observed(mapping: words.Mapping) -> ObservedMapping:
    """The project’s mapping, to be asked and looked at afterwards."""
    return ObservedMapping(**{key: getattr(mapping, key) for key in words.KEYS})


def choices_of(group: str) -> list[tuple[str, str]]:
    if group == "columns":
        return [(name, name) for name in words.COLUMNS if name != words.IGNORE] + [(words.IGNORE, str(LEFT_OUT))]
    if group == "relations":
        return [(value, str(label)) for value, label in RELATION_CHOICES.items()]
    found = [(value, str(label)) for value, label in LABEL_CHOICES.items()]
    found += [
        (f"entity:{name}", gettext("Entity: %(type)s") % {"type": label}) for name, label in ENTITY_LABELS.items()
    ]
    return [*found, (words.IGNORE, str(LEFT_OUT))]


def value_of(mapping: words.Mapping, group: str, key: str) -> str:
    """What a name becomes, in the words of ``docs/formats.md``; empty where nobody names it."""
    named = getattr(mapping, group).get(key)
    if named is not None:
        return "" if group == "relations" and named == words.IGNORE else str(named)
    defaults = {
        "labels": words.LABELS_BY_NAME,
        "relations": words.RELATIONS_BY_NAME,
        "columns": words.COLUMNS_BY_NAME,
    }[group]
    return defaults.get(key, mapping.unknown if group == "labels" else "")


@transaction.atomic
def keep_choices(project: Project, questions: list[Question], chosen: Mapping[str, Any]) -> None:
    """Make what was chosen for these names the project’s mapping. Only what differs from the defaults is kept."""
    stored = Project.objects.select_for_update().get(pk=project.pk)
    access.require_open(stored)
    mapping = words.mapping_from_json(stored.import_mapping)
    standard = words.Mapping(unknown=mapping.unknown)
    groups: dict[str, dict[str, str]] = {group: dict(getattr(mapping, group)) for group in GROUPS}
    for question in questions:
        value = chosen.get(question.field)
        if value is None or value not in dict(question.choices):
            continue
        if value == value_of(standard, question.group, question.key):
            groups[question.group].pop(question.key, None)
        else:
            groups[question.group][question.key] = value or words.IGNORE
    keep_mapping(
        stored, replace(mapping, labels=groups["labels"], relations=groups["relations"], columns=groups["columns"])
    )
    project.import_mapping = stored.import_mapping
