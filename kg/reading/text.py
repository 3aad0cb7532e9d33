"""Bytes -> text: encoding, line ends, control characters, Unicode normal form.

All of this happens before a text is stored, so that offsets count in what is stored.
"""

import codecs
import re
import unicodedata

from kg.errors import FormatError

__all__ = ["decode", "normalize"]

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
TWO_OF_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
MAX_MARKS = 30
"""Combining marks after one letter, as Unicode's stream-safe format has it: sorting more of them takes quadratic time."""


def decode(data: bytes) -> str:
    """The text that bytes spell: by byte order mark, else UTF-8, else Windows-1252.

    Raises:
        FormatError: if they are no text, or in no encoding that can be told.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return decode_as(encoding, data[len(bom) :])
    if b"\0" in data:
        raise FormatError(
            f"is no text (NUL at byte {data.index(0)}); known encodings are UTF-8, UTF-16 and Windows-1252"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if TWO_OF_UTF8.search(data):
            place = f"byte {error.start} (0x{data[error.start]:02x})"
            raise FormatError(f"mixes encodings: {place} is no UTF-8, other bytes are; save it as UTF-8") from error
    return decode_as("cp1252", data)


def decode_as(encoding: str, data: bytes) -> str:
    """The text that bytes spell in an encoding."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(f"is no {encoding} at byte {error.start}; save it as UTF-8") from error


def normalize(text: str) -> str:
    r"""Text as it is stored: NFC, lines ended by `\n`, control characters as spaces, invisible ones gone, ends trimmed.

    >>> normalize("Cafe\u0301\r\nco\u00adop\x07 ")
    'Café\ncoop'
    """
    plain = INVISIBLE.sub("", CONTROLS.sub(" ", LINE_ENDS.sub("\n", text)))
    if not unicodedata.is_normalized("NFC", plain):
        plain = unicodedata.normalize("NFC", stream_safe(plain))
    return plain.strip()


def stream_safe(text: str) -> str:
    """The text with no more combining marks in a row than any script needs."""
    out: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            out.append(character)
    return "".join(out)
