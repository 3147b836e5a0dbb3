"""What gunicorn reads by itself in this folder, as in ``gunicorn config.wsgi``: the settings of config/gunicorn.py."""

from config.gunicorn import loglevel, preload_app, threads, when_ready, workers, wsgi_app

__all__ = ["loglevel", "preload_app", "threads", "when_ready", "workers", "wsgi_app"]
