"""Places -> articles: files, folders, archives, addresses; what cannot be read is told, and the others go on."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from kg.errors import FormatError
from kg.model import Article, digest
from kg.reading.dates import checked_date, checked_moment
from kg.reading.draft import FIELDS, Draft, language_code
from kg.reading.formats import READERS, reader_of
from kg.reading.parts import MAX_CHARACTERS, Found, Part, ReadFailure, ReadNote, Settings
from kg.reading.places import expanded, name_of, opened, unknown_formats
from kg.reading.tally import Tally
from kg.reading.text import well_formed

__all__ = ["Item", "ReadOptions", "read", "read_part", "read_place"]

MAX_DEPTH: Final = 4
"""Archives within archives: no crawl nests deeper, but a file that holds itself does."""

Item: TypeAlias = Article | ReadFailure | ReadNote


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of the articles; it wins over what they say of themselves.

    Raises:
        FormatError: if `published` or `retrieved` is no date.
    """

    title: str = ""
    publisher: str = ""
    published: str = ""
    source: str = ""
    author: str = ""
    language: str = ""
    retrieved: str = ""

    def __post_init__(self) -> None:
        for name in FIELDS:
            object.__setattr__(self, name, well_formed(getattr(self, name)))
        object.__setattr__(self, "published", checked_date(self.published))
        object.__setattr__(self, "retrieved", checked_moment(self.retrieved))


def read(
    paths: Iterable[str | Path],
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    tally: Tally | None = None,
) -> Iterator[Item]:
    """The articles at some places in order; a folder's files are sorted, `-` is standard input.

    `tally` counts what they do not say of themselves.

    Raises:
        FormatError: if `options` name one source for several articles, which would supersede each other.
    """
    options, settings, tally = options or ReadOptions(), settings or Settings(), tally or Tally()
    found = (item for path in paths for item in expanded(str(path)))
    for place in only_one(found, options.source) if options.source else found:
        yield from read_place(place, options, settings, tally) if isinstance(place, str) else [place]


def only_one(found: Iterator[str | ReadFailure | ReadNote], source: str) -> list[str | ReadFailure | ReadNote]:
    """The one place whose source the user names."""
    first_two = list(islice(found, 2))
    if len(first_two) > 1:
        raise FormatError(f"source {source!r} is given for several files; add them one by one")
    return first_two


def read_place(place: str, options: ReadOptions, settings: Settings, tally: Tally) -> Iterator[Item]:
    """The articles at one place, and the failures among them."""
    return finished(articles_at(place, settings, tally), name_of(place), options, tally)


def read_part(part: Part, options: ReadOptions | None = None) -> Iterator[Item]:
    """The articles in some bytes, and the failures among them."""
    return finished(drafts_of(part, 0), part.name, options or ReadOptions(), Tally())


def finished(
    found: Iterable[Draft | ReadFailure | ReadNote], place: str, options: ReadOptions, tally: Tally
) -> Iterator[Item]:
    """Drafts completed to articles, and the failures among them; `place` is what messages call where they stand."""
    before = tally.articles
    for item in found:
        if not isinstance(item, Draft):
            yield item
            continue
        try:
            given = completed(item, options, taken=tally.articles > before)
            made = article(given)
        except FormatError as error:
            yield ReadFailure(item.place or place, str(error), error.offset)
            continue
        tally.count(given)
        yield made


def articles_at(place: str, settings: Settings, tally: Tally) -> Iterator[Draft | ReadFailure | ReadNote]:
    """What stands at a place, archives opened."""
    try:
        with opened(place, settings) as part:
            tally.file = part.file if part.size else None
            yield from drafts_of(part, 0)
            tally.done(part.size)
    except FormatError as error:
        yield ReadFailure(name_of(place), str(error), error.offset)
    except OSError as error:
        yield ReadFailure(name_of(place), error.strerror or str(error))
    except ValueError as error:
        yield ReadFailure(name_of(place), f"{error}; check the path")


def drafts_of(part: Part, depth: int) -> Iterator[Draft | ReadFailure | ReadNote]:
    """The articles of a part and of all that it holds, and the failure that ended it."""
    if depth > MAX_DEPTH:
        yield ReadFailure(part.name, f"packed more than {MAX_DEPTH} deep; unpack it and look")
        return
    try:
        yield from held(reader_of(part)(part), part, depth)
    except FormatError as error:
        yield ReadFailure(part.name, str(error), error.offset)
    except OSError as error:
        yield ReadFailure(part.name, error.strerror or str(error))
    except Exception as error:  # noqa: BLE001  parsers of others raise anything on hostile bytes
        yield ReadFailure(part.name, f"cannot be read as {part.kind or 'text'} ({type(error).__name__}: {error})")


def held(found: Iterator[Found], part: Part, depth: int) -> Iterator[Draft | ReadFailure | ReadNote]:
    """What a reader found, the parts among it read in turn; those of unknown formats are said once."""
    unknown: Counter[str] = Counter()
    empty = True
    for item in found:
        if isinstance(item, Part) and item.kind not in READERS and item.name != part.name:
            unknown[item.kind] += 1
            continue
        empty = False
        if isinstance(item, Part):
            yield from drafts_of(item, depth + 1)
        elif isinstance(item, Draft):
            yield with_known(item, part)
        else:
            yield item
    if empty and not unknown:
        yield ReadFailure(part.name, "no article in it; give a file that holds one")
    elif unknown:
        yield from unknown_formats(part.name, unknown, empty=empty, holder="archive")


def with_known(draft: Draft, part: Part) -> Draft:
    """A draft with what its holder says where it says nothing itself, and a source of its own."""
    known = {name: getattr(draft, name) or part.known.get(name, "") for name in FIELDS}
    key = f"#{draft.key}" * bool(draft.key and part.source)
    known["source"] = known["source"] or f"{part.source}{key}" or f"urn:kg:text:{digest(draft.text)}"
    return replace(draft, **known, place=draft.place or part.name)


def completed(draft: Draft, options: ReadOptions, *, taken: bool) -> Draft:
    """A draft with what the user says of it, dates and language in one form; `taken` if another has the user's source.

    Raises:
        FormatError: if a date is none, or the source another's.
    """
    if options.source and taken:
        raise FormatError(f"source {options.source!r} is given for several articles; add them one by one")
    given = {f.name: getattr(options, f.name) or getattr(draft, f.name) for f in fields(ReadOptions)}
    given["published"] = options.published or checked_date(draft.published)
    given["retrieved"] = options.retrieved or checked_moment(draft.retrieved)
    given["language"] = language_code(given["language"])
    return replace(draft, **given)


def article(draft: Draft) -> Article:
    """A completed draft as an article.

    Raises:
        FormatError: if it has no text, or too much of it.
    """
    if not any(c.isalnum() for c in draft.text):
        raise FormatError("no text in it; give a file with the article's text")
    if len(draft.text) > MAX_CHARACTERS:
        raise FormatError(f"longer than {MAX_CHARACTERS:,} characters; split it into articles")
    known = {name: getattr(draft, name) for name in FIELDS}
    return Article(**known | {"text": draft.text, "language": draft.language or "en"})
