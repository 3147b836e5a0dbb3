"""What a change of a project's settings affects, in sentences with numbers, before and after it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.models import AnnotationSet
from annotator.vocabulary import Source
from articles.models import Project

Effect = Callable[[Project, Any], str]


def effects_of(project: Project, values: Mapping[str, Any]) -> list[str]:
    """A sentence for each of these settings that is another than the project has."""
    changed = [name for name, value in values.items() if getattr(project, name) != value]
    return [str(EFFECTS[name](project, values[name])) for name in changed if name in EFFECTS]


def of_overlap(project: Project, readers: int | None) -> str:
    """How many articles have enough readers now and would have too few, or the other way round."""
    before = project.overlap
    if before is None or (readers is not None and readers < before):
        enough = finished_by(project, at_least=readers or 1, fewer_than=before)
        return ngettext(
            "%(number)d article has enough readers at once, and is given to nobody else. What is begun or finished "
            "stays.",
            "%(number)d articles have enough readers at once, and are given to nobody else. What is begun or finished "
            "stays.",
            enough,
        ) % {"number": enough}
    back = finished_by(project, at_least=before, fewer_than=readers)
    return ngettext(
        "%(number)d article that had enough readers goes back into the queue, for those who have not read it.",
        "%(number)d articles that had enough readers go back into the queue, for those who have not read them.",
        back,
    ) % {"number": back}


def finished_by(project: Project, *, at_least: int, fewer_than: int | None) -> int:
    """The number of articles that this many people have finished."""
    sets = AnnotationSet.objects.filter(
        article__project=project,
        article__withdrawn_at__isnull=True,
        source=Source.ANNOTATOR,
        state=AnnotationSet.State.FINISHED,
    )
    counted: QuerySet[Any] = sets.order_by().values("article").annotate(people=Count("pk")).filter(people__gte=at_least)
    return counted.count() if fewer_than is None else counted.filter(people__lt=fewer_than).count()


def of_blind_share(project: Project, share: int) -> str:
    articles = project.articles.in_use().count()
    return gettext(
        "About %(number)d of %(all)d articles are shown without suggestions. Which ones follows from the article, so a "
        "larger share adds to them. What is finished stays as it is."
    ) % {"number": round(articles * share / 100), "all": articles}


def of_suggester(project: Project, name: str) -> str:
    if not name:
        return gettext("The newest suggestions of every suggester are shown. What people decided stays.")
    sets = AnnotationSet.objects.filter(article=OuterRef("pk"), source=Source.SUGGESTER, suggester=name)
    articles = project.articles.in_use()
    return gettext(
        "Only suggestions of “%(name)s” are shown: %(number)d of %(all)d articles have some. What people decided stays."
    ) % {"name": name, "number": articles.filter(Exists(sets)).count(), "all": articles.count()}


def of_language(project: Project, language: str) -> str:
    number = project.articles.in_use().filter(language="").count()
    return ngettext(
        "%(number)d article states no language. The next suggestions for it read it in the project’s.",
        "%(number)d articles state no language. The next suggestions for them read them in the project’s.",
        number,
    ) % {"number": number}


def of_check_share(project: Project, share: int) -> str:
    if not share:
        return gettext("Nobody is tested from now on. Checks that were made keep their results.")
    return gettext(
        "Of a person’s next 100 articles, about %(number)d are hidden checks. Mark articles with gold as such first."
    ) % {"number": share}


def either(yes: Any, no: Any) -> Effect:
    return lambda project, value: str(yes if value else no)


def always(words: Any) -> Effect:
    return lambda project, value: str(words)


EFFECTS: dict[str, Effect] = {
    "name": always(_("Only the name is another. The address keeps the slug.")),
    "language": of_language,
    "remote_images": either(
        _("The workbench loads pictures from the sites that published them: these see that somebody reads it."),
        _("The workbench shows the addresses of pictures only."),
    ),
    "judged": always(
        _("The queue, the counter and the window that finishes an article change at once. Nothing decided is lost.")
    ),
    "overlap": of_overlap,
    "queue_policy": always(
        _("It holds from the next article that somebody gets. What people have begun stays theirs.")
    ),
    "lease_minutes": always(_("It holds for articles that are taken from now on.")),
    "blind_share": of_blind_share,
    "check_share": of_check_share,
    "count_time": either(
        _("Time is measured from now on, and annotators are told."),
        _("Nothing is measured from now on. Time that was measured stays."),
    ),
    "agree_rule": always(_("It holds for articles that are adjudicated from now on. What was decided stays.")),
    "agree_overlap": always(_("It holds for articles that are adjudicated from now on. What was decided stays.")),
    "agree_majority": always(_("It holds for articles that three people have finished.")),
    "tie_break": either(
        _("Articles on which two people disagree go to a third, from the next article that somebody gets."),
        _("Nobody gets an article any more because two others disagree on it."),
    ),
    "suggester": of_suggester,
    "accept_threshold": always(_("Shift+A accepts by the new threshold. What was accepted stays.")),
}
