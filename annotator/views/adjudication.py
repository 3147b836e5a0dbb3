"""Adjudication: the list of articles, one article's cases side by side, and the editor of a case."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.errors import Refused, Stale
from annotator.forms.adjudication import CaseForm, ListForm
from annotator.models import Adjudication, AnnotationSet
from annotator.services import adjudicate, journal
from annotator.services.adjudications import adjudications_in, next_to_adjudicate, numbers_by_state, people_at
from annotator.services.merge import Merge, current, finished_sets, options_in
from annotator.services.review import make_gold
from annotator.services.sets import own_set
from annotator.views.requests import HtmxRequest
from annotator.views.threads import may_write
from annotator.vocabulary import ENTITY_LABELS, ROLES, CaseChoice, QuoteType, Rule, SpanRole, SpeakerKind
from annotator.workbench.cases import EditedFrame, EditedPart, language_of, passage, person_name, shown_cases
from annotator.workbench.threads import threads_on
from articles import access
from articles.models import Article, Project, Role
from config.database.sqlite.turns import taking_turns

PAGE = 50
MOST_NAMES = 500  # of the registry, offered while a name is written


@require_GET
@login_required
def adjudications(request: HtmxRequest, slug: str) -> HttpResponse:
    """The articles that people have finished, by state; paginated by id."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    form = ListForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    state = values.get("state", "")
    rows = list(adjudications_in(project, state=state).filter(article__gt=values.get("after") or 0)[: PAGE + 1])
    people = people_at([row.article_id for row in rows[:PAGE]])
    numbers = numbers_by_state(project)
    context = {
        "section": "adjudicate",
        "project": project,
        "rows": [(row, readers_in_words(people[row.article_id])) for row in rows[:PAGE]],
        "more": rows[PAGE - 1].article_id if len(rows) > PAGE else None,
        "state": state,
        "states": [(value, label, numbers.get(value, 0)) for value, label in Adjudication.State.choices],
        "total": sum(numbers.values()),
        "next": next_to_adjudicate(project, request.user),
    }
    template = "annotator/adjudications.html#rows" if request.htmx else "annotator/adjudications.html"
    return render(request, template, context)


def readers_in_words(sets: list[AnnotationSet]) -> tuple[str, str]:
    """Who has finished the article, and who is at work."""
    finished = [row for row in sets if row.state == AnnotationSet.State.FINISHED]
    begun = [row for row in sets if row.state == AnnotationSet.State.OPEN]
    return ", ".join(person_name(row.user) for row in finished), ", ".join(person_name(row.user) for row in begun)


