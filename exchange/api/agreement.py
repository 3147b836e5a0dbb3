"""How far the people of a project agree, over the interface."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.agreement.figures import figures_now
from annotator.forms.agreement import AgreementForm
from articles import access
from articles.models import Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers, path_id

FILTERS = [
    OpenApiParameter("person", OpenApiTypes.STR, description="Only comparisons of this user name’s sets"),
    OpenApiParameter("publisher", OpenApiTypes.STR, description="Only articles of this publisher"),
    OpenApiParameter(
        "since", OpenApiTypes.DATE, description="Only where the later of two sets was finished from this day on"
    ),
    OpenApiParameter("until", OpenApiTypes.DATE, description="Only where both sets were finished by this day"),
    OpenApiParameter("machines", OpenApiTypes.BOOL, description="Also compare suggestions with each person’s work"),
]


class AgreedFigureSerializer(serializers.Serializer[Any]):
    """A figure with its interval at 0.95; null where it says nothing, or rests on too little for an interval."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class AgreedSpansSerializer(serializers.Serializer[Any]):
    """A role of a kind: how many annotations of each side have it, and how far they are the same."""

    kind = serializers.CharField()
    role = serializers.CharField()
    first = serializers.IntegerField()
    second = serializers.IntegerField()
    exact = AgreedFigureSerializer(help_text="F1 with the same edges")
    overlap = AgreedFigureSerializer(help_text="F1 with at least 0.8 of the letters shared")
    alpha_tokens = AgreedFigureSerializer(help_text="Krippendorff’s α over tokens")
    alpha_u = AgreedFigureSerializer(help_text="Krippendorff’s unitizing α")


class AgreedLabelSerializer(serializers.Serializer[Any]):
    """A label of the annotations that both sides have."""

    label = serializers.CharField()  # type: ignore[assignment]
    compared = serializers.IntegerField()
    same = AgreedFigureSerializer()
    cohen_kappa = AgreedFigureSerializer(required=False, help_text="Of two sides only")
    fleiss_kappa = AgreedFigureSerializer()
    ac1 = AgreedFigureSerializer(help_text="Gwet’s AC1")
    alpha = AgreedFigureSerializer(help_text="Krippendorff’s α")


class AgreedAttributeSerializer(serializers.Serializer[Any]):
    """What annotations that both sides have say alike: speaker, person, cue, credit, replacement."""

    what = serializers.CharField()
    kind = serializers.CharField()
    compared = serializers.IntegerField()
    same = AgreedFigureSerializer()


class AgreedSerializer(serializers.Serializer[Any]):
    """All figures of some comparisons."""

    articles = serializers.IntegerField()
    comparisons = serializers.IntegerField()
    tokens = serializers.IntegerField()
    spans = AgreedSpansSerializer(many=True)
    labels = AgreedLabelSerializer(many=True)
    same = AgreedAttributeSerializer(many=True)


class AgreedPairSerializer(AgreedSerializer):
    first = serializers.CharField()
    second = serializers.CharField()


class AgreedWithGoldSerializer(AgreedSerializer):
    person = serializers.CharField()


class SuggesterAgreedSerializer(AgreedSerializer):
    suggester = serializers.CharField(help_text="Its name and version")
    person = serializers.CharField(required=False)


class DifferentSetsSerializer(serializers.Serializer[Any]):
    """Two sets of an article that differ so."""

    article = serializers.IntegerField()
    first = serializers.IntegerField(help_text="The id of a set")
    second = serializers.IntegerField(help_text="The id of a set")
    number = serializers.IntegerField()


class DifferenceSerializer(serializers.Serializer[Any]):
    """What people disagree about, how often, in how many articles, and in which most."""

    kind = serializers.CharField()
    what = serializers.CharField()
    number = serializers.IntegerField()
    articles = serializers.IntegerField()
    most = DifferentSetsSerializer(many=True)


class AgreementSerializer(serializers.Serializer[Any]):
    """docs/agreement.md says what each figure means."""

    people = serializers.ListField(child=serializers.CharField())
    pooled = AgreedSerializer(allow_null=True, help_text="All pairs of people; null where nobody can be compared")
    pairs = AgreedPairSerializer(many=True)
    against_gold = AgreedWithGoldSerializer(many=True)
    machine_against_gold = SuggesterAgreedSerializer(many=True)
    machine_against_people = SuggesterAgreedSerializer(many=True)
    differences = DifferenceSerializer(many=True)
    waiting = serializers.IntegerField(help_text="In how many articles newer work is not compared yet")


class AgreementView(JsonOnly, APIView):
    @extend_schema(
        summary="How far people agree",
        description="Needs the role reviewer. Only finished sets are compared.",
        parameters=[path_id("slug", "The project’s slug", type=OpenApiTypes.STR), *FILTERS],
        responses=answers({200: AgreementSerializer}),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
        form = AgreementForm(request.query_params, project=project)
        if not form.is_valid():
            raise serializers.ValidationError({name: " ".join(map(str, found)) for name, found in form.errors.items()})
        return Response(figures_now(project, form.chosen))
