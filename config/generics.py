"""Django’s classes that take type arguments for mypy only, made to take them when the program runs."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm, ModelMultipleChoiceField


def take_type_arguments() -> None:
    """Let ``ModelForm[Project]`` be ``ModelForm``.

    ``django_stubs_ext.monkeypatch`` does so for all of Django, and loads the admin panel and more for it, which a
    command that imports a file never needs.
    """
    kinds: tuple[Any, ...] = (ModelForm, ModelMultipleChoiceField)
    for kind in kinds:
        kind.__class_getitem__ = classmethod(itself)


def itself(kind: type, _arguments: Any) -> type:
    return kind
