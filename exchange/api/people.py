"""The people of the registries over the interface: read by members, changed by reviewers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.models import Person, RegistryChange
from annotator.services import registry
from annotator.services.said import Number, numbers_of_many
from articles import access
from articles.models import Project, Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField
from exchange.api.common.filters import PersonFilter, RegistryChangeFilter
from exchange.api.common.schema import answers, path_id

PERSON_ID = path_id("id", "The person’s id")


class PersonSerializer(serializers.ModelSerializer[Person]):
    """``quotes`` and ``articles`` are those that you may see: each quote once, as on the pages of the registry."""

    project = serializers.SlugRelatedField[Project](slug_field="slug", read_only=True)
    aliases = serializers.SerializerMethodField()
    quotes = serializers.SerializerMethodField()
    articles = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = [
            *("id", "project", "name", "distinction", "kind", "role", "wikidata_id", "note", "aliases"),
            *("quotes", "articles"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_aliases(self, person: Person) -> list[str]:
        return [alias.name for alias in person.aliases.all()]

    def get_quotes(self, person: Person) -> int:
        return self.numbers.get(person.pk, Number()).quotes

    def get_articles(self, person: Person) -> int:
        return self.numbers.get(person.pk, Number()).articles

    @property
    def numbers(self) -> dict[int, Number]:
        found: dict[int, Number] = self.context["numbers"]
        return found


class RegistryChangeSerializer(serializers.ModelSerializer[RegistryChange]):
    """A change of a registry, which can be taken back. ``moved`` is the number of annotations that it moved."""

    project = serializers.SlugRelatedField[Project](slug_field="slug", read_only=True)
    by = serializers.CharField(source="user.username", default=None, read_only=True)
    moved = serializers.IntegerField(source="number", read_only=True)
    undone_by = serializers.CharField(source="undone_by.username", default=None, read_only=True)

    class Meta:
        model = RegistryChange
        fields = ["id", "project", "verb", "name", "other", "moved", "by", "at", "undone_at", "undone_by"]
        read_only_fields = fields


class RegistryRequestSerializer(serializers.Serializer[Any]):
    """``action`` is a new UUID made by the client, so that a repeated request has one effect."""

    action = serializers.UUIDField()


class OtherPersonSerializer(RegistryRequestSerializer):
    other = NumberField(min_value=1, help_text="The id of the second person, of the same project")


class QuotesSerializer(RegistryRequestSerializer):
    annotations = serializers.ListField(
        child=serializers.UUIDField(),
        min_length=1,
        max_length=registry.MOST_AT_ONCE,
        help_text="Ids of quotes of this person, as people or gold have them",
    )


class MoveSerializer(QuotesSerializer):
    to = NumberField(min_value=1, help_text="The id of the person whose quotes they are")


class SplitSerializer(QuotesSerializer):
    name = serializers.CharField(max_length=300, help_text="Of the new person")
    distinction = serializers.CharField(
        max_length=100, required=False, default="", help_text="Tells two people of the same name apart"
    )


@extend_schema_view(
    list=extend_schema(
        summary="The people of your projects’ registries", responses=answers({200: PersonSerializer(many=True)})
    ),
    retrieve=extend_schema(summary="One person", parameters=[PERSON_ID], responses=answers({200: PersonSerializer})),
)
class PersonViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[Person]):
    """The speakers of your projects, with their aliases and how often they are quoted."""

    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    lookup_value_converter = "key"

    def get_queryset(self) -> QuerySet[Person]:
        projects = Project.objects.visible_to(self.request.user)
        people = Person.objects.in_registry().filter(project__in=projects)
        return people.select_related("project").prefetch_related("aliases")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """With the numbers of all people that are shown."""
        shown: Sequence[Person] = args[0] if kwargs.get("many") else args[:1]
        numbers = numbers_of_many([person.pk for person in shown], user=self.request.user)
        return PersonSerializer(*args, **kwargs, context={**self.get_serializer_context(), "numbers": numbers})

    @extend_schema(
        summary="Merge another person into this one",
        description="Needs the role reviewer. Every annotation of the other points here then; its names are aliases.",
        parameters=[PERSON_ID],
        request=OtherPersonSerializer,
        responses=answers({200: RegistryChangeSerializer}),
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        person, values = self.changed(request, pk, OtherPersonSerializer)
        done = registry.done_before(person.project, values["action"], user=request.user)
        return answer(
            done
            or registry.merge_people(
                person, self.other(person, values["other"]), user=request.user, change_id=values["action"]
            )
        )

    @extend_schema(
        summary="Say that another person is not this one",
        description="Needs the role reviewer. Nobody is asked again whether the two are one.",
        parameters=[PERSON_ID],
        request=OtherPersonSerializer,
        responses=answers({200: RegistryChangeSerializer}),
    )
    @action(detail=True, methods=["post"], url_path="keep-apart")
    def keep_apart(self, request: Request, pk: int) -> Response:
        person, values = self.changed(request, pk, OtherPersonSerializer)
        other = self.other(person, values["other"])
        return answer(registry.keep_apart(person, other, user=request.user, change_id=values["action"]))

    @extend_schema(
        summary="Move quotes of this person to another one",
        description="Needs the role reviewer. Each quote moves in the sets of all people and in gold.",
        parameters=[PERSON_ID],
        request=MoveSerializer,
        responses=answers({200: RegistryChangeSerializer}),
    )
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: int) -> Response:
        person, values = self.changed(request, pk, MoveSerializer)
        other = self.other(person, values["to"])
        return answer(
            registry.move_quotes(person, values["annotations"], to=other, user=request.user, change_id=values["action"])
        )

    @extend_schema(
        summary="Split quotes of this person off as a new person",
        description="Needs the role reviewer. A name that the registry has already is refused, unless distinguished.",
        parameters=[PERSON_ID],
        request=SplitSerializer,
        responses=answers({200: RegistryChangeSerializer}),
    )
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: int) -> Response:
        person, values = self.changed(request, pk, SplitSerializer)
        return answer(
            registry.split_person(
                person,
                values["annotations"],
                name=values["name"],
                distinction=values["distinction"],
                user=request.user,
                change_id=values["action"],
            )
        )

    def changed(
        self, request: Request, pk: int, body: type[serializers.Serializer[Any]]
    ) -> tuple[Person, dict[str, Any]]:
        """The person and the checked body. Raises PermissionDenied unless the user reviews the project."""
        person = get_object_or_404(self.get_queryset(), pk=pk)
        access.require(person.project, request.user, at_least=Role.REVIEWER)
        sent = body(data=request.data)
        sent.is_valid(raise_exception=True)
        return person, sent.validated_data

    def other(self, person: Person, pk: int) -> Person:
        found = Person.objects.in_registry().filter(project=person.project_id, pk=pk).first()
        if found is None:
            raise serializers.ValidationError({"other": ["This project has no person of this id."]})
        return found


def answer(change: RegistryChange) -> Response:
    return Response(RegistryChangeSerializer(change).data)


@extend_schema_view(
    list=extend_schema(
        summary="What reviewers changed in the registries that you review",
        responses=answers({200: RegistryChangeSerializer(many=True)}),
    ),
    retrieve=extend_schema(
        summary="One change of a registry",
        parameters=[path_id("id", "The change’s id", type=str)],
        responses=answers({200: RegistryChangeSerializer}),
    ),
)
class RegistryChangeViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[RegistryChange]):
    """Changes of the registries, each of which can be taken back."""

    queryset = RegistryChange.objects.none()
    serializer_class = RegistryChangeSerializer
    filterset_class = RegistryChangeFilter
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[RegistryChange]:
        projects = Project.objects.reviewed_by(self.request.user)
        rows = RegistryChange.objects.filter(project__in=projects)
        return rows.select_related("project", "user", "undone_by").defer("before", "after", "moved")

    @extend_schema(
        summary="Take a change of the registry back",
        description=(
            "Needs the role reviewer. Entries, ids, aliases and the person of each quote are as before. Refused with "
            "400 if something newer stands in the way; a change that was taken back already stays so."
        ),
        parameters=[path_id("id", "The change’s id", type=str)],
        request=None,
        responses=answers({200: RegistryChangeSerializer}),
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: uuid.UUID) -> Response:
        change = get_object_or_404(self.get_queryset(), pk=pk)
        return answer(registry.undo_change(change, user=request.user))
