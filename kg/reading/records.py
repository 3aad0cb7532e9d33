"""Tables of articles: JSON lines, JSON, CSV, Parquet; a row is an article, and columns are found by name or as the user says."""

import csv
import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final, TypeAlias

from kg.errors import FormatError
from kg.model import digest
from kg.reading.draft import FIELDS, Draft, is_origin, language_code, one_space
from kg.reading.packed import seekable
from kg.reading.parts import MAX_BYTES, Found, Part, ReadFailure, head, numbered_lines, whole
from kg.reading.plain import NAMES
from kg.reading.text import SAMPLE, decode, encoding_of, normalize
from kg.reading.webpage import plain_html

__all__ = ["column_mapping", "read_csv", "read_json", "read_json_lines", "read_parquet"]

COLUMNS: Final[Mapping[str, str]] = {
    **NAMES, "text": "text", "body": "text", "content": "text", "maintext": "text", "article": "text", "articlebody": "text",
    "articletext": "text", "fulltext": "text", "contenttext": "text", "contenthtml": "text", "id": "key", "name": "title", "authors": "author", "publication": "publisher",
    "publishedat": "published", "datepublish": "published", "datepublished": "published", "publishdate": "published",
    "publisheddate": "published", "publicationdate": "published", "pubdate": "published", "link": "source", "weburl": "source",
    "articleurl": "source", "retrievedat": "retrieved",
}  # fmt: skip
"""Column, as `plain_name` writes it -> field of a draft, where the user does not say."""
NAMED: Final = ("name", "$date", "$oid")
"""What of an object is its value: its name; dates and ids, as databases of documents export them."""
TAGS: Final = re.compile(r"</(?:p|div|span|a|b|strong|em|i|li|h[1-6]|blockquote)>|<br ?/?>", re.IGNORECASE)
"""What no text holds that is not HTML."""

DELIMITERS: Final = ",;\t|"
NONE: Final = "\x1f"
"""The delimiter of a table that has one column: no text holds it."""
BATCH: Final = 64
"""Rows of a Parquet file that are in memory at a time."""
MAX_ROW_GROUP: Final = 1 << 29
"""Bytes of a row group, unpacked: a larger one does not fit beside the rest."""

Row: TypeAlias = Mapping[str, object]


def column_mapping(text: str) -> dict[str, str]:
    """What the user says of columns: ``text=body,title=headline,date=published`` -> column by field.

    Raises:
        FormatError: if a field is not known, or a pair has no column.

    >>> column_mapping("text=body,date=published")
    {'text': 'body', 'published': 'published'}
    """
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    mapping = {COLUMNS.get(plain_name(name), ""): column.strip() for name, _, column in pairs}
    if "" in mapping or not all(mapping.values()):
        known = ", ".join(["text", *FIELDS, "id"])
        raise FormatError(f"--map {text!r}: write FIELD=COLUMN,FIELD=COLUMN; fields are {known}")
    return mapping


def plain_name(column: str) -> str:
    """How a column is looked up: published_at, publishedAt and "Published at" are one.

    >>> plain_name("Published-At")
    'publishedat'
    """
    return re.sub(r"[\W_]", "", column.lower())


def read_json_lines(part: Part) -> Iterator[Found]:
    """One article a line; a line that is none is told, with its number and offset."""
    for number, offset, line in numbered_lines(part):
        if line is None or line.strip():
            yield json_line(line, part, f"{part.name}, line {number}", offset)


def json_line(line: bytes | None, part: Part, place: str, offset: int) -> Draft | ReadFailure:
    """The article of one line, or why it is none."""
    try:
        return replace(row_draft(as_row(parsed(decode(bounded(line)))), part), place=place)
    except json.JSONDecodeError as error:
        return ReadFailure(place, f"is no JSON: {error.msg} at column {error.colno}", offset + error.pos)
    except FormatError as error:
        return ReadFailure(place, str(error), offset + (error.offset or 0))
    except RecursionError:
        return ReadFailure(place, "is nested too deeply to be an article", offset)


