"""The web server in this process: gunicorn as `config/gunicorn.py` sets it up, without its command line."""

from __future__ import annotations

import gc
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from gunicorn.app.base import Application


class Server(Application):  # type: ignore[misc]
    """``binds`` are addresses as gunicorn's ``--bind`` takes them. `GUNICORN_CMD_ARGS` changes anything else."""

    def __init__(self, binds: list[str]) -> None:
        self.binds = binds
        super().__init__(prog="quotemark serve")

    def load_config(self) -> None:
        self.load_config_from_module_name_or_filename("python:config.gunicorn")
        self.cfg.set("bind", self.binds)
        parser = self.cfg.parser()
        for name, value in vars(parser.parse_args(self.cfg.get_cmd_args_from_env())).items():
            if value is not None and name != "args":
                self.cfg.set(name.lower(), value)

    def load(self) -> Any:
        from config.wsgi import application

        return application


def serve(*binds: str) -> None:
    """Serve until a signal comes."""
    Server(list(binds)).run()


def load() -> None:
    """Load all pages before processes are forked, so that they share the memory of what never changes."""
    gc.disable()  # or it would leave holes, in pages that are then written to
    import config.wsgi  # noqa: F401

    settle()
    gc.enable()


def load_pages() -> None:
    """Load what the first request would load, without looking for the collected static files."""
    reverse("home")  # finds all addresses of pages
    get_template("registration/login.html")
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Sign in")


def settle() -> None:
    """Load what the first request would load, and take all that there is out of the garbage collector's sight."""
    load_pages()
    gc.collect()
    gc.freeze()
