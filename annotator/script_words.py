"""What static/js says. A script calls ``t("…")`` with the English sentence; here it is marked for translation.

Places like ``{count}`` are filled by the script. Where a sentence has a number in it, the script chooses between two.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("undecided"),
)  # fmt: skip
