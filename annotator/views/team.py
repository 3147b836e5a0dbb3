"""The people of a project: who belongs to it, with which role, and who is invited."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Refused
from annotator.forms.team import InvitationForm, RoleForm
from annotator.services import invitations, members
from annotator.services.members import name_of
from annotator.services.team import former_members, members_of, whom_to_ask
from annotator.services.visibility import sees_everybody
from articles import access
from articles.models import Membership, Project, Role


@require_safe
@never_cache
@login_required
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody for reviewers, with invitations for managers. Who works blind sees the own row, and whom to ask."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    return team_page(request, project, form=InvitationForm(initial={"client_id": uuid4()}))


def team_page(
    request: HttpRequest, project: Project, *, form: InvitationForm, link: str = "", status: int = 200
) -> HttpResponse:
    """``link`` is that of an invitation just made, which the page shows this once."""
    manages = access.allows(project, request.user, at_least=Role.MANAGER)
    everybody = sees_everybody(project, request.user)
    context = {
        "project": project,
        "section": "team",
        "members": members_of(project, user=request.user),
        "former": former_members(project) if everybody else [],
        "everybody": everybody,
        "manages": manages,
        "managers": whom_to_ask(project),
        "roles": Role.choices,
        "invitations": invitations.open_invitations(project) if manages else [],
        "form": form,
        "link": link,
    }
    return render(request, "annotator/team.html", context, status=status)


@require_POST
@never_cache
@login_required
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an invitation and show its link, once. The same form again shows the same link."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return team_page(request, project, form=form, status=400)
    values = form.cleaned_data
    _invitation, token = invitations.invite(
        project,
        by=request.user,
        client_id=values["client_id"],
        role=Role(values["role"]),
        days=values["days"],
        note=values["note"],
    )
    link = request.build_absolute_uri(f"/invitations/{token}/")
    return team_page(request, project, form=InvitationForm(initial={"client_id": uuid4()}), link=link)


@require_POST
@login_required
def revoke_invitation(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    invitation = get_object_or_404(project.invitations, pk=key)
    if invitations.revoke(invitation, by=request.user):
        messages.success(request, _("The invitation is revoked: its link opens nothing any more."))
    return redirect("team", slug=slug)


@require_POST
@login_required
def change_role(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    membership = member_for(project, key)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("team", slug=slug)
    role = Role(form.cleaned_data["role"])
    try:
        members.change_role(membership, role=role, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        words = _("%(name)s now has the role %(role)s.")
        messages.success(request, words % {"name": name_of(membership.user), "role": role.label.lower()})
    return redirect("team", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_member(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """What stays of somebody who is taken out, and the button for it."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    membership = member_for(project, key)
    context = {"project": project, "section": "team", "member": membership, "name": name_of(membership.user)}
    if request.method != "POST":
        return render(request, "annotator/member_out.html", context)
    try:
        members.remove_member(membership, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        words = _("%(name)s is not a member any more. The work stays.")
        messages.success(request, words % {"name": name_of(membership.user)})
    return redirect("team", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """What stays when one leaves, and the button for it. Who is no member (a superuser) has nothing to leave."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    membership = get_object_or_404(project.memberships.select_related("project", "user"), user=request.user.pk)
    if request.method != "POST":
        context = {"project": project, "section": "team", "member": membership, "leaving": True}
        return render(request, "annotator/member_out.html", context)
    try:
        members.leave(membership)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("team", slug=slug)
    messages.success(request, _("You have left “%(project)s”. Your work stays there.") % {"project": project})
    return redirect("home")


def member_for(project: Project, user: int) -> Membership:
    return get_object_or_404(project.memberships.select_related("project", "user"), user=user)
