"""Static files are collected anew when one of them, or how they are made ready for browsers, has changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from config import bundle


def collect_changed() -> bool:
    """Collect the static files unless the collected ones are made of the same. Whether there was anything to do."""
    stamp = Path(settings.STATIC_ROOT, "made-of")
    now = digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="ascii")
    return True


def digest() -> str:
    """Of every file's name and content, and of the module that makes them ready."""
    made = hashlib.blake2b(Path(bundle.__file__).read_bytes(), digest_size=16)
    for finder in get_finders():
        for name, storage in finder.list([]):
            made.update(name.encode() + b"\0" + Path(storage.path(name)).read_bytes())
    return made.hexdigest()
