"""Whom speakers stand for: who is named in an article, and whom “he” or “the head of the Alliance” means."""

from suggesters.people.clusters import NamedPerson
from suggesters.people.people import FoundPeople, find_people
from suggesters.people.speakers import name_speakers

__all__ = ["FoundPeople", "NamedPerson", "find_people", "name_speakers"]
