"""The admin of what people decide. Each part registers its models; Django finds them through this module."""

from __future__ import annotations

from django.contrib import admin
from knox.models import get_token_model

from annotator.admin.annotations import AnnotationAdmin
from annotator.admin.articles import AnnotationSetAdmin, ReviewedArticleAdmin
from annotator.admin.bulk import BulkActionAdmin
from annotator.admin.history import EventAdmin, FlagAdmin
from annotator.admin.people import PersonAdmin
from annotator.forms.account import StaffSignInForm

# A token is shown once, by the interface that makes it: one that is added in the admin would never be seen.
admin.site.unregister(get_token_model())
admin.site.login_form = StaffSignInForm

__all__ = [
    "AnnotationAdmin",
    "AnnotationSetAdmin",
    "BulkActionAdmin",
    "EventAdmin",
    "FlagAdmin",
    "PersonAdmin",
    "ReviewedArticleAdmin",
]
