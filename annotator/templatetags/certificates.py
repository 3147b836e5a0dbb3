"""What certificates say beside the threshold of Shift+A."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from annotator.services.certificates import promised
from annotator.services.versions import SuggestedBy
from annotator.workbench.promises import line_in_short
from articles.models import Project

register = template.Library()


@register.inclusion_tag("workbench/_certified.html")
def certified_from(project: Project, sources: Sequence[SuggestedBy]) -> dict[str, Any]:
    """From which scores on the suggestions of these versions are certified. One query."""
    found = promised(project, sources=[source.stored for source in sources])
    return {"project": project, "lines": [line_in_short(one) for one in found]}
