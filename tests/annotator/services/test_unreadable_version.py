"""A version whose file this Quotemark cannot read: it is named, with the way out."""

from __future__ import annotations

import zlib

import pytest

from annotator.errors import Refused
from annotator.models import LearnedModel
from annotator.services.learning import model_of_version
from annotator.services.suggest import suggester_for
from tests.factories import make_project, make_version

pytestmark = pytest.mark.django_db


def test_a_version_of_a_later_format_is_refused_by_its_number() -> None:
    project = make_project()
    row = make_version(project, in_use=True)
    later = zlib.compress(b'{"format": "quotemark-model/9"}')
    LearnedModel.objects.filter(pk=row.pk).update(content=later)
    model_of_version.cache_clear()
    with pytest.raises(Refused, match=r"^Version 1 of the suggestions cannot be read here: .+ the rules alone\.$"):
        suggester_for(project)
