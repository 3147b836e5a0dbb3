"""What people decide: sets of annotations with their spans, the people of a project, and every line of history."""

from __future__ import annotations

from annotator.models.activity import ActiveTime
from annotator.models.adjudication import Adjudication, Case
from annotator.models.agreement import Comparison
from annotator.models.bulk import BulkAction
from annotator.models.certificates import Certificate, CertificateTest, Check, Draw
from annotator.models.history import Action, Counts, Event
from annotator.models.learning import CheckedWork, LearnedModel
from annotator.models.notes import Comment, Flag, Notice
from annotator.models.people import Alias, Person, folded, initials
from annotator.models.practice import Attempt, Exercise
from annotator.models.queue import Assignment, Lease, Skip
from annotator.models.registry import KeptApart, RegistryChange
from annotator.models.seen import SeenGold, SeenGuidelines
from annotator.models.sets import Annotation, AnnotationSet, Span
from annotator.models.settings import UserSettings

__all__ = [
    "Action",
    "ActiveTime",
    "Adjudication",
    "Alias",
    "Annotation",
    "AnnotationSet",
    "Assignment",
    "Attempt",
    "Comparison",
    "BulkAction",
    "Case",
    "CheckedWork",
    "Certificate",
    "CertificateTest",
    "Check",
    "Comment",
    "Comparison",
    "Counts",
    "Draw",
    "Event",
    "Exercise",
    "Flag",
    "KeptApart",
    "Lease",
    "LearnedModel",
    "Notice",
    "Person",
    "RegistryChange",
    "SeenGold",
    "SeenGuidelines",
    "Skip",
    "Span",
    "UserSettings",
    "folded",
    "initials",
]