@require_GET
@never_cache
@login_required
def adjudication(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases of an article. ``?also=KEY`` shows one that a rule took among those to decide."""
    article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
    hindrance = adjudicate.hindrance(article, request.user)
    if hindrance:
        context = {"article": article, "project": article.project, "hindrance": hindrance}
        return render(request, "annotator/adjudicate.html", context, status=403)
    context = page_of(request, article, also=request.GET.get("also", ""))
    context |= {"threads": threads_on(article, request.user), "may_write": may_write(request.user, article.project)}
    return render(request, "annotator/adjudicate.html", context)


def page_of(request: HttpRequest, article: Article, *, also: str = "", only: str = "") -> dict[str, Any]:
    """What the page shows; with ``only``, of the cases none but that one."""
    found = current(article)
    shown = shown_cases(found, only=[only] if only else (), also=also) if len(found.sets) > 1 else []
    own = own_set(article, request.user)
    readers = [person_name(row.user) for row in found.sets]
    return {
        "article": article,
        "project": article.project,
        "readers": readers,
        "names": get_text_list(readers, _("and")),
        "only_set": found.sets[0] if len(found.sets) == 1 else None,
        "at_work": readers_in_words(people_at([article.pk])[article.pk])[1],
        "walked": [case for case in shown if case.sides],
        "agreed": [case for case in shown if not case.sides and case.case.rule != Rule.UNASKED],
        "unasked": sum(case.rule == Rule.UNASKED for case in found.cases),
        "is_reader": own is not None and own.state == AnnotationSet.State.FINISHED,
        "lang": language_of(article),
        "new_id": uuid.uuid4,
        **progress_of(found),
    }


def progress_of(found: Merge) -> dict[str, Any]:
    gold = found.gold
    left = sum(case.is_open for case in found.cases)
    decided = sum(case.rule == Rule.HAND for case in found.cases)
    is_gold = gold is not None and gold.state == AnnotationSet.State.FINISHED
    return {
        "left": left,
        "decided": decided,
        "walked_number": left + decided,
        "total": sum(case.rule != Rule.UNASKED for case in found.cases),
        "agreed_number": sum(case.rule not in ("", Rule.HAND, Rule.UNASKED) for case in found.cases),
        "is_gold": is_gold and all(case.in_gold for case in found.cases),
        "order": journal.last_order(gold) if gold else 0,
        **journal.history_state(gold),
    }


@require_POST
@taking_turns
@login_required
def settle_case(request: HtmxRequest, pk: int) -> HttpResponse:
    """One step of adjudication. Answers with the case, or for undo and redo with all of them."""
    article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
    form = CaseForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return answer(request, article, form, words=words, status=422)
    try:
        carry_out(article, form, request.user)
    except Stale as error:
        return answer(request, article, form, words=str(error), status=409)
    except Refused as error:
        return answer(request, article, form, words=str(error), status=422)
    return answer(request, article, form)


def carry_out(article: Article, form: CaseForm, user: Any) -> None:
    values = form.cleaned_data
    who = {"user": user, "action_id": values["action"]}
    if form.verb == "undo":
        adjudicate.undo(article, seen=values["order"], **who)
    elif form.verb == "redo":
        adjudicate.redo(article, seen=values["order"], **who)
    else:
        decision = form.decision(article)
        adjudicate.settle(article, key=values["case"], version=values["version"], decision=decision, **who)


def answer(
    request: HtmxRequest, article: Article, form: CaseForm, *, words: str = "", status: int = 200
) -> HttpResponse:
    """The parts of the page that changed; without scripts the whole page again."""
    if not request.htmx:
        if words:
            messages.error(request, words)
        return redirect("adjudicate", article.pk)
    case = str(form.cleaned_data.get("case") or "")
    context = {**page_of(request, article, only=case), "words": words, "oob": True}
    template = "annotator/adjudicate.html#changed" if case else "annotator/adjudicate.html#all"
    return render(request, template, context, status=status)


@require_POST
@login_required
def save_gold(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the article as gold, and open the next one to adjudicate."""
    article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
    try:
        adjudicate.save_gold(article, user=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("adjudicate", article.pk)
    messages.success(request, _("“%(title)s” is gold now.") % {"title": article.label})
    following = next_to_adjudicate(article.project, request.user, after=article)
    return redirect("adjudicate", following.pk) if following else redirect("adjudications", article.project.slug)


@require_POST
@login_required
def gold_of_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the only finished set of the article its gold."""
    article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
    sets = finished_sets(article)
    if len(sets) != 1 or adjudicate.hindrance(article, request.user):
        messages.error(request, _("Somebody else has finished this article meanwhile: look again."))
        return redirect("adjudicate", article.pk)
    make_gold(sets[0], request.user)
    messages.success(request, _("“%(title)s” is gold now.") % {"title": article.label})
    return redirect("adjudications", article.project.slug)


def names_in(project: Project) -> list[str]:
    """Names of the registry that the editor offers."""
    return list(project.people.in_registry().order_by("name").values_list("name", flat=True)[:MOST_NAMES])


@require_GET
@never_cache
@login_required
def case_editor(request: HttpRequest, pk: int, key: uuid.UUID) -> HttpResponse:
    """The editor of a case as a fragment, filled with one of its readings (``?option=1``)."""
    article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
    words = adjudicate.hindrance(article, request.user)
    case = next((case for case in current(article).cases if case.key == key), None)
    if case is None or words:
        raise Http404(words or "No case of this key in the article.")
    options = options_in(case)
    number = int(request.GET["option"]) if request.GET.get("option", "") in {str(n) for n in range(len(options))} else 0
    frames = options[number].reading or next((option.reading for option in options if option.reading), ())
    start, end = passage(article, case, [f for option in options for f in option.reading], far=len(article.text))
    context = {
        "article": article,
        "case": case,
        "choice": CaseChoice.EDIT,
        "frames": [EditedFrame(frame, article) for frame in frames],
        "blank": EditedFrame(None, article),
        "blank_parts": [EditedPart(str(role)) for role, _, _ in ROLES[case.kind]],
        "roles": [(str(role), SpanRole(role).label) for role, _, _ in ROLES[case.kind]],
        "quote_types": QuoteType.choices,
        "speaker_kinds": SpeakerKind.choices,
        "entity_types": ENTITY_LABELS.items(),
        "people": names_in(article.project),
        "start": start,
        "passage": article.text[start:end],
        "lang": language_of(article),
        "new_id": uuid.uuid4,
    }
    return render(request, "annotator/_case_editor.html", context)
