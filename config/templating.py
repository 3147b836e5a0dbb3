"""Django's templates, without the tags of the interface for programs.

Django loads the tags of every installed app with the first template. Those of the REST framework bring YAML, requests,
Pygments and the driver of PostgreSQL along: 16 MB and half a second for pages that use none of them.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.forms.renderers import DjangoTemplates as Renderer
from django.template.backends.django import DjangoTemplates, get_package_libraries

WITHOUT_PAGES = {"rest_framework"}
"""Apps whose tags no template of ours loads."""


class Templates(DjangoTemplates):
    def get_templatetag_libraries(self, custom_libraries: dict[str, str]) -> dict[str, str]:
        """Each library’s name and module, as Django finds them; a later app’s takes the place of an earlier one’s."""
        names = ["django", *(app.name for app in apps.get_app_configs() if app.name not in WITHOUT_PAGES)]
        return {**{short: module for name in names for short, module in libraries_of(name)}, **custom_libraries}


class FormRenderer(Renderer):
    backend = Templates


def libraries_of(app: str) -> list[tuple[str, str]]:
    """The libraries of an app’s package `templatetags`; none where it has no such package."""
    package = f"{app}.templatetags"
    try:
        found = import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        return []
    return [(module.removeprefix(f"{package}."), module) for module in get_package_libraries(found)]
