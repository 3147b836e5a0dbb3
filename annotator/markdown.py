"""Markdown that people wrote, as HTML that is safe to show."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe


def safe_html(source: str) -> SafeString:
    """The rendered text, without scripts, styles, images or event handlers."""
    import nh3
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(source)
    tags = nh3.ALLOWED_TAGS - {"img"}
    return mark_safe(nh3.clean(html, tags=tags, url_schemes={"http", "https", "mailto"}))  # noqa: S308 - cleaned
