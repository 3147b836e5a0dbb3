"""People behind speakers: who is named in an article, and whom “he” or “the head of the Alliance” means."""

from suggesters.people.clusters import Person
from suggesters.people.people import People, find_people
from suggesters.people.speakers import name_speakers

__all__ = ["People", "Person", "find_people", "name_speakers"]
