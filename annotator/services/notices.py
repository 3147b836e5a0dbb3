"""What threads have for each person: who is told of a question, an answer, a resolution; and who may read a thread.

A person has one notice of a thread. Whatever is new in it makes the notice unread again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.models import Comment, Flag, Notice
from annotator.services.places import signed_sets
from annotator.services.visibility import not_under_way
from articles.models import Membership, Project, Role
from config.database.prepared import prepared

REVIEWERS = (Role.REVIEWER, Role.MANAGER)
MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]+)")
MOST_OFFERED = 200


def readable(user: Any, *, to_flag: str = "") -> Q:
    """Whether the user may read a thread, as a condition; ``to_flag`` is the lookup from the model to its thread.

    Everybody reads the own ones and those that mention them. Whoever reviews the project reads all others, except of
    articles that they are working on. Annotators work blind: they read those of another annotator once both have
    finished the article.
    """
    readable_as = readable_as_superuser if user.is_superuser else readable_as_member
    return readable_as(user.pk or 0, to_flag=to_flag)


def readable_as_superuser(user: int, *, to_flag: str = "") -> Q:
    """The same for the key of a superuser."""
    free = not_under_way(SimpleNamespace(pk=user), to_article=f"{to_flag}article")
    known = Q(free | own_or_mentioned(user, to_flag=to_flag))
    return Q(**{f"{to_flag}article__project__deleted_at__isnull": True}) & known


def own_or_mentioned(user: int, *, to_flag: str) -> Q:
    flag = OuterRef(to_flag.removesuffix("__") or "pk")
    return Q(**{f"{to_flag}user": user}) | Q(Exists(Notice.objects.filter(flag=flag, user=user, mentioned=True)))


def readable_as_member(user: int, *, to_flag: str = "") -> Q:
    """The same for the key of a user who is no superuser."""
    project, article, asker = f"{to_flag}article__project", f"{to_flag}article", f"{to_flag}user"
    own = Project.objects.standing().order_by().filter(memberships__user=user)
    reviewing = Project.objects.standing().order_by().filter(memberships__user=user, memberships__role__in=REVIEWERS)
    free = not_under_way(SimpleNamespace(pk=user), to_article=article)
    by_reviewer = Membership.objects.filter(project=OuterRef(project), user=OuterRef(asker), role__in=REVIEWERS)
    asker_done = signed_sets().filter(article=OuterRef(article), user=OuterRef(asker))
    reader_done = signed_sets().filter(article=OuterRef(article), user=user)
    both_done = Exists(reader_done) & (Exists(asker_done) | Exists(by_reviewer))
    mine = own_or_mentioned(user, to_flag=to_flag) | Q(both_done)
    return (Q(**{f"{project}__in": reviewing.values("pk")}) & free) | (Q(**{f"{project}__in": own.values("pk")}) & mine)


def threads_of(user: Any) -> QuerySet[Flag]:
    """The threads that the user may read."""
    return Flag.objects.filter(readable(user))


@prepared
def unread_notices(*, user: int) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user, read_at__isnull=True).order_by()[:1]


def unread_number(user: Any) -> int:
    """How many threads have something new for the user. By an index of what is unread, where there is anything."""
    if not unread_notices(user=user.pk):
        return 0
    return Notice.objects.filter(readable(user, to_flag="flag__"), user=user.pk, read_at__isnull=True).count()


def waits_for(user: Any) -> Q:
    """Whether a thread waits for the user, as a condition: mentions, answers in own threads, and what was asked in
    projects that they review. Both lists of notices are read once, not once for each thread.
    """
    own = Notice.objects.filter(user=user.pk).order_by().values("flag")
    reviewed = Q(article__project__in=Project.objects.reviewed_by(user).order_by().values("pk")) & ~Q(user=user.pk)
    return Q(pk__in=own.filter(waits=True)) | (reviewed & ~Q(pk__in=own))


def waiting_for(user: Any) -> QuerySet[Flag]:
    return threads_of(user).filter(waits_for(user))


def open_number(project: Project, user: Any) -> int:
    """How many questions of the project are open, of those that the user may read. One query."""
    questions = open_to_superuser if user.is_superuser else open_to_member
    [(_, ((number,),))] = questions.joined(project=project.pk, user=user.pk)
    return int(number)


@prepared
def open_to_member(*, project: int, user: int) -> QuerySet[Project]:
    """The project, with the number of open questions that the user reads as its member."""
    return with_open_questions(project, readable_as_member(user))


@prepared
def open_to_superuser(*, project: int, user: int) -> QuerySet[Project]:
    """The same for a superuser."""
    return with_open_questions(project, readable_as_superuser(user))


def with_open_questions(project: int, readable: Q) -> QuerySet[Project]:
    questions = Flag.objects.filter(readable, article__project=OuterRef("pk"), resolved_at__isnull=True)
    number = questions.order_by().values("article__project").annotate(number=Count("pk"))
    rows = Project.objects.filter(pk=project).only("pk").order_by()
    return rows.annotate(questions=Coalesce(Subquery(number.values("number")), 0))


def mark_read(questions: Iterable[int] | QuerySet[Any], user: Any) -> int:
    """Say that the user has seen these threads. Returns how many had something new."""
    unread = Notice.objects.filter(flag__in=questions, user=user.pk, read_at__isnull=True)
    return unread.update(read_at=timezone.now())


def of_question(question: Flag, *, about: int | None = None) -> None:
    """Tell whoever reviews the project, whoever is mentioned, and the user ``about`` whose annotation it is."""
    reviewers = Membership.objects.filter(project=question.article.project_id, role__in=REVIEWERS)
    tell(question, reviewers.values_list("user", flat=True), Notice.Reason.ASKED, by=question.user_id)
    if about is not None:  # only reviewers see others' annotations
        tell(question, [about], Notice.Reason.MENTIONED, by=question.user_id, mentioned=True)
    tell_mentioned(question, question.note, by=question.user_id)


def of_answer(comment: Comment) -> None:
    """Tell whoever asked or answered before, and whoever is mentioned. It waits no longer for whoever answers."""
    question, by = comment.flag, comment.user_id
    settle(question, by)
    tell(question, participants(question), Notice.Reason.ANSWERED, by=by)
    tell_mentioned(question, comment.text, by=by)


def of_resolution(question: Flag, *, by: Any) -> None:
    """It waits for nobody any more; whoever asked is told who resolved it."""
    question.notices.filter(read_at__isnull=True).update(read_at=timezone.now())
    question.notices.update(waits=False)
    tell(question, [question.user_id], Notice.Reason.RESOLVED, by=by.pk)
    question.notices.filter(reason=Notice.Reason.RESOLVED).update(waits=False)


def of_reopening(question: Flag, *, by: Any) -> None:
    """Tell whoever took part, and whoever resolved it."""
    settle(question, by.pk)
    tell(question, {*participants(question), question.resolved_by_id} - {None}, Notice.Reason.REOPENED, by=by.pk)


def participants(question: Flag) -> set[int | None]:
    return {question.user_id, *question.comments.order_by().values_list("user", flat=True)}


def settle(question: Flag, user: int) -> None:
    question.notices.filter(user=user).update(waits=False, read_at=timezone.now())


def tell(
    question: Flag, users: Iterable[int | None], reason: Notice.Reason, *, by: int, mentioned: bool = False
) -> None:
    """Make a notice for each of the users but the one who acts, or make theirs new again."""
    wanted = {user for user in users if user is not None} - {by}
    values: dict[str, Any] = {"reason": reason, "at": timezone.now(), "waits": True, "read_at": None}
    if mentioned:
        values["mentioned"] = True
    here = set(question.notices.filter(user__in=wanted).values_list("user", flat=True))
    question.notices.filter(user__in=here).update(**values)
    Notice.objects.bulk_create(
        [Notice(flag=question, user_id=user, **values) for user in sorted(wanted - here)], ignore_conflicts=True
    )


def tell_mentioned(question: Flag, text: str, *, by: int) -> None:
    people = mentioned_in(text, question.article.project)
    tell(question, people, Notice.Reason.MENTIONED, by=by, mentioned=True)


def mentioned_in(text: str, project: Project) -> set[int]:
    """The members of the project whose user names stand after an @ in the text. Nobody else is told anything."""
    found = MENTION.findall(text)
    names = {name.lower() for name in found} | {name.rstrip(".-+@").lower() for name in found}
    if not names:
        return set()
    members = project.memberships.order_by().values_list("user", "user__username")
    return {user for user, name in members if name.lower() in names}


def offered(project: Project, user: Any) -> list[str]:
    """The user names that the type-ahead offers. Annotators work blind: they are offered whoever reviews."""
    members = project.memberships.exclude(user=user.pk)
    everybody = user.is_superuser or project.memberships.filter(user=user.pk, role__in=REVIEWERS).exists()
    if not everybody:
        members = members.filter(role__in=REVIEWERS)
    return list(members.order_by("user__username").values_list("user__username", flat=True)[:MOST_OFFERED])
