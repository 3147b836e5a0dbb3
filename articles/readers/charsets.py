"""The characters of a web page's bytes: byte order mark, then UTF-8 where it fits, then what the page declares.

A page that declares UTF-8 and is not UTF-8 is in the old character set of its language, which is Windows-1252 in
western Europe and America.
"""

from __future__ import annotations

import codecs
import re

from articles.readers.types import Remark

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
OF_LANGUAGE = {
    "cp1250": ("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl"),
    "cp1251": ("be", "bg", "kk", "mk", "ru", "sr", "uk"),
    "cp1253": ("el",),
    "cp1254": ("az", "tr"),
    "cp1255": ("he", "iw"),
    "cp1256": ("ar", "fa", "ur"),
    "cp1257": ("et", "lt", "lv"),
    "cp874": ("th",),
    "cp932": ("ja",),
    "cp949": ("ko",),
    "gb18030": ("zh",),
}
"""The character sets that programs used before UTF-8, by the language of a page; Windows-1252 for all others."""
LANGUAGE = re.compile(rb"""<html[^>]*\blang\s*=\s*["']?\s*([a-z]{2})\b""", re.IGNORECASE)
NOT_UTF8 = "the page declares UTF-8 but is not UTF-8; it was read in the older encoding of its language: check its text"
STRAY_BYTES = {byte: char for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
"""What quotation marks, dashes and the like are in Windows-1252: bytes that alone mean nothing in UTF-8."""
FEW_ERRORS = 0.05
"""Text is UTF-8 with damage where no larger share of its characters beyond ASCII is damaged."""


def decode_page(data: bytes) -> str:
    """The text of an HTML page's bytes, without a byte order mark and NUL characters. Always gives a text.

    UTF-8 is tried before the declared character set, since other text is hardly ever valid UTF-8 by chance, while pages
    saved by other programs keep a declaration that is no longer true. In UTF-8, a quotation mark of Windows-1252 that
    stands alone is read as such; other damaged bytes become U+FFFD.
    """
    return page_text(data)[0]


def page_text(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    """The text of a page as ``decode_page`` gives it, with a remark where it is in another character set than UTF-8,
    which it declares."""
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace").replace("\0", ""), ()
    declared = declared_charset(data)
    if not declared.startswith("iso2022") and is_mostly_utf8(data):
        return data.decode("utf-8", errors="stray-windows-1252").replace("\0", ""), ()
    if declared != "utf-8":
        return data.decode(declared, errors="replace").replace("\0", ""), ()
    text = data.decode(charset_of_language(data), errors="replace").replace("\0", "")
    return text, (Remark(NOT_UTF8),)


def charset_of_language(data: bytes) -> str:
    """The old character set of the language that the page declares, where the bytes fit; else Windows-1252."""
    match = LANGUAGE.search(data, 0, DECLARATION_BYTES)
    language = match[1].decode("ascii").lower() if match else ""
    name = next((name for name, languages in OF_LANGUAGE.items() if language in languages), DEFAULT)
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return DEFAULT
    return name


def stray_byte(error: UnicodeError) -> tuple[str, int]:
    """For ``codecs``: the character of Windows-1252 for a byte that stands alone between ASCII, else U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, end = error.object, error.start, error.end
    around = data[max(0, start - 1) : start] + data[end : end + 1]
    is_alone = end - start == 1 and around.isascii()
    return STRAY_BYTES.get(data[start], "\ufffd") if is_alone else "\ufffd", end


codecs.register_error("stray-windows-1252", stray_byte)


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
