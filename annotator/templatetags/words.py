"""What the scripts say, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from annotator.script_words import SENTENCES

register = template.Library()


@register.simple_tag
def script_words() -> SafeString:
    """The scripts' sentences with their translations as data in the page; nothing where the language is English."""
    if (get_language() or "en").split("-")[0] == "en":
        return SafeString("")
    return json_script({sentence: gettext(sentence) for sentence in SENTENCES}, "words")
