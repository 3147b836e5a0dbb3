"""Projects, and who may work in them."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.names import plain
from articles.profiles import check_profile, default_profile, read_profile
from suggesters.profiles import Profile

DELETED_KEPT = datetime.timedelta(days=14)
"""How long a deleted project can be brought back; after that it is removed for good."""


class Role(models.TextChoices):
    VIEWER = "viewer", _("Viewer")
    ANNOTATOR = "annotator", _("Annotator")
    REVIEWER = "reviewer", _("Reviewer")
    MANAGER = "manager", _("Manager")


class QueuePolicy(models.TextChoices):
    """Which article of a project somebody gets next."""

    ORDER = "order", _("oldest first")
    RANDOM = "random", _("at random")
    FEWEST = "fewest", _("those that fewest people have read")
    UNCERTAIN = "uncertain", _("those of which the machine is least certain")
    ASSIGNED = "assigned", _("only what is assigned")


class AgreeRule(models.TextChoices):
    """What of two people’s work adjudication takes without asking."""

    IDENTICAL = "identical", _("what is identical")
    OVERLAP = "overlap", _("what shares enough of its words")


class ProjectQuerySet(models.QuerySet["Project"]):
    def standing(self) -> Self:
        """Without those that were deleted: nobody sees these."""
        return self.filter(deleted_at__isnull=True)

    def active(self) -> Self:
        """Those in which people can work: neither deleted nor archived."""
        return self.standing().filter(archived_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """The standing projects that this user is a member of; all standing ones for a superuser."""
        standing = self.standing()
        return standing if user.is_superuser else standing.filter(memberships__user=user)

    def reviewed_by(self, user: Any) -> Self:
        """The standing projects in which this user reviews or manages; all standing ones for a superuser."""
        return self.standing().with_roles(user, Role.REVIEWER, Role.MANAGER)

    def deleted_for(self, user: Any) -> Self:
        """The deleted projects that this user can still bring back: those that they manage."""
        return self.filter(deleted_at__gt=timezone.now() - DELETED_KEPT).with_roles(user, Role.MANAGER)

    def to_purge(self) -> Self:
        """The deleted projects that nobody can bring back any more."""
        return self.filter(deleted_at__lte=timezone.now() - DELETED_KEPT)

    def with_roles(self, user: Any, *roles: Role) -> Self:
        """Those in which the user has one of these roles; all of them for a superuser."""
        return self if user.is_superuser else self.filter(memberships__user=user, memberships__role__in=roles)


class Project(models.Model):
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    guidelines = models.TextField(
        _("guidelines"), blank=True, help_text=_("Markdown, shown in the workbench under the key h.")
    )
    accept_threshold = models.FloatField(
        _("threshold"),
        default=0.9,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Suggestions with this score or more are accepted together by Shift+A."),
    )
    remote_images = models.BooleanField(
        _("remote images"),
        default=False,
        help_text=_(
            "Show the pictures of articles from the addresses where they were published. Those hosts then see that "
            "somebody reads the article. Without it, the workbench shows the addresses only."
        ),
    )
    import_mapping = models.JSONField(
        _("import mapping"),
        default=dict,
        blank=True,
        help_text=_("How labels, relations and columns of other tools become ours."),
    )
    profile = models.JSONField(
        _("guideline profile"),
        default=default_profile,
        validators=[check_profile],
        help_text=_("Which kinds of attribution count as quotes, whether their parts are joined, and where edges lie."),
    )
    profile_fit = models.JSONField(
        null=True, blank=True, editable=False, help_text=_("How well the profiles fit the finished articles")
    )
    language = models.CharField(
        _("language"), max_length=20, blank=True, help_text=_("Of articles that do not state theirs, such as “en”.")
    )
    guideline_version = models.PositiveIntegerField(default=1, editable=False)
    suggester = models.CharField(
        _("suggester"), max_length=100, blank=True, help_text=_("Empty: the newest set of every suggester is shown.")
    )
    judged = models.JSONField(
        default=dict, blank=True, editable=False, help_text=_("Which kinds are asked for, shown or off")
    )
    overlap = models.PositiveSmallIntegerField(
        _("readers of an article"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("How many people annotate each article. Empty: everybody."),
    )
    queue_policy = models.CharField(_("next article"), max_length=20, choices=QueuePolicy, default=QueuePolicy.ORDER)
    lease_minutes = models.PositiveIntegerField(
        _("minutes an article is kept"),
        default=24 * 60,
        validators=[MinValueValidator(1), MaxValueValidator(60 * 24 * 90)],
        help_text=_("An article that somebody took and does not work on is given to another after this time."),
    )
    blind_share = models.PositiveSmallIntegerField(
        _("first pass without suggestions"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("The share of articles, in per cent, that are shown without any suggestions."),
    )
    agree_rule = models.CharField(
        _("taken without asking"), max_length=20, choices=AgreeRule, default=AgreeRule.IDENTICAL
    )
    agree_overlap = models.FloatField(
        _("words shared"), default=0.9, validators=[MinValueValidator(0.5), MaxValueValidator(1)]
    )
    agree_majority = models.BooleanField(
        _("majority"), default=False, help_text=_("What two of three people say is taken without asking.")
    )
    tie_break = models.BooleanField(
        _("a third person breaks the tie"),
        default=False,
        help_text=_("The queue gives an article on which two disagree to somebody who is neither of them."),
    )
    check_share = models.PositiveSmallIntegerField(
        _("hidden checks"),
        default=0,
        validators=[MaxValueValidator(50)],
        help_text=_("The share of a person’s articles, in per cent, that test them without their knowing."),
    )
    count_time = models.BooleanField(
        _("active time"), default=True, help_text=_("Measure how long people work on an article, without idle time.")
    )
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    client_id = models.UUIDField(null=True, unique=True, editable=False, help_text=_("Of the request that made it"))

    objects = ProjectQuerySet.as_manager()

    reader: tuple[int, str] | None = None
    """For whom the project was fetched, by key, and the role of this user in it (``access``); not stored here."""

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accept_threshold__gte=0) & Q(accept_threshold__lte=1), name="project_threshold_is_a_score"
            ),
            models.CheckConstraint(
                condition=Q(overlap__isnull=True) | Q(overlap__gte=1), name="project_overlap_is_one_or_more"
            ),
            models.CheckConstraint(condition=Q(blind_share__lte=100), name="project_blind_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = plain(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.slug])

    @property
    def gone_at(self) -> datetime.datetime | None:
        """When a deleted project is removed for good; None for one that stands."""
        return self.deleted_at + DELETED_KEPT if self.deleted_at else None

    @property
    def chosen_profile(self) -> Profile:
        """The guideline that suggestions follow."""
        return read_profile(self.profile)


class Membership(models.Model):
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.ANNOTATOR)
    joined_at = models.DateTimeField(_("member since"), null=True, default=timezone.now, editable=False)
    queue_start = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("This user has finished every article of the project with a smaller id")
    )
    queue_draws = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("How often this user has finished an article here: draws the next one")
    )

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once_per_project"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.project} ({self.role})"


class GuidelineVersion(models.Model):
    """The guidelines as they stood under a number. A decision carries the number under which it was made."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="guideline_versions", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True, help_text=_("What changed, in a sentence"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of the guidelines")
        verbose_name_plural = _("versions of the guidelines")
        ordering = ["project_id", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="guideline_version_once_per_number")]

    def __str__(self) -> str:
        return f"{self.project}, {self.number}"


class Invitation(models.Model):
    """A link by which one person becomes a member. Only the hash of its token is stored."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.ANNOTATOR)
    note = models.CharField(_("for whom"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires on"))
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    used_at = models.DateTimeField(_("used on"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} in {self.project}"
