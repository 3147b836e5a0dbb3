"""What gunicorn reads by itself in this folder, as in ``gunicorn config.wsgi``: the settings of config/gunicorn.py."""

from config.gunicorn import control_socket_disable, loglevel, preload_app, threads, when_ready, workers, wsgi_app

__all__ = ["control_socket_disable", "loglevel", "preload_app", "threads", "when_ready", "workers", "wsgi_app"]