def parsed(text: str) -> object:
    """The value that JSON spells; numbers stay as they are written, however long."""
    value: object = json.loads(text, parse_int=str, parse_float=str)
    return value


def read_json(part: Part) -> Iterator[Found]:
    """One article, or a list of them."""
    try:
        data = parsed(decode(whole(part)))
    except json.JSONDecodeError as error:
        message = f"is no JSON: {error.msg} in line {error.lineno}, column {error.colno}; name JSON lines .jsonl"
        raise FormatError(message, error.pos) from error
    yield from rows(enumerate(data if isinstance(data, list) else listed(data), 1), part, "item")


def listed(data: object) -> list[object]:
    """The rows of what is no list itself: those that the answer of a server holds, or the one that it is."""
    if not isinstance(data, dict) or any(COLUMNS.get(plain_name(name)) == "text" for name in data):
        return [data]
    lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return lists[0] if len(lists) == 1 else [data]


def read_csv(part: Part) -> Iterator[Found]:
    """One article a row, under a row of names; the delimiter is the one that the names have most of."""
    failures: list[ReadFailure] = []
    lines = text_lines(part, failures)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count) if any(d in first for d in DELIMITERS) else NONE
    csv.field_size_limit(MAX_BYTES)
    reader = csv.DictReader(chain([first], lines), delimiter=delimiter)
    check_columns([name for name in reader.fieldnames or [] if name], part)
    numbered = ((reader.line_num, row) for row in whole_rows(reader, part, failures))
    for found in rows(numbered, part, "line"):
        yield found
        yield from drained(failures)
    yield from drained(failures)


def whole_rows(reader: "csv.DictReader[str]", part: Part, failures: list[ReadFailure]) -> Iterator[Row]:
    """The rows of a table; one that cannot be told from the next is among the failures."""
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            failures.append(ReadFailure(f"{part.name}, line {reader.line_num}", f"is no row of a table: {error}"))
            continue
        if reader.restkey in row:
            reason = f"has more cells than the first line has names; quote a cell that holds {reader.reader.dialect.delimiter!r}"
            failures.append(ReadFailure(f"{part.name}, line {reader.line_num}", reason))
        elif any(row.values()):  # spreadsheets leave rows of empty cells
            yield row


def text_lines(part: Part, failures: list[ReadFailure]) -> Iterator[str]:
    """Lines as text; those that are none are among the failures."""
    encoding = encoding_of(head(part.file, SAMPLE))
    for number, offset, line in numbered_lines(part):
        try:
            yield decode(bounded(line), encoding)
        except FormatError as error:
            failures.append(ReadFailure(f"{part.name}, line {number}", str(error), offset + (error.offset or 0)))


def bounded(line: bytes | None) -> bytes:
    """A line that may hold an article.

    Raises:
        FormatError: if it is too long.
    """
    if line is None:
        raise FormatError(f"longer than {MAX_BYTES // 1_000_000} MB; split it into articles", 0)
    return line


def drained(failures: list[ReadFailure]) -> Iterator[ReadFailure]:
    """The failures up to now, which are then told."""
    yield from failures
    failures.clear()


