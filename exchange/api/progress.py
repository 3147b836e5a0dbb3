"""Progress, assignments and exercises over the interface."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.counted import counted_now
from annotator.forms.progress import MOST_AT_ONCE, annotating
from annotator.models import Assignment, Exercise
from annotator.services.assign import Assigned, assign_in_turn, unassign
from annotator.services.progress import count_progress
from annotator.services.purposes import use_for
from annotator.services.visibility import sees_everybody, sees_figures
from annotator.vocabulary import Purpose
from articles import access
from articles.models import Article, Project, Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField
from exchange.api.common.schema import answers, path_id

SLUG = path_id("slug", "The project’s slug", type=str)


class AmountSerializer(serializers.Serializer[Any]):
    articles = serializers.IntegerField()
    words = serializers.IntegerField()


class ReadersSerializer(AmountSerializer):
    readers = serializers.IntegerField(help_text="Finished by exactly this many people")


class PersonProgressSerializer(serializers.Serializer[Any]):
    user = serializers.CharField(help_text="The user name")
    begun = serializers.IntegerField(help_text="Articles begun, finished ones included")
    finished = serializers.IntegerField()
    adjudicated = serializers.IntegerField()
    words = serializers.IntegerField(help_text="Of finished articles")
    seconds = serializers.IntegerField(help_text="Active time")


class WeekSerializer(serializers.Serializer[Any]):
    sets = serializers.IntegerField(help_text="Readings finished")
    words = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        start = serializers.DateField(help_text="The Monday")
        return {"from": start, **super().get_fields()}


class ProgressSerializer(serializers.Serializer[Any]):
    """How far the team is. Annotators see their own numbers; people are named for reviewers alone."""

    total = AmountSerializer()
    begun = AmountSerializer(help_text="Finished ones included")
    finished = AmountSerializer(help_text="By anybody")
    adjudicated = AmountSerializer(required=False, help_text="Not for annotators")
    readers = ReadersSerializer(many=True)
    people = PersonProgressSerializer(many=True)
    kinds = serializers.DictField(
        child=serializers.IntegerField(), help_text="Annotations of each kind in finished work"
    )
    weeks = WeekSerializer(many=True, help_text="The newest first")


class ArticlesIn(serializers.Serializer[Any]):
    articles = serializers.ListField(
        child=NumberField(min_value=1),
        min_length=1,
        max_length=MOST_AT_ONCE,
        help_text="Ids of articles of the project",
    )


class AssignIn(ArticlesIn):
    """Articles and people."""

    people = serializers.ListField(
        child=serializers.CharField(max_length=150), min_length=1, max_length=100, help_text="User names of members"
    )


class AssignEachIn(AssignIn):
    """Articles and people; ``each``: how many of the people are to read each article, in turn; without it, all."""

    each = NumberField(required=False, min_value=1, max_value=100)


class AssignedSerializer(serializers.Serializer[Any]):
    """How many were assigned, and how many were not and why."""

    done = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Finished or assigned before")
    full = serializers.IntegerField(help_text="Without a free place")
    exercises = serializers.IntegerField(help_text="Practice and hidden checks, which everybody gets anyway")


class TakenBackSerializer(serializers.Serializer[Any]):
    done = serializers.IntegerField()


class AssignmentSerializer(serializers.Serializer[Any]):
    article = serializers.IntegerField(source="article_id")
    user = serializers.CharField(source="user.username")
    at = serializers.DateTimeField()


class ExerciseSerializer(serializers.Serializer[Any]):
    article = serializers.IntegerField(source="article_id")
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    note = serializers.CharField()


class ExercisesIn(ArticlesIn):
    """Articles and what they are used for; empty: the dataset alone."""

    purpose = serializers.ChoiceField(choices=Purpose.choices, allow_blank=True)
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=1000, help_text="What readers are told afterwards"
    )


class UsedSerializer(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Were so before")
    without_gold = serializers.IntegerField(help_text="Have no saved gold, and stay as they are")


class ProgressView(JsonOnly, APIView):
    """How far a project is."""

    @extend_schema(
        operation_id="project_progress", summary="How far the team is, in articles and words",
        parameters=[SLUG], responses=answers({200: ProgressSerializer}),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.VIEWER)
        of_all = sees_figures(project, request.user)
        only = None if of_all else request.user.pk
        name = "progress" if of_all else f"progress {only}"  # as the page has it
        found = counted_now(project, name, lambda: count_progress(project, only, with_exercises=not of_all))
        value = {**found}  # what is kept is not changed
        names: dict[int, str] = {}
        if sees_everybody(project, request.user):
            keys = [row["user"] for row in value["people"]]
            names = dict(get_user_model().objects.filter(pk__in=keys).values_list("pk", "username"))
        value["people"] = [{**row, "user": names[row["user"]]} for row in value["people"] if row["user"] in names]
        if not of_all:
            del value["adjudicated"]
        return Response(ProgressSerializer(value).data)


class AssignmentsView(JsonOnly, APIView):
    """Who is to read which articles."""

    @extend_schema(
        operation_id="assignments_list", summary="What is assigned to whom, the newest first, 1,000 at most",
        parameters=[SLUG], responses=answers({200: AssignmentSerializer(many=True)}),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
        rows = Assignment.objects.filter(article__project=project).select_related("user").order_by("-id")
        return Response(AssignmentSerializer(rows[:MOST_AT_ONCE], many=True).data)

    @extend_schema(
        operation_id="assignments_add",
        summary="Assign articles",
        description="To all of the people, or dealt out in turn (``each``). A second time adds nothing.",
        parameters=[SLUG],
        request=AssignEachIn,
        responses=answers({200: AssignedSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = AssignEachIn(data=request.data)
        body.is_valid(raise_exception=True)
        people = people_named(project, body.validated_data["people"])
        each = min(body.validated_data.get("each", len(people)), len(people))
        found: Assigned = assign_in_turn(
            articles_named(project, body.validated_data["articles"]), people=people, each=each, user=request.user
        )
        return Response(AssignedSerializer(found).data)


class TakeBackView(JsonOnly, APIView):
    """Assignments that end."""

    @extend_schema(
        operation_id="assignments_take_back", summary="Take assignments back; what was decided stays",
        parameters=[SLUG], request=AssignIn, responses=answers({200: TakenBackSerializer}),
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = AssignIn(data=request.data)
        body.is_valid(raise_exception=True)
        articles = articles_named(project, body.validated_data["articles"])
        people = people_named(project, body.validated_data["people"])
        return Response({"done": sum(unassign(articles, to=one, user=request.user) for one in people)})


class ExercisesView(JsonOnly, APIView):
    """Practice and hidden checks. For managers: nobody else knows which articles are checks."""

    @extend_schema(
        operation_id="exercises_list", summary="The articles for practice and the hidden checks",
        parameters=[SLUG], responses=answers({200: ExerciseSerializer(many=True)}),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        return Response(ExerciseSerializer(Exercise.objects.filter(project=project), many=True).data)

    @extend_schema(
        operation_id="exercises_set",
        summary="Use articles for practice, as hidden checks, or for the dataset alone",
        parameters=[SLUG],
        request=ExercisesIn,
        responses=answers({200: UsedSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = ExercisesIn(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        used = use_for(
            project, values["articles"], purpose=values["purpose"], note=values.get("note", ""), user=request.user
        )
        return Response(UsedSerializer(used).data)


def articles_named(project: Project, keys: list[int]) -> list[Article]:
    """The articles in use of these ids. Raises ValidationError where one is not in the project."""
    rows = project.articles.in_use().without_text().filter(pk__in=keys).select_related("project").order_by("id")
    found = list(rows)
    if missing := set(keys) - {article.pk for article in found}:
        raise serializers.ValidationError(
            {"articles": [gettext("There is no article %(id)s in this project.") % {"id": min(missing)}]}
        )
    return found


def people_named(project: Project, names: list[str]) -> list[Any]:
    """The members who annotate, of these names. Raises ValidationError where one is none of them."""
    rows: QuerySet[Any] = annotating(project).filter(username__in=names)
    found = list(rows)
    if missing := set(names) - {user.get_username() for user in found}:
        raise serializers.ValidationError(
            {"people": [gettext("%(name)s does not annotate in this project.") % {"name": min(missing)}]}
        )
    return found
