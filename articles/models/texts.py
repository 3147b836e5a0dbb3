"""What was published: articles with their blocks, and figures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.projects import Project
from articles.names import plain
from articles.readers.types import Block, Span
from config.database.text_search import PartIndex, TextIndex

WORDS_OF_TEXTS = TextIndex("articles_article", "text")
PARTS_OF_WORDS = PartIndex("articles_article", ("label", "title", "external_id", "publisher"), within="project_id")
QUEUE_ORDERS = {
    "by_id": ("project", "id", "readers"),
    "fewest": ("project", "readers", "id"),
    "random": ("project", "shuffle", "id", "readers"),
    "unsure": ("project", "-uncertainty", "id", "readers"),
}


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: Any) -> Self:
        """Those of standing projects that this user is a member of; of all standing ones for a superuser."""
        standing = self.filter(project__deleted_at__isnull=True)
        return standing if user.is_superuser else standing.filter(project__memberships__user=user)

    def in_use(self) -> Self:
        """Without those that were withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def search(self, asked: str, *, project: int | None = None) -> Self:
        """Those with this in title, external id or publisher, and those whose text holds all of its words.

        ``project`` says that all rows are of one project, so that others need not be looked at.
        """
        ids = WORDS_OF_TEXTS.ids(asked)
        few = PARTS_OF_WORDS.few(asked, ids, within=project)
        if few is not None:
            return self.filter(pk__in=few)
        found = Q(label__icontains=asked) | Q(title__icontains=asked)
        found |= Q(external_id__icontains=asked) | Q(publisher__icontains=asked)
        return self.filter(found if ids is None else found | Q(pk__in=ids))

    def without_text(self) -> Self:
        """For lists: the rows without the columns that may be large."""
        return self.defer("text", "blocks", "extra")


