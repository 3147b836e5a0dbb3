"""Everything on this machine: database, login, sample project, then the server and a worker, which end together.

What both need is loaded once, before they part: processes that were forked share its memory. The preparation has a
process of its own, so that nothing of it stays in memory, and this one loads meanwhile. At the end it gives its place
to a small process that watches both.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import os
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from quotemark.watching import WATCHED, hold_back, until_one_ends, watch_alone

PR_SET_PDEATHSIG = 1


class CannotStart(Exception):  # noqa: N818 - reads as what happened
    """What is in the way, with the remedy, in one line."""


def start(*, port: int) -> int:
    """Serve until a signal comes or one of the two processes ends. Returns the exit status where it cannot begin."""
    folder = Path(os.environ["QUOTEMARK_VAR"])
    hold_back()
    try:
        make_writable(folder)
        listener = listen(port)
        settle_environment(folder)
        set_up()
    except CannotStart as reason:
        return told(reason)
    preparing = in_child(prepare)
    load_pages()
    if status := until_one_ends([preparing]):
        return status
    load()
    both = [in_child(lambda: serve(listener)), in_child(work)]
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()
    print(f"\n  Quotemark is at {address}   (Ctrl+C stops it)\n  Its data is in {folder}\n", flush=True)
    return watch_alone(both)


def make_writable(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be written ({error.strerror}): make room or get the right to, or choose another folder "
            "with --data or QUOTEMARK_VAR."
        ) from error


def listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise CannotStart(f"port {port} {reason}: choose another with --port or PORT, or stop what uses it.") from error


def settle_environment(folder: Path) -> None:
    """A key of this installation's own, and the names of this machine, where nothing else is set."""
    from config.environment import kept_secret, text

    try:
        os.environ["SECRET_KEY"] = text("SECRET_KEY") or kept_secret(folder / "secret-key")
    except OSError as error:
        raise CannotStart(f"{folder / 'secret-key'} cannot be read ({error.strerror}): it must be yours.") from error
    os.environ["ALLOWED_HOSTS"] = text("ALLOWED_HOSTS", "127.0.0.1,localhost")


def told(reason: Exception) -> int:
    print(f"quotemark: {reason}", file=sys.stderr, flush=True)
    return 1


def set_up() -> None:
    """Read the settings, with the static files as they will be: `prepare` collects them before they are served."""
    sys.argv = ["quotemark", "prepare"]
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotStart(str(error)) from error


def prepare() -> int:
    """Bring the database and the static files up to date; the first login and the sample, once."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command

    try:
        call_command("prepare", verbosity=0)
        call_command("start_here")
    except (CommandError, ImproperlyConfigured) as error:
        return told(error)
    return 0


def load_pages() -> None:
    """What needs neither the database nor the collected files. Nobody else has loaded anything yet."""
    gc.disable()  # or it would leave holes, in memory that is then written to
    from config.serving import load_pages

    load_pages()
    import exchange.management.commands.worker  # noqa: F401 - before the processes part


def load() -> None:
    from config.serving import load

    load()


def serve(listener: socket.socket) -> int:
    from config.serving import serve

    serve(f"fd://{listener.fileno()}")
    return 0


def work() -> int:
    from django.core.management import call_command

    call_command("worker", verbosity=0)
    return 0


def in_child(task: Callable[[], int]) -> int:
    """Run the task in a process of its own, which ends when this one does. Returns its number."""
    sys.stdout.flush()
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        end_with(parent)
        status = task()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def end_with(parent: int) -> None:
    """Have this process told to end when its parent is gone, killed for instance. Linux alone can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:  # it was quicker
            raise SystemExit(1)
