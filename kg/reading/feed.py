"""RSS and Atom, by feedparser: the articles that a feed holds in full, and the pages that it links to where that is allowed."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from kg.errors import FormatError
from kg.reading.dates import date_or_none
from kg.reading.draft import Draft, language_code, one_space
from kg.reading.parts import Found, Part, ReadFailure, ReadNote, is_address, whole
from kg.reading.text import normalize
from kg.reading.webpage import plain_html

if TYPE_CHECKING:
    from feedparser import FeedParserDict

__all__ = ["read_feed"]

ENTITY: Final = b"<!ENTITY"


def read_feed(part: Part) -> Iterator[Found]:
    """The entries of a feed: full text as it stands there, else the linked page if pages are followed, else the summary."""
    import feedparser

    data = whole(part)
    if ENTITY in data.replace(b"\0", b"").upper():
        raise FormatError("declares entities, which no feed needs and bombs are made of; it is not read")
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    if not feed.version:
        raise FormatError("is XML, but neither RSS nor Atom; name it .html if it is a page")
    if not feed.entries:
        raise FormatError("no entry in this feed")
    summaries = known = 0
    for number, entry in enumerate(feed.entries, 1):
        full = full_text(entry)
        link = address_of(entry, feed, part) if part.settings.follow and not full else ""
        if link and part.settings.known(link):
            known += 1
        elif link and part.settings.follow:
            yield followed(part, part.settings.follow, link, about(entry, feed))
        else:
            summaries += not full
            yield entry_found(part, entry, feed, number)
    of_all = f"of {len(feed.entries)} entries are"
    if summaries:
        yield ReadNote(part.name, f"{summaries} {of_all} summaries; --follow reads the pages they link to")
    if known:
        yield ReadNote(part.name, f"{known} {of_all} in the graph already")


def entry_found(part: Part, entry: "FeedParserDict", feed: "FeedParserDict", number: int) -> Draft | ReadFailure:
    """An entry's own text, or why there is none."""
    try:
        content = full_text(entry) or str(entry.get("summary", ""))
        return entry_draft(entry, about(entry, feed), content, address_of(entry, feed, part))
    except FormatError as error:
        return ReadFailure(f"{part.name}, entry {number}", str(error))


def full_text(entry: "FeedParserDict") -> str:
    """The longest content of an entry, "" where there is but a summary."""
    return max((str(content.get("value", "")) for content in entry.get("content", ())), key=len, default="")


def followed(part: Part, follow: Callable[[str], Part], link: str, known: Mapping[str, str]) -> Part | ReadFailure:
    """The page that an entry links to; what the feed knows of it fills what the page does not say."""
    try:
        page = follow(link)
    except (FormatError, OSError) as error:
        return ReadFailure(link, str(error))
    # The link is what the feed will name again; where it led to may change.
    all_known = {**known, "source": link, **page.known}
    return part.holding(page.name, page.source, page.file, kind=page.kind, charset=page.charset, known=all_known)


def entry_draft(entry: "FeedParserDict", known: dict[str, str], content: str, link: str) -> Draft:
    """An entry that holds its text."""
    text = normalize(plain_html(content))
    title = known["title"]
    headed = text if not title or text.startswith(title) else f"{title}\n\n{text}"
    return Draft(headed, **known, source=link, key=str(entry.get("id") or link))


def address_of(entry: "FeedParserDict", feed: "FeedParserDict", part: Part) -> str:
    """Where an entry leads to; a link without a host is one of the feed's site."""
    link = str(entry.get("link", ""))
    site = next((base for base in (str(feed.feed.get("link", "")), part.source) if is_address(base)), "")
    with suppress(ValueError):
        return urljoin(site, link) if link else ""
    return ""


def about(entry: "FeedParserDict", feed: "FeedParserDict") -> dict[str, str]:
    """What a feed says of an entry's origin."""
    return {
        "title": plain_line(entry.get("title", "")),
        "publisher": plain_line(feed.feed.get("title", "")),
        "author": plain_line(authors(entry)),
        "published": published(entry),
        "language": language_code(str(language(entry) or feed.feed.get("language", ""))),
    }


def authors(entry: "FeedParserDict") -> str:
    """Who wrote an entry: all that it names; of an address by mail, the name that stands beside it."""
    named = [str(author.get("name", "")) for author in entry.get("authors", ())]
    author = str(entry.get("author", ""))
    if len(named) > 1:
        return ", ".join(filter(None, named))
    return parseaddr(author)[0] if "@" in author else author


def language(entry: "FeedParserDict") -> str:
    """The language of an entry's text, where it has its own."""
    return next((str(tag) for content in entry.get("content", ()) if (tag := content.get("language"))), "")


def plain_line(value: object) -> str:
    """A title or name without markup, on one line."""
    return one_space(normalize(plain_html(str(value))))


def published(entry: "FeedParserDict") -> str:
    """The day of an entry as it stands there, else as feedparser makes it out, else none: a feed's reader cannot mend it."""
    for name in filter(entry.__contains__, ("published", "updated")):
        text, moment = one_space(str(entry.get(name) or "")), entry.get(f"{name}_parsed")
        if date := date_or_none(text):
            return date
        if moment:
            return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"
    return ""