def read_parquet(part: Part) -> Iterator[Found]:
    """One article a row, by pyarrow, which comes with the extra `parquet`."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise FormatError("Parquet needs pyarrow; install it with: pip install 'kg-news[parquet]'") from error

    try:
        with seekable(part.file) as file:
            table = ParquetFile(file)
            groups = (table.metadata.row_group(i).total_byte_size for i in range(table.num_row_groups))
            if max(groups, default=0) > MAX_ROW_GROUP:
                raise FormatError(f"has row groups larger than {MAX_ROW_GROUP >> 20} MiB; write it with smaller ones")
            check_columns(table.schema_arrow.names, part)
            batches = table.iter_batches(batch_size=BATCH)
            yield from rows(enumerate((row for batch in batches for row in batch.to_pylist()), 1), part, "row")
    except (ArrowException, OSError) as error:
        raise FormatError(f"is no whole Parquet file ({one_space(str(error))}); write it again") from error


def check_columns(names: Iterable[str], part: Part) -> None:
    """Refuse a table without a column that the user names, or in which none holds the text.

    Raises:
        FormatError: if one is missing; the message lists the columns.
    """
    there = list(names)
    wanted = part.settings.columns
    lacking = next((c for c in wanted.values() if c not in there and c.partition(".")[0] not in there), "")
    if lacking or not ("text" in wanted or any(COLUMNS.get(plain_name(name)) == "text" for name in there)):
        missing = f"no column {lacking!r}" if lacking else "no column with the text"
        raise FormatError(
            f"{missing}; say which: --map {'FIELD' if lacking else 'text'}=COLUMN; columns are {', '.join(there)}"
        )


def rows(numbered: Iterable[tuple[int, object]], part: Part, unit: str) -> Iterator[Found]:
    """The articles of rows; one that is none is told, with its number."""
    for number, row in numbered:
        place = f"{part.name}, {unit} {number}"
        try:
            yield replace(row_draft(as_row(row), part), place=place)
        except FormatError as error:
            yield ReadFailure(place, str(error))


def as_row(value: object) -> Row:
    """A value of JSON that has columns."""
    if not isinstance(value, dict):
        raise FormatError('is no object with a text; write one article as {"text": …}')
    return value


def row_draft(row: Row, part: Part) -> Draft:
    """The article of a row.

    Raises:
        FormatError: if a column that the user names is not there, or none holds the text.
    """
    found = usual(row) | given(row, part.settings.columns)
    if "text" not in found:
        raise FormatError(f"no text; say which column holds it: --map text=COLUMN; columns are {', '.join(row)}")
    body = story(found.pop("text"))
    fields = {field: one_space(words(value)) for field, value in found.items() if words(value)}
    fields["language"] = language_code(fields.get("language", ""))
    return Draft(body, **{"key": digest(body)} | fields)


def given(row: Row, columns: Mapping[str, str]) -> dict[str, object]:
    """What the user's columns hold; lines of JSON leave out what they do not know, but not the text.

    Raises:
        FormatError: if the column of the text is not there.
    """
    found: dict[str, object] = {}
    for field, column in columns.items():
        try:
            found[field] = column_value(row, column)
        except FormatError:
            if field == "text":
                raise
    return found


def usual(row: Row) -> dict[str, object]:
    """Columns of usual names by field, the first of each that is not empty; a source that is no address is a publisher."""
    found: dict[str, object] = {}
    named: dict[str, object] = {}
    for name, value in row.items():
        field = COLUMNS.get(plain_name(name)) if isinstance(name, str) else None
        if field == "source" and words(value) and not is_origin(words(value)):
            named["publisher"] = value
        elif field and not found.get(field):
            found[field] = value
    return {**named, **{field: value for field, value in found.items() if value or field not in named}}


def story(value: object) -> str:
    """The text in a cell: paragraphs in a list, HTML as it is read."""
    text = paragraphs(value)
    return normalize(plain_html(text) if TAGS.search(text) else text)


def paragraphs(value: object) -> str:
    """A cell's text, a blank line between what stands in a list; of an object, the column that holds a text."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(paragraphs, value)))
    if isinstance(value, dict):
        return paragraphs(usual(value).get("text"))
    return words(value)


def column_value(row: Row, column: str) -> object:
    """The value of a column; dots lead into nested objects."""
    if column in row:
        return row[column]
    value: object = row
    for name in column.split("."):
        if not isinstance(value, Mapping) or name not in value:
            raise FormatError(f"no column {column!r}; columns are {', '.join(map(str, row))}")
        value = value[name]
    return value


def words(value: object) -> str:
    """A value as text: dates as ISO 8601, lists of names joined, an object by its name."""
    if value is None or isinstance(value, bool) or value != value:  # noqa: PLR0124  pandas' empty cell equals nothing
        return ""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(filter(None, map(words, value)))
    if isinstance(value, dict):
        return next((words(value[name]) for name in NAMED if value.get(name)), "")
    return str(value)
