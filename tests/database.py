"""The databases of the tests: migrated once and copied, and emptied quickly."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import OperationalError, connection, connections

from tests.starts import environment

ROOT = Path(__file__).resolve().parent.parent
NAME = "quotemark.sqlite3"
KEPT = {"django_content_type", "auth_permission", "django_migrations"}  # what migrating writes, and no test changes
KEPT_FOR = 24 * 3600
PROGRAMS = os.pathsep.join(
    [*sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True), os.environ.get("PATH", "")]
)
MIGRATE_WITH = ("django", "django-axes", "django-rest-knox")


@contextmanager
def own_database() -> Iterator[None]:
    """A database of this process alone. Migrating takes seconds of each process: all take a copy."""
    with copy_on_server() if connection.vendor == "postgresql" else copy_of(template()):
        yield


@contextmanager
def copy_of(migrated: Path) -> Iterator[None]:
    """A SQLite file."""
    place = Path(connection.settings_dict["TEST"]["NAME"])
    real = connection.settings_dict["NAME"]
    remove(place)
    shutil.copyfile(migrated, place)
    use(str(place))
    yield
    use(real)
    remove(place)


def template() -> Path:
    """A SQLite database after all these migrations, made by whichever process comes first, kept until they change."""
    return kept(f"{digest()}.sqlite3", migrate)


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """A file that is kept for the next run, which may be another checkout's."""
    folder = Path(tempfile.gettempdir()) / f"quotemark-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder / name
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            for path in folder.glob("*.sql*"):
                if time.time() - path.stat().st_mtime > KEPT_FOR:  # a younger one may be another checkout's
                    path.unlink()
            make(found)
        found.touch()
    return found


def migrate(target: Path) -> None:
    """Make the file in a process of its own; it has its name only once it is whole."""
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment(QUOTEMARK_VAR=place), check=True)
        (Path(place) / NAME).rename(target)


def put_migrated(place: Path) -> None:
    """Into a folder of data, so that what starts there has nothing left to migrate."""
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template(), place / NAME)


@contextmanager
def copy_on_server() -> Iterator[None]:
    """A database on PostgreSQL's server. The one that was migrated stays for the next process and the next run."""
    creation: Any = connection.creation
    own, real = creation._get_test_db_name(), connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")  # until the cursor's connection ends
        migrated = template_on_server(cursor)
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}"')
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{migrated}"')
    use(own)
    yield
    use(real)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


def template_on_server(cursor: Any) -> str:
    """The name of the database after all these migrations; it has its name only once it is whole."""
    found, unfinished, real = f"migrated_{digest()}", "migrated_unfinished", connection.settings_dict["NAME"]
    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [found])
    if not cursor.rowcount:
        cursor.execute(f"DROP DATABASE IF EXISTS {unfinished}")
        cursor.execute(f"CREATE DATABASE {unfinished}")
        use(unfinished)
        fill()
        use(real)
        cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {found}")
    return found


def fill() -> None:
    """The tables of all these migrations. Where PostgreSQL's own programs are, they are kept for the next server."""
    dump, load = (shutil.which(name, path=PROGRAMS) for name in ("pg_dump", "psql"))
    if not dump or not load:
        call_command("migrate", verbosity=0, interactive=False)
        return
    made: list[Path] = []

    def make(target: Path) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        unfinished = target.with_suffix(".sql-unfinished")
        run_there(dump, "--no-owner", "--file", str(unfinished))
        made.append(unfinished.rename(target))

    server: Any = connection
    found = kept(f"{digest()}-{server.pg_version // 10_000}.sql", make)
    if not made:
        run_there(load, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(found))


def run_there(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs, on the database in use."""
    values = {name: str(connection.settings_dict[name]) for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    connection.close()
    named = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    there = {named[name]: value for name, value in values.items() if value}
    command = [program, *arguments]
    subprocess.run(command, env=environment(**there), check=True, stdout=subprocess.DEVNULL)


def digest() -> str:
    """What the tables are made by: all migrations, and the code and the libraries that they use."""
    found = hashlib.sha256(" ".join(version(name) for name in MIGRATE_WITH).encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("config/database/**/*.py")]):
        found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()[:20]


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def remove(place: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{place}{ending}").unlink(missing_ok=True)


def empty_tables(_test: Any) -> None:
    """Instead of Django's ``flush``, which also makes all permissions anew after each test with real transactions."""
    for alias in connections:
        database = connections[alias]
        names = database.introspection.django_table_names(only_existing=True, include_views=False)
        statements = emptying(database, [name for name in names if name not in KEPT])
        emptied_with(database, statements)


def emptied_with(database: Any, statements: list[str], *, tries: int = 10) -> None:
    """Where a page's last request and the emptying wait for each other, PostgreSQL ends one of them: then again."""
    for left in reversed(range(tries)):
        try:
            database.ops.execute_sql_flush(statements)
        except OperationalError:
            if not left:
                raise
        else:
            return


def emptying(database: Any, names: list[str]) -> list[str]:
    """On PostgreSQL without TRUNCATE: for each table it makes a new file, and it locks out a page that still reads."""
    if database.vendor != "postgresql":
        found: list[str] = database.ops.sql_flush(no_style(), names)
        return found
    deletions = " ".join(f'DELETE FROM "{name}";' for name in names)
    return [f"DO $$ BEGIN {deletions} END $$"]
