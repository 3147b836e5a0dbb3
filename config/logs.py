"""What the log leaves out."""

from __future__ import annotations

import logging
import re

from django.core.exceptions import PermissionDenied


class RefusedInOneLine(logging.Filter):
    """A refused request is not a fault of the program: its line names the client's address, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, PermissionDenied):
            request = getattr(record, "request", None)
            address = request.META.get("REMOTE_ADDR", "") if request else ""
            record.msg = f"{record.getMessage()} from {address or 'an unknown address'}: {error}"
            record.args = ()
            record.exc_info = record.exc_text = None
        return True


INVITATION = re.compile(r"(/invitations/)[^/\s\"'?&]+")


class WithoutInvitations(logging.Filter):
    """The address of an invitation is its key: a log names the place and leaves the key out."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if "/invitations/" in words:
            record.msg, record.args = INVITATION.sub(r"\1…", words), ()
        return True
