"""The names under which a DocBin holds the annotations."""

from __future__ import annotations

from exchange.records.article import LISTS

GROUPS = {name: name for name in LISTS} | {"quotes": "sc"}
USER_DATA = "quotemark"
