"""Certificates over the interface, and blind checks: the next one, and the answer to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.errors import Stale
from annotator.models import Certificate, Draw
from annotator.services.certificate_tests import HowFar
from annotator.services.certificates import certificates_of, outdated, with_project
from annotator.services.certified import accepted_by
from annotator.services.checks import answer, next_check
from annotator.vocabulary import CertifiedPart, CheckAnswer, Kind
from annotator.workbench.checks import choices_of, drawn_frame
from articles import access
from articles.models import Project, Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField
from exchange.api.common.schema import answers, path_id

SLUG = path_id("slug", "The project’s slug", type=str)
KEY = path_id("key", "The certificate’s id", type=str)
ANSWERS = [one.value for one in CheckAnswer if one != CheckAnswer.TAKEN_BACK]


class CertificateSerializer(serializers.ModelSerializer[Certificate]):
    """A promise: of the suggestions with this score or more, at most so many are wrong."""

    test = serializers.UUIDField(source="test_id")
    kind = serializers.CharField(source="test.kind", help_text=f"One of {', '.join(Kind.values)}")
    quote_type = serializers.CharField(source="test.quote_type", help_text="Of quotes: direct, mixed or indirect")
    part = serializers.CharField(help_text=f"One of {', '.join(CertifiedPart.values)}; each holds the ones before it")
    line = serializers.FloatField()
    most_wrong = serializers.FloatField(source="test.most_wrong")
    confidence = serializers.FloatField(source="test.confidence")
    exact = serializers.BooleanField(source="test.exact", help_text="Whether edges a little off count as wrong")
    suggester = serializers.CharField(source="test.suggester")
    version = serializers.CharField(source="test.version")
    guidelines = serializers.IntegerField(source="test.guidelines")
    profile = serializers.JSONField(source="test.profile")
    sources = serializers.JSONField(source="test.sources", help_text="How many suggestions of each publisher")
    number = serializers.IntegerField(help_text="Suggestions above the line when the test began")
    population = serializers.IntegerField(source="test.population")
    checks = serializers.IntegerField(help_text="Checks above the line")
    holds = serializers.SerializerMethodField()
    lapse = serializers.SerializerMethodField()
    accepted = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields = (
            *("id", "test", "kind", "quote_type", "part", "line", "most_wrong", "confidence", "exact", "suggester"),
            *("version", "guidelines", "profile", "sources", "number", "population", "checks", "wrong", "issued_at"),
            *("holds", "lapse", "lapsed_at", "accepts", "accepted"),
        )

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_holds(self, certificate: Certificate) -> bool:
        """Whether it promises anything now."""
        return not self.get_lapse(certificate)

    @extend_schema_field(OpenApiTypes.STR)
    def get_lapse(self, certificate: Certificate) -> str:
        """Why it holds no longer: version, profile, guidelines, sources, replaced; empty while it holds."""
        return certificate.lapse or outdated(certificate.test)

    @extend_schema_field(OpenApiTypes.INT)
    def get_accepted(self, certificate: Certificate) -> int:
        """How many suggestions it has accepted without a look."""
        return accepted_by(certificate).count()


class CheckedSpanSerializer(serializers.Serializer[Any]):
    """A stretch of the article’s text."""

    role = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()


class CheckSerializer(serializers.Serializer[Any]):
    """A suggestion to check, without its score, its version and what anybody decided about it."""

    draw = serializers.IntegerField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    start = serializers.IntegerField(help_text="Where the passage begins in the article’s text")
    passage = serializers.CharField()
    spans = CheckedSpanSerializer(many=True)
    person = serializers.CharField(help_text="The name of who is meant; empty where nobody is named")
    entity_type = serializers.CharField()
    replacement = serializers.CharField()
    answers = serializers.ListField(child=serializers.CharField(), help_text="What can be answered")


class NextCheckSerializer(serializers.Serializer[Any]):
    """The next check for you, and how far its test is; nothing where no test goes on or nothing is left for you."""

    test = serializers.UUIDField(allow_null=True)
    kind = serializers.CharField()
    quote_type = serializers.CharField()
    exact = serializers.BooleanField()
    checks = serializers.IntegerField()
    most_checks = serializers.IntegerField()
    check = CheckSerializer(allow_null=True)


class AnswerIn(serializers.Serializer[Any]):
    """An answer: ``id`` is a new UUID of yours, so that a repeated request has one effect."""

    id = serializers.UUIDField()
    draw = NumberField()
    answer = serializers.ChoiceField(choices=ANSWERS)


STALE = inline_serializer("StaleCheck", {"message": serializers.CharField(), "next": NextCheckSerializer()})


def next_data(project: Project, user: Any) -> dict[str, Any]:
    state, asked = next_check(project, user)
    test = state.test if state else None
    return {
        "test": str(test.pk) if test else None,
        "kind": test.kind if test else "",
        "quote_type": test.quote_type if test else "",
        "exact": test.exact if test else False,
        "checks": state.checks if state else 0,
        "most_checks": test.most_checks if test else 0,
        "check": check_data(state, asked.draw) if state and asked else None,
    }


def check_data(state: HowFar, draw: Draw) -> dict[str, Any]:
    article, frame, (start, end) = drawn_frame(state.test, draw)
    spans = [
        {"role": role, "start": first, "end": last, "text": article.text[first:last]}
        for role, first, last in frame.spans
    ]
    return {
        "draw": draw.pk,
        "title": article.label,
        "publisher": article.publisher,
        "start": start,
        "passage": article.text[start:end],
        "spans": spans,
        "person": frame.name,
        "entity_type": frame.entity_type,
        "replacement": frame.replacement,
        "answers": [choice.value for choice in choices_of(state.test)],
    }


class CertificatesView(JsonOnly, APIView):
    """The certificates of a project."""

    @extend_schema(
        operation_id="certificates_list", summary="The certificates of a project, the newest first",
        parameters=[SLUG], responses=answers({200: CertificateSerializer(many=True)}),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.VIEWER)
        found = with_project(certificates_of(project), project)
        return Response(CertificateSerializer(found, many=True).data)


class CertificateView(JsonOnly, APIView):
    """One certificate."""

    @extend_schema(
        operation_id="certificates_retrieve", summary="A certificate",
        parameters=[SLUG, KEY], responses=answers({200: CertificateSerializer}),
    )  # fmt: skip
    def get(self, request: Request, slug: str, key: uuid.UUID) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.VIEWER)
        found = with_project(certificates_of(project).filter(pk=key), project)
        if not found:
            raise Http404("No certificate of this id in the project.")
        return Response(CertificateSerializer(found[0]).data)


class NextCheckView(JsonOnly, APIView):
    """The next blind check."""

    @extend_schema(
        operation_id="checks_next", summary="The next suggestion to check blindly",
        parameters=[SLUG], responses=answers({200: NextCheckSerializer}),
    )  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug)
        return Response(next_data(project, request.user))


class ChecksView(JsonOnly, APIView):
    """Answers to blind checks."""

    @extend_schema(
        operation_id="checks_answer", summary="Answer a blind check",
        description=(
            "Needs the role annotator. Of several faults the gravest is said: wrong, speaker, person, edges (where the "
            "test is exact, edges come after wrong). unsure counts as wrong. Answers with the next check; with 409 "
            "where somebody answered meanwhile or the test has ended."
        ),
        parameters=[SLUG], request=AnswerIn, responses={**answers({200: NextCheckSerializer}), 409: STALE},
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug)
        body = AnswerIn(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        draws = Draw.objects.select_related("test__project").filter(test__project=project)
        draw = get_object_or_404(draws, pk=values["draw"])
        try:
            answer(draw, CheckAnswer(values["answer"]), user=request.user, client_id=values["id"])
        except Stale as error:
            told = {"message": str(error), "next": next_data(project, request.user)}
            return Response(told, status=status.HTTP_409_CONFLICT)
        return Response(next_data(project, request.user))
