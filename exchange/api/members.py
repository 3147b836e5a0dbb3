"""The members of a project and its invitations over the interface."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.services import invitations, members
from annotator.services.team import members_of
from articles import access
from articles.models import Invitation, Project, Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers, path_id

SLUG = path_id("slug", "The project’s slug", type=str)
USERNAME = path_id("username", "The member’s user name", type=str)


class MemberSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(source="user.username", help_text="The user name")
    name = serializers.CharField(help_text="The own name, else the user name")
    role = serializers.ChoiceField(source="membership.role", choices=Role.choices)
    joined_at = serializers.DateTimeField(
        source="membership.joined_at", allow_null=True, help_text="Null: before this was kept"
    )
    active_at = serializers.DateTimeField(allow_null=True, help_text="Of the last action in the project")
    begun = serializers.IntegerField(help_text="Articles begun, finished ones included")
    finished = serializers.IntegerField(help_text="Articles finished")


class NewMember(serializers.Serializer[Any]):
    """Somebody who has an account, made a member."""

    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=Role.choices)


class RoleIn(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=Role.choices)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    made_by = serializers.CharField(source="made_by.username", help_text="The user name of who made it")

    class Meta:
        model = Invitation
        fields = ["id", "role", "note", "made_by", "created_at", "expires_at"]
        read_only_fields = fields


class NewInvitation(serializers.Serializer[Any]):
    """The same ``client_id`` again gives the same invitation."""

    client_id = serializers.UUIDField(default=uuid.uuid4, help_text="Yours, so that a repeated request has one effect")
    role = serializers.ChoiceField(choices=Role.choices)
    days = serializers.ChoiceField(choices=invitations.DAYS, default=7, help_text="How long the link works")
    note = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="For whom it is")


class InvitationMade(InvitationSerializer):
    link = serializers.CharField(read_only=True, help_text="Shown this once: whoever opens it first joins")

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "link"]
        read_only_fields = fields


class MembersView(JsonOnly, APIView):
    """The members of a project."""

    @extend_schema(
        summary="The members of a project",
        description="Managers and reviewers find everybody. Whoever works blind finds the own row alone.",
        parameters=[SLUG],
        responses=answers({200: MemberSerializer(many=True)}),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.VIEWER)
        return Response(MemberSerializer(members_of(project, user=request.user), many=True).data)

    @extend_schema(
        summary="Make somebody a member",
        description="Needs the role manager. Who is a member already keeps the role, and is answered with 200.",
        parameters=[SLUG],
        request=NewMember,
        responses=answers({201: MemberSerializer, 200: MemberSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = NewMember(data=request.data)
        body.is_valid(raise_exception=True)
        user = get_user_model().objects.filter(username=body.validated_data["username"], is_active=True).first()
        if user is None:
            raise serializers.ValidationError({"username": "Nobody has this user name: invite them by a link."})
        is_new = not project.memberships.filter(user=user).exists()
        members.add_member(project, user, role=Role(body.validated_data["role"]), by=request.user)
        answer = row_of(project, user, by=request.user)
        return Response(answer, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class MemberView(JsonOnly, APIView):
    """One member of a project."""

    @extend_schema(
        summary="Change the role of a member",
        description="Needs the role manager. The only manager stays one.",
        parameters=[SLUG, USERNAME],
        request=RoleIn,
        responses=answers({200: MemberSerializer}),
    )
    def patch(self, request: Request, slug: str, username: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        membership = get_object_or_404(project.memberships.select_related("user", "project"), user__username=username)
        body = RoleIn(data=request.data)
        body.is_valid(raise_exception=True)
        members.change_role(membership, role=Role(body.validated_data["role"]), by=request.user)
        return Response(row_of(project, membership.user, by=request.user))

    @extend_schema(
        summary="Take a member out of a project",
        description="Needs the role manager. All work stays, under the member’s name. The only manager stays.",
        parameters=[SLUG, USERNAME],
        responses=answers({204: None}),
    )
    def delete(self, request: Request, slug: str, username: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        membership = get_object_or_404(project.memberships.select_related("user", "project"), user__username=username)
        members.remove_member(membership, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InvitationsView(JsonOnly, APIView):
    """Links by which people join a project."""

    @extend_schema(
        summary="The open invitations of a project",
        description="Needs the role manager. The links are not kept, only that there are some.",
        parameters=[SLUG],
        responses=answers({200: InvitationSerializer(many=True)}),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        return Response(InvitationSerializer(invitations.open_invitations(project), many=True).data)

    @extend_schema(
        summary="Invite somebody",
        description="Needs the role manager. Answers with the link, this once.",
        parameters=[SLUG],
        request=NewInvitation,
        responses=answers({201: InvitationMade}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = NewInvitation(data=request.data)
        body.is_valid(raise_exception=True)
        values = {**body.validated_data, "role": Role(body.validated_data["role"])}
        invitation, token = invitations.invite(project, by=request.user, **values)
        invitation.link = request.build_absolute_uri(f"/invitations/{token}/")  # type: ignore[attr-defined]
        return Response(InvitationMade(invitation).data, status=status.HTTP_201_CREATED)


class InvitationView(JsonOnly, APIView):
    """One invitation."""

    @extend_schema(
        summary="Revoke an invitation",
        description="Needs the role manager. Its link opens nothing any more.",
        parameters=[SLUG, path_id("key", "The invitation’s id")],
        responses=answers({204: None}),
    )
    def delete(self, request: Request, slug: str, key: int) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        invitations.revoke(get_object_or_404(project.invitations, pk=key), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def row_of(project: Project, user: Any, *, by: Any) -> Any:
    """The member as the list states it."""
    return MemberSerializer(next(row for row in members_of(project, user=by) if row.user == user)).data
