"""Whose work a user may see. This is the one place that says so: pages, quality, the interface and exports ask here.

Annotators work blind: they see what machines suggest and what they decided themselves, and the gold of an article once
they have finished it. Viewers see what machines suggest, and gold. Reviewers see everybody's sets and gold, except in
an article that they are working on: whoever has begun it sees nobody else's work there before it is finished. Whoever
reads an article without suggestions (``blind``) does not see what machines suggest in it before they have finished it.
The registry of people is shared: it holds names, not who said what.

Exports of everybody's sets stay a reviewer's right: they are asked for by name, and no page of work leads there.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.models import Annotation, AnnotationSet
from annotator.querysets import AnnotationQuerySet
from annotator.services.blind import read_blind
from annotator.services.exercises import hidden_checks
from annotator.vocabulary import Source, Verb
from articles import access
from articles.models import Article, Project, Role

DECIDED = (Source.ANNOTATOR, Source.GOLD)
MACHINES = (Source.SUGGESTER, Source.CERTIFIED)
"""What nobody has judged: suggestions, and those that a certificate let through."""


def sees_everybody(project: Project, user: Any) -> bool:
    """Whether the user may see the sets of all people in the project, and gold. One query."""
    return access.allows(project, user, at_least=Role.REVIEWER)


def under_way(user: Any) -> QuerySet[AnnotationSet, tuple[int]]:
    """The keys of the articles that the user is working on: begun with a decision, and not finished."""
    sets = AnnotationSet.objects.filter(source=Source.ANNOTATOR, user=user.pk, state=AnnotationSet.State.OPEN)
    return sets.filter(Exists(Annotation.objects.filter(set=OuterRef("pk")))).order_by().values_list("article")


def finished_by(user: Any) -> QuerySet[AnnotationSet, tuple[int]]:
    """The keys of the articles that the user has finished. What somebody else imported is not finished yet."""
    finished = {"state": AnnotationSet.State.FINISHED, "imported_at__isnull": True}
    sets = AnnotationSet.objects.filter(source=Source.ANNOTATOR, user=user.pk, **finished)
    return sets.order_by().values_list("article")


def is_under_way(article: Article, user: Any) -> bool:
    """Whether the user is working on this article, and so sees nobody else's work in it."""
    return under_way(user).filter(article=article).exists()


def sets_visible_to(user: Any) -> QuerySet[AnnotationSet]:
    return AnnotationSet.objects.filter(may_read(user, to_set=""))


def annotations_visible_to(user: Any) -> QuerySet[Annotation]:
    return Annotation.objects.filter(may_read(user, to_set="set__"))


def decisions_visible_to(user: Any, project: Project) -> AnnotationQuerySet[Annotation]:
    """What people have decided in the project, as far as the user may see it, and saved gold."""
    rows = Annotation.objects.in_project(project).filter(set__source__in=DECIDED)
    begun_gold = Q(set__source=Source.GOLD, set__state=AnnotationSet.State.OPEN)
    return rows.filter(may_read(user, to_set="set__")).exclude(begun_gold)


def viewer(user: Any, project: Project) -> str:
    """The same for all users who see the same decisions of the project: a part of the key of what is cached."""
    if not sees_everybody(project, user):
        return str(user.pk)
    return f"{user.pk} at work" if under_way(user).filter(article__project=project).exists() else "all"


def sees_figures(project: Project, user: Any) -> bool:
    """Whether figures over the whole project, which name nobody, count everybody’s work: not for who works blind."""
    return access.role_in(project, user) not in (Role.ANNOTATOR, None)


def decisions_counted_for(user: Any, project: Project) -> AnnotationQuerySet[Annotation]:
    """What people have decided, for figures over the whole project: a viewer is shown those of everybody’s work."""
    if sees_figures(project, user) and not sees_everybody(project, user):
        return Annotation.objects.in_project(project).filter(set__source__in=DECIDED)
    return decisions_visible_to(user, project)


def figures_for(user: Any, project: Project) -> str:
    """As ``viewer``, of ``decisions_counted_for``."""
    return "all" if access.role_in(project, user) == Role.VIEWER else viewer(user, project)


def may_read(user: Any, *, to_set: str, one_by_one: bool = False) -> Q:
    """The condition, ``to_set`` being the lookup from the model to its set.

    ``one_by_one`` is for a subquery that is asked for one article after another: it looks the article up by index,
    where a list reads once what the user has under way.
    """
    unseen = Q(**{f"{to_set}source__in": MACHINES}) & read_blind(user, article=f"{to_set}article", as_reader=True)
    suggested = Q(**{f"{to_set}source__in": MACHINES})
    own = Q(**{f"{to_set}source": Source.ANNOTATOR, f"{to_set}user": user.pk})
    free = not_under_way(user, to_article=f"{to_set}article", one_by_one=one_by_one)
    if user.is_superuser:
        standing = Q(**{f"{to_set}article__project__deleted_at__isnull": True})
        return standing & (suggested | own | free) & ~unseen
    gold = Q(**{f"{to_set}source": Source.GOLD, f"{to_set}state": AnnotationSet.State.FINISHED})
    seen = Project.objects.standing().with_roles(user, Role.VIEWER)
    done = among(finished_by(user), to_article=f"{to_set}article", one_by_one=one_by_one)
    finished = done & ~Q(**{f"{to_set}article__in": hidden_checks()})
    known = Q(**{f"{to_set}article__project__in": seen}) | finished
    reviewed = Q(**{f"{to_set}article__project__in": Project.objects.reviewed_by(user)}) & free
    shared = Q(**{f"{to_set}article__project__in": Project.objects.visible_to(user)})
    return (reviewed | (shared & (suggested | own | (gold & known)))) & ~unseen


def not_under_way(user: Any, *, to_article: str, one_by_one: bool = False) -> Q:
    """The condition that nobody's work is hidden from a reviewer, since the article is not what they are working on."""
    return ~among(under_way(user), to_article=to_article, one_by_one=one_by_one)


def among(sets: QuerySet[AnnotationSet, tuple[int]], *, to_article: str, one_by_one: bool) -> Q:
    """The condition that the article is one of those of the sets."""
    return Q(Exists(sets.filter(article=OuterRef(to_article)))) if one_by_one else Q(**{f"{to_article}__in": sets})


def history_hidden_from(user: Any) -> Q:
    """The events that a reviewer does not see: those of others in articles under way, and whom they entered there."""
    working = under_way(user)
    projects = Article.objects.filter(pk__in=working).order_by().values("project")
    entered = Q(verb=Verb.ENTER_PERSON, article__isnull=True, project__in=projects)
    return (Q(article__in=working) | entered) & ~Q(actor=user.pk)
