"""Everything on this machine: database, login, sample project, then the server and a worker, which end together.

What both need is loaded once, before they part: processes that were forked share its memory. The preparation has a
process of its own, so that nothing of it stays in memory.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = ENDING | {signal.SIGCHLD}
PR_SET_PDEATHSIG = 1


class CannotStart(Exception):  # noqa: N818 - reads as what happened
    """What is in the way, with the remedy, in one line."""


def start(*, port: int) -> int:
    """Serve until a signal comes or one of the two processes ends. Returns the exit status."""
    folder = Path(os.environ["QUOTEMARK_VAR"])
    signal.signal(signal.SIGCHLD, lambda number, frame: None)  # one that is ignored never arrives
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    try:
        make_writable(folder)
        listener = listen(port)
        settle_environment(folder)
    except CannotStart as reason:
        return told(reason)
    if status := until_one_ends([in_child(prepare)]):
        return status
    load()
    both = [in_child(lambda: serve(listener)), in_child(work)]
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()
    print(f"\n  Quotemark is at {address}   (Ctrl+C stops it)\n  Its data is in {folder}\n", flush=True)
    return until_one_ends(both)


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


def prepare() -> int:
    """Bring the database and the static files up to date; the first login and the sample, once."""
    sys.argv = ["quotemark", "prepare"]
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command

    try:
        import django

        django.setup()
        call_command("prepare", verbosity=0)
        call_command("start_here")
    except (CommandError, ImproperlyConfigured) as error:
        return told(error)
    return 0


def load() -> None:
    from config.serving import load

    load()
    import exchange.management.commands.worker  # noqa: F401 - before the processes part


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


def until_one_ends(children: list[int]) -> int:
    """Wait for a signal, or for one of the processes. Then end the others, and return the exit status."""
    while True:
        number = signal.sigwait(WATCHED)
        if number in ENDING:
            end(children)
            return 128 + number
        for child in children:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                end([other for other in children if other != child])
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code


def end(children: list[int]) -> None:
    for child in children:
        os.kill(child, signal.SIGTERM)
    for child in children:
        os.waitpid(child, 0)
