"""Plain text and Markdown, with or without a header block that says where the text is from."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping

from kg.reading.boilerplate import byline
from kg.reading.draft import Draft, is_origin
from kg.reading.parts import MAX_BYTES, Part, whole
from kg.reading.text import decode, normalize

__all__ = ["NAMES", "SENTENCE_END", "first_line", "plain_markdown", "read_markdown", "read_plain"]

HEADER = re.compile(r"---[ \t]*\n((?:[^\n]*\n){0,100}?)---[ \t]*(?:\n|$)")
FIELD = re.compile(r"([A-Za-z_-]+)[ \t]*:[ \t]*(.*)")
ITEMS = re.compile(r"^([A-Za-z_-]+:)[ \t]*\n((?:[ \t]*-[ \t]+[^\n]*\n){1,50})", re.MULTILINE)
"""A list in YAML, an item a line."""
LIST = re.compile(r"\[[^\[\]]*\]")
NAMES: Mapping[str, str] = {
    "title": "title", "headline": "title", "publisher": "publisher", "site": "publisher", "author": "author",
    "authors": "author", "byline": "author", "published": "published", "date": "published", "source": "source", "url": "source",
    "language": "language", "lang": "language", "retrieved": "retrieved",
}  # fmt: skip
"""Key of a header block -> field of a draft; other keys are none of ours."""

MAX_TITLE = 200
"""Characters."""
FIRST_LINE = re.compile(r"([^\n]{1,200})\n[ \t]*\n")
SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)]*$")

TARGET = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,1000}\)"
"""Where a link leads to; parentheses in it come in pairs."""

# Each pattern crosses no line and repeats nothing that repeats: linear in the text.
MARKDOWN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(```|~~~)[^\n]*\n(?:(?!\1)[^\n]*\n)*\1[^\n]*$", re.MULTILINE), ""),  # fenced code
    (re.compile(r"<(https?://[^<>\s]{1,1000})>"), r"\1"),
    (re.compile(r"<!--[^<>]{0,1000}-->|</?[A-Za-z][^<>\n]{0,300}>"), ""),  # markup of HTML
    (re.compile(rf"!\[[^\[\]\n]{{0,500}}\]{TARGET}"), ""),  # images
    (re.compile(rf"\[([^\[\]\n]{{1,500}})\]{TARGET}"), r"\1"),  # links
    (re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,200}\]"), r"\1"),  # links by reference
    (re.compile(r"^\[[^\[\]\n]{1,200}\]:[^\n]*$", re.MULTILINE), ""),  # their addresses, and notes
    (re.compile(r"\[\^[^\[\]\n]{1,50}\]"), ""),  # marks of notes
    (
        re.compile(r"^[ ]{0,3}\|?(?:[ ]{0,3}:?-{1,100}:?[ ]{0,3}\|){1,50}[ :-]{0,100}$", re.MULTILINE),
        "",
    ),  # rules of tables
    (re.compile(r"^[ ]{0,3}#{1,6}[ \t]+", re.MULTILINE), ""),  # headings
    (re.compile(r"^[ ]{0,3}(?:>[ ]?){1,5}", re.MULTILINE), ""),  # quotations
    (re.compile(r"^[ \t]{0,20}(?:[-*+]|\d{1,3}[.)])[ \t]+", re.MULTILINE), ""),  # items of a list
    (re.compile(r"^\[[ xX]\][ \t]+", re.MULTILINE), ""),  # tasks
    (re.compile(r"^[ ]{0,3}(?:[-*_=][ ]?){3,}$", re.MULTILINE), ""),  # rules
    (re.compile(r"(\*\*\*|\*\*|\*|~~|`)(?=\S)([^*~`\n]{1,2000}?)(?<=\S)\1"), r"\2"),  # emphasis
    (re.compile(r"(?<!\w)(__|_)(?=\S)([^_\n]{1,2000}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),  # marks that are none
)


def read_plain(part: Part) -> Iterator[Draft]:
    """Plain text, with or without a header block."""
    fields, body = split_header(normalize(decode(whole(part, MAX_BYTES), part.charset)))
    yield Draft(**said_above(body) | fields, text=body)


def read_markdown(part: Part) -> Iterator[Draft]:
    """Markdown, as the text that a reader would see."""
    fields, body = split_header(normalize(decode(whole(part, MAX_BYTES), part.charset)))
    text = normalize(plain_markdown(body))
    yield Draft(**said_above(text) | fields, text=text)


def said_above(text: str) -> dict[str, str]:
    """What the first lines of a text say of its origin."""
    return {"title": first_line(text), "author": byline(text)}


def split_header(text: str) -> tuple[dict[str, str], str]:
    r"""The fields of a header block and the text after it; no fields where there is no block.

    >>> split_header("---\ntitle: Talks fail\n---\nThey met.")
    ({'title': 'Talks fail'}, 'They met.')
    """
    match = HEADER.match(text)
    lines = [FIELD.fullmatch(line) for line in ITEMS.sub(on_one_line, match[1]).splitlines()] if match else []
    found = [(NAMES.get(line[1].lower()), unquoted(line[2])) for line in lines if line]
    if not match or not found:
        return {}, text
    return header_fields((field, value) for field, value in found if field and value), text[match.end() :].strip()


def on_one_line(items: re.Match[str]) -> str:
    """A list in a header block as one line of it."""
    names = (unquoted(item.strip().removeprefix("-")) for item in items[2].strip().splitlines())
    return f"{items[1]}{', '.join(names)}\n"


def header_fields(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Fields of a header block; a source that is no address is the publisher, where none is named."""
    fields: dict[str, str] = {}
    named: dict[str, str] = {}
    for field, value in found:
        holder = named if field == "source" and not is_origin(value) else fields
        holder["publisher" if holder is named else field] = value
    return {**named, **fields}


def unquoted(value: str) -> str:
    """A value of a header block without the quotes that YAML allows around it."""
    value = value.strip()
    if LIST.fullmatch(value):
        return ", ".join(map(unquoted, value[1:-1].split(",")))
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else value


def first_line(text: str) -> str:
    """The first line where it stands alone and ends no sentence: a title."""
    match = FIRST_LINE.match(text)
    line = match[1].strip() if match else ""
    return "" if SENTENCE_END.search(line) else line[:MAX_TITLE]


def plain_markdown(text: str) -> str:
    r"""Markdown without its marks.

    >>> plain_markdown("# Talks\n\n**Serbia** met [Kosovo](https://example.org) in *Brussels*.")
    'Talks\n\nSerbia met Kosovo in Brussels.'
    """
    for pattern, replacement in MARKDOWN:
        text = pattern.sub(replacement, text)
    return html.unescape(text)
