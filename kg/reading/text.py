"""Bytes -> text: encoding, line ends, control characters, Unicode normal form.

All of this happens before a text is stored, so that offsets count in what is stored.
"""

import codecs
import re
import unicodedata

from kg.errors import FormatError

__all__ = ["SAMPLE", "decode", "encoding_of", "normalize", "well_formed"]

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
TWO_OF_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A character in UTF-8; in other encodings, such bytes follow each other by chance."""
WIDE = 0.5
"""Share of characters with a zero byte, always the first or always the second, from which bytes are UTF-16 in Latin script."""
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
"""Letters joined for looks, as PDFs have them: a word is the same word without."""
HIGH = re.compile(rb"[\x80-\xff]")
SAMPLE = 100_000
"""Bytes by which an encoding is told."""
TELLING = 12
"""Bytes beyond ASCII below which statistics mislead: a few dashes and accents are Windows-1252."""
MESSY = 0.1
ALIKE = 0.02
"""Below this mess, and with words this much less likely than another encoding's at most, Windows-1252 is what an English text is in."""
ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""What the web means by these names (WHATWG Encoding Standard)."""
MAX_MARKS = 30
"""Combining marks after one letter, as Unicode's stream-safe format has it: sorting more of them takes quadratic time."""


def decode(data: bytes, declared: str = "") -> str:
    """The text that bytes spell: by byte order mark, by the encoding that is `declared`, as UTF-8, else as it looks.

    Raises:
        FormatError: if they are no text, or in no encoding that can be told.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return decode_as(encoding, data[len(bom) :])
    if declared and (text := declared_text(data, declared)) is not None:
        return text
    if b"\0" in data and (wide := wide_text(data)) is not None:
        return wide
    if b"\0" in data:
        place = data.index(0)
        raise FormatError(f"is no text (NUL at byte {place}); give it as text in UTF-8, or in its own format", place)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if mixes_utf8(data):
            culprit = f"byte {error.start} (0x{data[error.start]:02x})"
            message = f"mixes encodings: {culprit} is no UTF-8, other bytes are; save it as UTF-8"
            raise FormatError(message, error.start) from error
    return decode_as(likely_encoding(data), data)


def declared_text(data: bytes, encoding: str) -> str | None:
    """The text in the encoding that a page or server names, None where that is wrong or unknown."""
    try:
        text = data.decode(ALIASES.get(encoding.strip().lower(), encoding.strip()))
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text


def encoding_of(beginning: bytes) -> str:
    """The encoding that the lines of a file are in, told by many of them; "" where each can tell, as those in UTF-8 do."""
    lines = beginning[: beginning.rfind(b"\n") + 1]
    try:
        lines.decode("utf-8")
    except UnicodeDecodeError:
        return "" if b"\0" in lines or mixes_utf8(lines) else likely_encoding(lines)
    return ""


def wide_text(data: bytes) -> str | None:
    """The text of bytes in UTF-16 that nobody declares, None if they are none."""
    sample = data[:SAMPLE]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if min(first, second) or 2 * max(first, second) < WIDE * len(sample):
        return None
    return declared_text(data, "utf-16-be" if first else "utf-16-le")


def mixes_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII are characters in UTF-8, though not all."""
    return 2 * sum(len(found) for found in TWO_OF_UTF8.findall(data)) > len(HIGH.findall(data))


def likely_encoding(data: bytes) -> str:
    """The encoding that most of the bytes look like: Windows-1252 unless another fits better, and enough bytes tell."""
    from charset_normalizer import from_bytes

    sample = data[:SAMPLE]
    if len(HIGH.findall(sample)) < TELLING:
        return "cp1252"
    found = from_bytes(sample)
    best = found.best()
    usual = next((match for match in found if match.encoding == "cp1252"), None)
    if best is None or (usual and usual.chaos < MESSY and usual.coherence + ALIKE > best.coherence):
        return "cp1252"
    return best.encoding


def decode_as(encoding: str, data: bytes) -> str:
    """The text that bytes spell in an encoding."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(f"is no {encoding} at byte {error.start}; save it as UTF-8", error.start) from error


def well_formed(text: str) -> str:
    r"""The text without halves of characters, which JSON can spell and nothing can store.

    >>> well_formed("a\ud800b\ud83d\ude00")
    'a\ufffdb😀'
    """
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def normalize(text: str) -> str:
    r"""Text as it is stored: whole characters, NFC, lines ended by `\n`, control characters as spaces, invisible ones gone, ends trimmed.

    >>> normalize("Cafe\u0301\r\nco\u00adop\x07 of\ufb01ce ")
    'Café\ncoop  office'
    """
    plain = INVISIBLE.sub("", CONTROLS.sub(" ", LINE_ENDS.sub("\n", well_formed(text)))).translate(LIGATURES)
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
