"""The characters of a web page's bytes: byte order mark, then UTF-8 where it fits, then what the page declares."""

from __future__ import annotations

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
DECLARATION_BYTES = 4096
DECLARED = re.compile(rb"""(?:<meta[^>]+charset|<\?xml[^>]+encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
DEFAULT = "cp1252"
OF_PAGES = re.compile(r"ascii|big5|cp\d|euc|gb|iso8859|iso2022|johab|koi8|mac|shift_jis|tis|utf-8", re.IGNORECASE)
"""Pages are in one of these; Python knows more codecs, among them some that give no text."""
BROADER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
"""What browsers read a declared character set as, by Python's names: the old vendors' supersets."""
FEW_ERRORS = 0.05
"""Text is UTF-8 with damage where no larger share of its characters beyond ASCII is damaged."""


def decode_page(data: bytes) -> str:
    """The text of an HTML page's bytes, without a byte order mark and NUL characters. Always gives a text.

    UTF-8 is tried before the declared character set, since other text is hardly ever valid UTF-8 by chance, while pages
    saved by other programs keep a declaration that is no longer true. Single damaged bytes become U+FFFD.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace").replace("\0", "")
    declared = declared_charset(data)
    is_utf8 = not declared.startswith("iso2022") and is_mostly_utf8(data)
    return data.decode("utf-8" if is_utf8 else declared, errors="replace").replace("\0", "")


def declared_charset(data: bytes) -> str:
    """Python's name of the character set that the page's first bytes declare; Windows-1252 where they name none."""
    match = DECLARED.search(data, 0, DECLARATION_BYTES)
    try:
        name = codecs.lookup(match[1].decode("ascii")).name if match else DEFAULT
    except (LookupError, UnicodeDecodeError):
        return DEFAULT
    return BROADER.get(name, name) if OF_PAGES.match(name) else DEFAULT


def is_mostly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 but for few damaged ones."""
    text = data.decode("utf-8", errors="replace")
    beyond_ascii = len(BEYOND_ASCII.findall(text))
    return text.count("\ufffd") <= FEW_ERRORS * beyond_ascii
