"""What importing the package costs, and the names under which others import it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from suggesters import suggestions

LIGHT = (
    *("suggesters", "suggesters.suggestions", "suggesters.quotation", "suggesters.lexicon", "suggesters.credits"),
    *("suggesters.evaluation.scores", "suggesters.captions", "suggesters.repairs", "suggesters.registry"),
    *("suggesters.people", "suggesters.quotes", "suggesters.entities", "suggesters.pipeline", "suggesters.stream"),
)


def test_neither_importing_a_module_nor_listing_the_suggesters_loads_spacy() -> None:
    each = "".join(f"import {module}; assert 'spacy' not in sys.modules, '{module}'\n" for module in LIGHT)
    assert "spacy" not in loaded_by(f"import sys\n{each}from suggesters import registry; registry.names()")


def test_the_components_load_spacy() -> None:
    assert "spacy" in loaded_by("import suggesters.components")


def loaded_by(statement: str) -> set[str]:
    """The top-level packages that a new interpreter has loaded after the statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_the_old_name_of_the_suggestions_warns_and_gives_the_same_classes() -> None:
    sys.modules.pop("suggesters.frames", None)
    with pytest.warns(DeprecationWarning, match=r"suggesters\.frames is now suggesters\.suggestions"):
        frames = import_module("suggesters.frames")
    assert all(getattr(frames, name) is getattr(suggestions, name) for name in frames.__all__)
    assert frames.Quote is suggestions.Quote


def test_checking_the_project_and_importing_all_its_addresses_do_not_load_spacy() -> None:
    statement = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup();"
        "from django.core.management import call_command; import config.urls; call_command('check', verbosity=0)"
    )
    assert "spacy" not in loaded_by(statement)
