"""The least that our web server can serve: what it costs without us. Loaded as config/wsgi.py is, for gunicorn."""

from __future__ import annotations

from typing import Any

import config.wsgi  # noqa: F401 - config/gunicorn.py expects Django's pages


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]
