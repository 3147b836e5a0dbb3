"""What certificates say beside the threshold of Shift+A."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from annotator.services.certificates import promised
from annotator.workbench.promises import line_in_short
from articles.models import Project

register = template.Library()


@register.inclusion_tag("workbench/_certified.html")
def certified_from(project: Project, sources: Sequence[str]) -> dict[str, Any]:
    """From which scores on these suggesters, each named with its version, are certified. One query."""
    return {"project": project, "lines": [line_in_short(one) for one in promised(project, sources=sources)]}
