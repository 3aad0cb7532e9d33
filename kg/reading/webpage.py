"""HTML: the story of a page and what the page says of it, by trafilatura (Barbaresi 2021)."""

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kg.errors import FormatError
from kg.reading.boilerplate import byline, days_above, story_spans
from kg.reading.declared import (
    date_in_path,
    declared_address,
    declared_authors,
    declared_date,
    declared_language,
    declared_publisher,
)
from kg.reading.draft import Draft, one_space
from kg.reading.layout import laid_out
from kg.reading.parts import Part, ReadNote, is_address, whole
from kg.reading.plain import SENTENCE_END
from kg.reading.text import decode, normalize

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["plain_html", "read_html"]

for noisy in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(noisy).addHandler(logging.NullHandler())  # what they cannot read is told by kg

META_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset=["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
BLOCKS: Final = ("head", "p", "item", "quote", "code", "cell", "ab")
"""Elements of trafilatura's tree that are paragraphs of their own."""
INLINE: Final = ("quote", "code")
"""Those that are none within a paragraph: of HTML, `q` and `code`."""
CONTAINERS: Final = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "div", "section", "article", "td", "th", "pre", "dd", "dt",
)  # fmt: skip
KICKERS: Final = 3
"""How many lines may stand above a story's title: its section, its place."""
GENERATOR: Final = "kg-news"
"""What pages of kg view say of who made them."""
NO_DATES: Final = {"extensive_search": False}
"""Dates are those that the page declares: others that stand in it may be of anything."""
NO_STORY: Final = "no story in this page; it may be a list of links, or made by scripts: save it as text"
UNSEEN: Final = ("script", "style", "noscript", "template", "figure", "iframe", "svg", "form", "nav")


def read_html(part: Part) -> Iterator[Draft | ReadNote]:
    """A web page: its main text, and its own word on title, date, author, publisher, language and address."""
    from trafilatura import bare_extraction, load_html

    data = whole(part)
    declared = META_CHARSET.search(data[:4096])
    meta = declared[1].decode("ascii") if declared else ""
    # A page in which that can be read is in no such encoding (HTML Standard, 13.2.3.2).
    text = decode(data, part.charset or ("" if meta.lower().startswith("utf-16") else meta))
    tree = load_html(text) if "<" in text else None
    if tree is None:
        raise FormatError("is no HTML; name it .txt if it is plain text")
    if tree.xpath("//meta[@name='generator']/@content") == [GENERATOR]:
        yield ReadNote(part.name, "is a page that kg wrote, no article: passed over")
        return
    page = bare_extraction(
        laid_out(tree),
        url=part.source if is_address(part.source) else None,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=NO_DATES,
    )
    if page is None or isinstance(page, dict):
        raise FormatError(NO_STORY)
    title = one_space(page.title)
    whole_text = text_of(page.body, title)
    text = "\n\n".join(whole_text[a:b] for a, b in story_spans(whole_text))
    if text == normalize(title):
        raise FormatError(NO_STORY)
    source = own_address(declared_address(tree, part.source), part.source)
    yield Draft(
        text=text,
        title=title,
        publisher=publisher_of(page.sitename, page.hostname, part.source) or declared_publisher(tree),
        author=declared_authors(tree, (page.author or "", byline(whole_text))),
        published=declared_date(tree, (*days_above(whole_text), date_in_path(source or part.source))),
        source=source,
        language=declared_language(tree),
    )


def text_of(body: "HtmlElement", title: str) -> str:
    """The paragraphs that may be story, a blank line between them, the title first."""
    for line_break in body.iter("lb"):
        line_break.tail = f" {line_break.tail or ''}"
    found = map(one_space, runs_of(body))
    paragraphs = [p for p in found if p]
    return normalize("\n\n".join(headed(paragraphs, title)))


def headed(paragraphs: list[str], title: str) -> list[str]:
    """Paragraphs with the title first, and once; short lines above it are its section or place."""
    at = next((i for i, p in enumerate(paragraphs[:KICKERS]) if letters(p) == letters(title)), -1)
    above = [p for p in paragraphs[: max(at, 0)] if SENTENCE_END.search(p)]
    return [title, *above, *paragraphs[at + 1 :]]


def letters(text: str) -> str:
    """A text by which headlines are compared: marks and cases differ from place to place."""
    return "".join(c for c in text.casefold() if c.isalnum())


def runs_of(element: "HtmlElement") -> Iterator[str]:
    """The runs of text in the blocks of a tree of trafilatura, in order: what stands between their borders."""
    is_block = element.tag in BLOCKS
    run = element.text or ""
    for child in element:
        inline = child.tag not in BLOCKS or (element.tag == "p" and child.tag in INLINE)
        if inline and not any(True for inner in child.iter(*BLOCKS) if inner is not child):
            run += "".join(child.itertext())
        else:
            yield run * is_block
            yield from runs_of(child)
            run = ""
        run += child.tail or ""
    yield run * is_block


def publisher_of(site: str | None, host: str | None, source: str) -> str:
    """The name of a site, "" where it is only the host's."""
    hosts = {host or "", urlsplit(source).netloc}
    return "" if site in {*hosts, *(f"www.{name}" for name in hosts)} else one_space(site)


def own_address(canonical: str, source: str) -> str:
    """The canonical address of a page, unless it was fetched from another host: a page may not speak for others."""
    hosts = [(urlsplit(url).hostname or "").removeprefix("www.").removeprefix("amp.") for url in (canonical, source)]
    return canonical if canonical and (not is_address(source) or hosts[0] == hosts[1]) else ""


def plain_html(fragment: str) -> str:
    r"""The text of a piece of HTML that is story as a whole, a blank line between paragraphs.

    >>> plain_html("<p>They <b>met</b>.</p><p>They left.<br>Soon.</p>")
    'They met.\n\nThey left.\nSoon.'
    """
    from lxml import html

    if "<" not in fragment and "&" not in fragment:
        return fragment
    tree = html.fromstring(f"<div>{fragment}</div>")
    for element in [*tree.iter(*UNSEEN)]:
        element.drop_tree()
    for element in tree.iter("br"):
        element.tail = f"\n{element.tail or ''}"
    for element in tree.iter(*CONTAINERS):
        element.text, element.tail = f"\n\n{element.text or ''}", f"\n\n{element.tail or ''}"
    paragraphs = ("\n".join(map(one_space, p.split("\n"))).strip() for p in tree.text_content().split("\n\n"))
    return "\n\n".join(p for p in paragraphs if p)