class Article(models.Model):
    """One news text. ``text`` is stored once and never changes: every offset of the product points into it."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="articles", db_index=False
    )
    external_id = models.CharField(_("external id"), max_length=400)
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64, editable=False)
    title = models.CharField(_("title"), max_length=1000, blank=True)
    label = models.CharField(
        _("article"), max_length=120, editable=False, help_text=_("What lists and headings call the article")
    )
    url = models.CharField(_("address"), max_length=2000, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    byline = models.CharField(_("byline"), max_length=500, blank=True)
    published = models.DateField(_("published on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    blocks = models.JSONField(default=list, help_text=_("[[start, end, kind], …] in code points of the text"))
    words = models.PositiveIntegerField(_("words"), default=0, editable=False)
    extra = models.JSONField(default=dict, blank=True, help_text=_("Keys of the imported record that are not ours"))
    finished = models.BooleanField(default=False, editable=False, help_text=_("Somebody has finished it"))
    draw = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("From 0 to 99, by hash: below the project’s share it is read blind")
    )
    shuffle = models.PositiveIntegerField(default=0, editable=False, help_text=_("Its place in a random order"))
    readers = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("How many people have finished it or are to read it")
    )
    uncertainty = models.FloatField(
        default=0.0, editable=False, help_text=_("How unsure its newest suggestions are: 0 where there are none")
    )
    created_at = models.DateTimeField(_("imported on"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(max_length=500, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "external_id"], name="article_external_id_once_per_project"),
            models.CheckConstraint(condition=~Q(text=""), name="article_text_is_not_empty"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="article_withdrawn_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "sha256"], name="article_by_content"),
            models.Index(fields=["project", "id"], name="article_in_project"),
            # For counts, which would otherwise read each row across its text.
            models.Index(fields=["project", "finished"], name="article_in_use", condition=Q(withdrawn_at__isnull=True)),
            models.Index(fields=["project", "id"], name="article_withdrawn", condition=Q(withdrawn_at__isnull=False)),
            # One for each order in which the queue gives articles out; each holds all that the queue asks.
            *(
                models.Index(fields=fields, name=f"article_queue_{name}", condition=Q(withdrawn_at__isnull=True))
                for name, fields in QUEUE_ORDERS.items()
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        digest = text_digest(self.text)
        if self._state.adding:
            self.derive(digest=digest)
        elif digest != self.sha256:
            raise ValidationError(
                _("The text of article “%(id)s” never changes, because every offset points into it. "
                  "Import the new text as an article of its own.") % {"id": self.external_id}
            )  # fmt: skip
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("workbench", args=[self.pk])

    def derive(self, *, digest: str) -> None:
        """Fill what follows from the other columns, of an article that is not stored yet; ``save`` does so itself."""
        self.sha256 = digest
        self.shuffle, self.draw = drawn(self.project_id, digest)
        self.words = len(self.text.split())
        self.label = label_for(self)

    @property
    def is_drawn_blind(self) -> bool:
        """Whether it belongs to the project’s share that is first read without suggestions."""
        return self.draw < self.project.blind_share

    @property
    def link(self) -> str:
        """The address for a page to link to; empty where it is none of the web, since ``javascript:`` would run."""
        return self.url if self.url.lower().startswith(("https://", "http://")) else ""

    @property
    def lead(self) -> str:
        """The beginning of the first paragraph, 240 code points at most."""
        for block in self.block_list():
            if block.kind == "paragraph":
                return shortened(self.text[block.start : block.end], length=240)
        return ""

    def block_list(self) -> list[Block]:
        return [Block(start, end, kind) for start, end, kind in self.blocks]

    def block_kind_at(self, offset: int) -> str:
        """The kind of the block that holds this offset, “other” where none does."""
        for start, end, kind in self.blocks:
            if start <= offset < end:
                return str(kind)
        return "other"


class Figure(models.Model):
    """An image of the article, with its caption in the text where there is one."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="figures", db_index=False)
    order = models.PositiveIntegerField()
    image_url = models.CharField(max_length=2000, blank=True)
    alt = models.TextField(blank=True)
    caption_start = models.PositiveIntegerField(null=True, blank=True)
    caption_end = models.PositiveIntegerField(null=True, blank=True)
    credit_start = models.PositiveIntegerField(null=True, blank=True)
    credit_end = models.PositiveIntegerField(null=True, blank=True)
    score = models.FloatField(default=1.0)
    """1 where the page marks the caption, less where only its place and its words speak for it."""

    class Meta:
        ordering = ["article_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["article", "order"], name="figure_order_once_per_article"),
            models.CheckConstraint(
                condition=Q(caption_start__isnull=True, caption_end__isnull=True)
                | Q(caption_end__gt=F("caption_start")),
                name="figure_caption_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(credit_start__isnull=True, credit_end__isnull=True) | Q(credit_end__gt=F("credit_start")),
                name="figure_credit_end_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"Figure {self.order + 1} of {self.article}"

    @property
    def caption(self) -> Span | None:
        return (
            None if self.caption_start is None or self.caption_end is None else (self.caption_start, self.caption_end)
        )

    @property
    def credit(self) -> Span | None:
        return None if self.credit_start is None or self.credit_end is None else (self.credit_start, self.credit_end)


def label_for(article: Article) -> str:
    """The title, else the first paragraph's first words, else the external id."""
    return shortened(article.title or article.lead or article.external_id, length=110)


def shortened(text: str, *, length: int) -> str:
    """The text on one line, cut at a word to at most this many code points."""
    line = plain(text)
    if len(line) <= length:
        return line
    return line[: length - 2].rsplit(" ", 1)[0] + " …"


def text_digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def drawn(project: int, digest: str) -> tuple[int, int]:
    """An article's place in a random order, and a number from 0 to 99: the same for the same text in a project."""
    found = hashlib.sha256(f"{project}:{digest}".encode("ascii")).digest()
    return int.from_bytes(found[:4], "big") >> 1, int.from_bytes(found[4:12], "big") % 100


def check_blocks(text: str, blocks: Iterable[Block]) -> list[tuple[int, int, str]]:
    """The blocks as they are stored. Raises ValidationError where one lies outside the text or over another."""
    stored: list[tuple[int, int, str]] = []
    reached = 0
    for block in blocks:
        if not reached <= block.start < block.end <= len(text):
            raise ValidationError(
                _("Block [%(start)d, %(end)d) is out of order or outside the text of %(length)d code points.")
                % {"start": block.start, "end": block.end, "length": len(text)}
            )
        stored.append((block.start, block.end, block.kind))
        reached = block.end
    return stored
