"""The product's words, each written once: kinds, roles, verdicts, types, verbs, and what belongs to what.

Everything else reads them here: models, services, pages, formats and the API.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(TextChoices):
    QUOTE = "quote", _("Quote")
    ENTITY = "entity", _("Entity")
    CAPTION = "caption", _("Caption")
    REPAIR = "repair", _("Repair")


class SpanRole(TextChoices):
    CONTENT = "content", _("Content")
    SPEAKER = "speaker", _("Speaker")
    CUE = "cue", _("Cue")
    MENTION = "mention", _("Mention")
    CAPTION = "caption", _("Caption")
    CREDIT = "credit", _("Credit")
    DAMAGED = "damaged", _("Damaged")


class QuoteType(TextChoices):
    DIRECT = "direct", _("direct")
    MIXED = "mixed", _("mixed")
    INDIRECT = "indirect", _("indirect")


class SpeakerKind(TextChoices):
    NAMED = "named", _("named")
    UNNAMED = "unnamed", _("unnamed")
    COLLECTIVE = "collective", _("collective")
    DOCUMENT = "document", _("document")
    NONE = "none", _("none stated")


class Verdict(TextChoices):
    SUGGESTED = "suggested", _("undecided")
    ACCEPTED = "accepted", _("accepted")
    CORRECTED = "corrected", _("corrected")
    REJECTED = "rejected", _("rejected")
    ADDED = "added", _("added")


class Source(TextChoices):
    SUGGESTER = "suggester", _("Suggester")
    ANNOTATOR = "annotator", _("Annotator")
    GOLD = "gold", _("Gold")
    CERTIFIED = "certified", pgettext_lazy("source", "Certified")


class CertifiedPart(TextChoices):
    """What a certificate promises of a suggestion. Each part holds the ones before it."""

    CONTENT = "content", pgettext_lazy("certificate", "words")
    SPEAKER = "speaker", pgettext_lazy("certificate", "words and speaker")
    PERSON = "person", pgettext_lazy("certificate", "words, speaker and person")


class CheckAnswer(TextChoices):
    """What a blind check says of a suggestion: what is wrong with it, the gravest first."""

    RIGHT = "right", pgettext_lazy("check", "All right")
    EDGES = "edges", pgettext_lazy("check", "Edges a little off")
    PERSON = "person", pgettext_lazy("check", "Wrong person")
    SPEAKER = "speaker", pgettext_lazy("check", "Wrong speaker")
    WRONG = "wrong", pgettext_lazy("check", "Wrong")
    UNSURE = "unsure", pgettext_lazy("check", "Cannot tell")
    TAKEN_BACK = "taken back", pgettext_lazy("check", "Taken back")


class Rule(TextChoices):
    """How a case of adjudication was decided."""

    HAND = "hand", _("decided by hand")
    IDENTICAL = "identical", _("all say the same")
    OVERLAP = "overlap", _("nearly the same words")
    MAJORITY = "majority", _("most say the same")
    KEPT = "kept", _("stood in gold before")
    UNASKED = "unasked", _("not asked for, and not the same")


class CaseChoice(TextChoices):
    """What an adjudicator takes of the readings of a case."""

    TAKE = "take", _("one reading")
    BOTH = "both", _("all readings")
    NEITHER = "neither", _("none of them")
    EDIT = "edit", _("another reading")
    KEEP = "keep", _("what was decided before")


class Aspect(TextChoices):
    """In what the readings of a case differ."""

    ABSENT = "absent", _("only some have it")
    PIECES = "pieces", _("one piece or several")
    START = "start", _("start")
    END = "end", _("end")
    WITHIN = "within", _("edges within")
    PERSON = "person", _("person")
    SPEAKER = "speaker", _("speaker’s words")
    CUE = "cue", _("cue")
    CREDIT = "credit", _("credit")
    QUOTE_TYPE = "quote_type", _("type of quote")
    SPEAKER_KIND = "speaker_kind", _("kind of speaker")
    ENTITY_TYPE = "entity_type", _("type of entity")
    REPLACEMENT = "replacement", _("words of the repair")


class Found(TextChoices):
    """What comparing two sets says about one thing, by the difference that weighs most."""

    SAME = "same", _("the same")
    EDGES = "edges", _("edges")
    SPEAKER = "speaker", _("speaker")
    TYPE = "type", _("type")
    LEFT = "left", _("only on the left")
    RIGHT = "right", _("only on the right")


class Fate(TextChoices):
    """What an editor made of an annotation that somebody had."""

    KEPT = "kept", _("kept")
    CHANGED = "changed", _("changed")
    LEFT_OUT = "left_out", _("left out")
    ADDED = "added", pgettext_lazy("by the editor", "added")


class Purpose(TextChoices):
    """What an article with gold serves besides the dataset."""

    PRACTICE = "practice", pgettext_lazy("purpose", "practice")
    CHECK = "check", pgettext_lazy("purpose", "hidden check")


class PersonKind(TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")
    GROUP = "group", _("Group")


# The plural as a heading, and what a sentence calls one of them.
KIND_PLURALS = {
    Kind.QUOTE: _("Quotes"),
    Kind.ENTITY: _("Entities"),
    Kind.CAPTION: _("Captions"),
    Kind.REPAIR: _("Repairs"),
}
ONE_OF_KIND = {
    Kind.QUOTE: _("a quote"),
    Kind.ENTITY: _("an entity"),
    Kind.CAPTION: _("a caption"),
    Kind.REPAIR: _("a repair"),
}
THE_ARTICLE = "article"
"""What stands for a kind in the events of a question about the article as a whole."""
ROLES: dict[str, tuple[tuple[str, int, int | None], ...]] = {
    # kind: (role, at least, at most)
    Kind.QUOTE: ((SpanRole.CONTENT, 1, None), (SpanRole.SPEAKER, 0, None), (SpanRole.CUE, 0, None)),
    Kind.ENTITY: ((SpanRole.MENTION, 1, 1),),
    Kind.CAPTION: ((SpanRole.CAPTION, 1, 1), (SpanRole.CREDIT, 0, 1)),
    Kind.REPAIR: ((SpanRole.DAMAGED, 1, 1),),
}
# The role whose spans say where an annotation is. Plain texts, which compare in less time.
MAIN_ROLE = {str(kind): str(roles[0][0]) for kind, roles in ROLES.items()}
ENTITY_LABELS = {
    "PERSON": _("person"),
    "NORP": _("group of people"),
    "FAC": _("building"),
    "ORG": _("organisation"),
    "GPE": _("place"),
    "LOC": _("region"),
    "PRODUCT": _("product"),
    "EVENT": _("event"),
    "WORK_OF_ART": _("work"),
    "LAW": _("law"),
    "LANGUAGE": _("language"),
    "DATE": _("date"),
    "TIME": _("time"),
    "PERCENT": _("per cent"),
    "MONEY": _("money"),
    "QUANTITY": _("quantity"),
    "ORDINAL": _("ordinal"),
    "CARDINAL": _("number"),
}
# As they stand beside the word in the text.
SHORT_LABELS = {
    **ENTITY_LABELS,
    "NORP": pgettext_lazy("short", "group"),
    "ORG": pgettext_lazy("short", "org."),
}
ENTITY_TYPES = list(ENTITY_LABELS)
# The parts that a certificate can promise of a kind.
CERTIFIED_PARTS: dict[str, tuple[CertifiedPart, ...]] = {
    Kind.QUOTE: (CertifiedPart.CONTENT, CertifiedPart.SPEAKER, CertifiedPart.PERSON),
    Kind.ENTITY: (CertifiedPart.CONTENT,),
    Kind.CAPTION: (CertifiedPart.CONTENT,),
    Kind.REPAIR: (CertifiedPart.CONTENT,),
}
ATTRIBUTE_NAMES = ("quote_type", "speaker_kind", "entity_type", "replacement")
ATTRIBUTES: dict[str, dict[str, list[str] | None]] = {
    # kind: {attribute: its choices, None for any text}
    Kind.QUOTE: {"quote_type": QuoteType.values, "speaker_kind": SpeakerKind.values},
    Kind.ENTITY: {"entity_type": None},
    Kind.CAPTION: {},
    Kind.REPAIR: {"replacement": None},
}


class Verb(TextChoices):
    """What people, suggesters and imports do: the verb as actions and events store it, and what history says of it."""

    ACCEPT = "accept", _("accepted %(thing)s")
    ACCEPT_MANY = "accept many", _("accepted %(thing)s together with others")
    REJECT = "reject", _("rejected %(thing)s")
    REJECT_MANY = "reject many", _("rejected %(thing)s together with others")
    TAKE_BACK_MANY = "take back many", _("took back a bulk action on %(thing)s")
    RECONSIDER = "reconsider", _("made %(thing)s undecided again")
    CHANGE = "change", _("corrected %(thing)s")
    ADD = "add", _("added %(thing)s")
    UNDO = "undo", _("took back a decision on %(thing)s")
    REDO = "redo", _("did again a decision on %(thing)s")
    FINISH = "finish", pgettext_lazy("history", "finished")
    TAKE = "take", pgettext_lazy("history", "took")
    SKIP = "skip", pgettext_lazy("history", "skipped")
    UNSKIP = "unskip", pgettext_lazy("history", "put back in the queue")
    GIVE_BACK = "give back", pgettext_lazy("history", "gave back")
    RELEASE_PLACE = "release place", _("released the place of %(name)s in")
    ASSIGN = "assign", _("assigned %(name)s to")
    UNASSIGN = "unassign", _("no longer assigned %(name)s to")
    USE_FOR = "use for", pgettext_lazy("history", "set what it is used for:")
    FLAG = "flag", _("flagged %(thing)s")
    ANSWER_FLAG = "answer flag", _("answered a question about %(thing)s")
    RESOLVE_FLAG = "resolve flag", _("resolved the question about %(thing)s")
    REOPEN_FLAG = "reopen flag", _("reopened the question about %(thing)s")
    MAKE_GOLD = "make gold", _("changed %(thing)s in gold")
    ADJUDICATE = "adjudicate", _("settled %(thing)s in adjudication")
    REOPEN_CASE = "reopen case", _("sent %(thing)s back to adjudication")
    SAVE_GOLD = "save gold", pgettext_lazy("history", "saved the gold of")
    SUGGEST = "suggest", _("ran a suggester")
    CHANGE_PROFILE = "change profile", _("changed the guideline to %(name)s")
    TRAIN_MODEL = "train model", _("trained version %(name)s of the suggestions")
    IMPORT_MODEL = "import model", _("brought in version %(name)s of the suggestions from a file")
    USE_MODEL = "use model", _("put version %(name)s of the suggestions into use")
    USE_RULES = "use rules", _("put suggestions by the rules alone into use")
    IMPORT = "import", _("imported %(name)s")
    IMPORT_SETS = "import sets", _("imported annotations of %(name)s")
    CHANGE_ARTICLE = "change article", _("corrected what is known of an article")
    WITHDRAW = "withdraw", pgettext_lazy("history", "withdrew")
    BRING_BACK = "bring back", pgettext_lazy("history", "brought back")
    RELEASE = "release", _("made release %(name)s")
    ENTER_PERSON = "enter person", _("entered %(name)s in the registry")
    CHANGE_PERSON = "change person", _("changed %(name)s in the registry")
    MERGE_PEOPLE = "merge people", _("merged people into %(name)s")
    MAKE_PROJECT = "make project", _("made the project %(name)s")
    CHANGE_SETTINGS = "change settings", _("changed the settings of a project")
    CHANGE_GUIDELINES = "change guidelines", _("changed the guidelines of a project")
    ARCHIVE_PROJECT = "archive project", _("archived the project %(name)s")
    RESTORE_PROJECT = "restore project", _("restored the project %(name)s")
    DELETE_PROJECT = "delete project", _("deleted the project %(name)s")
    UNDELETE_PROJECT = "undelete project", _("brought back the project %(name)s")
    SPLIT_PERSON = "split person", _("moved quotes to the new entry %(name)s")
    MOVE_QUOTES = "move quotes", _("moved quotes to %(name)s")
    KEEP_APART = "keep apart", _("kept %(name)s apart from a similar name")
    UNDO_REGISTRY = "undo registry", _("took back a change of %(name)s in the registry")
    NAME_PERSON = "name person", _("changed the person of %(thing)s in the registry")
    INVITE = "invite", _("made an invitation")
    REVOKE_INVITATION = "revoke invitation", _("revoked an invitation")
    JOIN = "join", _("joined the project by an invitation")
    ADD_MEMBER = "add member", _("made %(name)s a member")
    CHANGE_ROLE = "change role", _("changed the role of %(name)s")
    REMOVE_MEMBER = "remove member", _("took %(name)s out of the project")
    LEAVE = "leave", _("left the project")
    BEGIN_CHECKS = "begin checks", _("began blind checks for a certificate on %(name)s")
    END_CHECKS = "end checks", _("ended the blind checks on %(name)s")
    CERTIFY = "certify", _("earned a certificate on %(name)s")
    LAPSE = "lapse", _("a certificate lapsed: %(name)s")
    LET_CERTIFIED = "let certified", _("let certified suggestions be accepted without a look: %(name)s")
    STOP_CERTIFIED = "stop certified", _("no longer lets certified suggestions be accepted: %(name)s")
    ACCEPT_CERTIFIED = "accept certified", _("accepted %(thing)s by a certificate")
    TAKE_BACK_CERTIFIED = "take back certified", _("took back %(thing)s that a certificate had accepted")


# The steps of one person in one article, which undo takes back whole, and what takes them back and does them again.
CAN_BE_UNDONE = (
    Verb.ACCEPT,
    Verb.ACCEPT_MANY,
    Verb.REJECT,
    Verb.REJECT_MANY,
    Verb.RECONSIDER,
    Verb.CHANGE,
    Verb.ADD,
    Verb.ADJUDICATE,
    Verb.REOPEN_CASE,
    Verb.TAKE_BACK_MANY,
)
REVERSALS = (Verb.UNDO, Verb.REDO)
# What a reviewer changed in the registry: it can be taken back there.
OF_THE_REGISTRY = (
    Verb.ENTER_PERSON,
    Verb.CHANGE_PERSON,
    Verb.MERGE_PEOPLE,
    Verb.SPLIT_PERSON,
    Verb.MOVE_QUOTES,
    Verb.KEEP_APART,
)
# Said of the article itself, not of something in it.
OF_THE_ARTICLE = (
    Verb.FINISH, Verb.SAVE_GOLD, Verb.IMPORT, Verb.IMPORT_SETS, Verb.WITHDRAW, Verb.BRING_BACK,
    Verb.TAKE, Verb.SKIP, Verb.UNSKIP, Verb.GIVE_BACK, Verb.RELEASE_PLACE, Verb.ASSIGN, Verb.UNASSIGN,
    Verb.USE_FOR,
)  # fmt: skip


class Command(NamedTuple):
    """What a page may ask for: the verb that is stored, the fields that it needs, and what a sentence calls it."""

    verb: Verb
    needs: tuple[str, ...]
    words: _StrPromise

    @property
    def on_one_card(self) -> bool:
        """Whether it is about a card as the page showed it."""
        return "version" in self.needs


SEEN = ("card", "version")
# By the name that pages post, which waits in browsers' stores: it stays as it is.
COMMANDS = {
    "accept": Command(Verb.ACCEPT, SEEN, _("accept it")),
    "accept-many": Command(Verb.ACCEPT_MANY, (), _("accept the suggestions")),
    "reject": Command(Verb.REJECT, SEEN, _("reject it")),
    "reconsider": Command(Verb.RECONSIDER, SEEN, _("make it undecided again")),
    "change": Command(Verb.CHANGE, SEEN, _("change it")),
    "add": Command(Verb.ADD, ("card", "kind", "spans"), _("add it")),
    "undo": Command(Verb.UNDO, (), _("take the newest step back")),
    "redo": Command(Verb.REDO, (), _("do the step that was taken back once more")),
    "flag": Command(Verb.FLAG, (*SEEN, "note"), _("ask a colleague about it")),
}


def check_complete(cases: Iterable[str], known: Iterable[str]) -> None:
    """Raise LookupError unless there is one case for each known word: said at the start, not at the first use."""
    missing, unknown = set(known) - set(cases), set(cases) - set(known)
    if missing or unknown:
        raise LookupError(f"Words without a case: {sorted(missing)}; cases without a word: {sorted(unknown)}.")
