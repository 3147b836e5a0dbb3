"""The characters of a web page's bytes: byte order mark, then UTF-8 where it fits, then what the page declares."""

from __future__ import annotations

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARATION_BYTES = 4096
DECLARED = re.compile(rb"""(?:<meta[^>]+charset|<\?xml[^>]+encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
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
FEW_ERRORS = 0.001


def decode_page(data: bytes) -> str:
    """The text of an HTML page's bytes, without a byte order mark and NUL characters. Always gives a text.

    UTF-8 is tried before the declared character set, since other text is hardly ever valid UTF-8 by chance, while pages
    saved by other programs keep a declaration that is no longer true. Single damaged bytes become U+FFFD.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace").replace("\0", "")
    declared = declared_charset(data)
    names = [declared, "utf-8"] if declared.startswith("iso2022") else ["utf-8", declared]
    for name in names:
        text = strictly(data, name)
        if text is not None:
            return text.replace("\0", "")
    return mostly(data, declared).replace("\0", "")


def declared_charset(data: bytes) -> str:
    """Python's name of the character set that the page's first bytes declare; Windows-1252 where they name none."""
    match = DECLARED.search(data, 0, DECLARATION_BYTES)
    try:
        name = codecs.lookup(match[1].decode("ascii")).name if match else "cp1252"
    except (LookupError, UnicodeDecodeError):
        name = "cp1252"
    return BROADER.get(name, name)


def strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def mostly(data: bytes, declared: str) -> str:
    """The text with damaged bytes replaced: UTF-8 where few bytes are, else the declared character set."""
    text = data.decode("utf-8", errors="replace")
    if text.count("\ufffd") <= FEW_ERRORS * len(text):
        return text
    return data.decode(declared if declared != "utf-8" else "cp1252", errors="replace")
