"""HTML: the story of a page and what the page says of it, by trafilatura (Barbaresi 2021)."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kg.edtf import Date
from kg.errors import FormatError
from kg.reading.boilerplate import story_spans
from kg.reading.draft import Draft, language_code, one_space
from kg.reading.parts import Part, ReadNote, whole
from kg.reading.text import decode, normalize

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["plain_html", "read_html"]

for noisy in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(noisy).addHandler(logging.NullHandler())  # what they cannot read is told by kg

META_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset=["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
BLOCKS: Final = ("head", "p", "item", "quote", "code", "cell", "ab")
"""Elements of trafilatura's tree that are paragraphs of their own."""
DATES: Final = (
    "//meta[@property='article:published_time']/@content", "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='datePublished' or @name='article:published_time' or @name='pubdate' or @name='parsely-pub-date']/@content",
    "//meta[@name='DC.date.issued' or @name='dcterms.issued' or @name='dc.date' or @name='DC.date' or @name='date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
)  # fmt: skip
"""Where a page declares when it was published, the most exact first."""
LANGUAGES: Final = (
    "/html/@lang",
    "//meta[@http-equiv='content-language']/@content",
    "//meta[@property='og:locale']/@content",
)
CONTAINERS: Final = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "div", "section", "article", "td", "th", "pre", "dd", "dt",
)  # fmt: skip
GENERATOR: Final = "kg-news"
"""What pages of kg view say of who made them."""
NO_STORY: Final = "no story in this page; it may be a list of links, or made by scripts: save it as text"
HIDDEN: Final = "//noscript | //body//*[@hidden] | //body//*[contains(translate(@style, ' ', ''), 'display:none')]"
"""What a reader of the page does not see."""
UNSEEN: Final = ("script", "style", "noscript", "template", "figure", "iframe", "svg", "form", "nav")


def read_html(part: Part) -> Iterator[Draft | ReadNote]:
    """A web page: its main text, and its own word on title, date, author, publisher, language and address."""
    from lxml import html
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
    dates = {"extensive_search": False, "original_date": True}
    page = bare_extraction(
        without_unseen(html.fromstring(html.tostring(tree, encoding="unicode"))),
        url=part.source if part.source.startswith("http") else None,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=dates,
    )
    if page is None or isinstance(page, dict):
        raise FormatError(NO_STORY)
    title = one_space(page.title)
    text = story_of(page.body, title)
    if text == normalize(title):
        raise FormatError(NO_STORY)
    yield Draft(
        text=text,
        title=title,
        publisher=one_space(page.sitename) if page.sitename != page.hostname else "",
        author=one_space(page.author),
        published=declared_date(tree) or page.date or "",
        source=own_address(page.url or "", part.source),
        language=declared_language(tree),
    )


def without_unseen(tree: "HtmlElement") -> "HtmlElement":
    """A page without what its readers do not see."""
    for element in tree.xpath(HIDDEN):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def story_of(body: "HtmlElement", title: str) -> str:
    """The paragraphs of a story, a blank line between them, the title first; what is around a story is left out."""
    found = [
        one_space("".join(e.itertext()))
        for e in body.iter(*BLOCKS)
        if not any(True for _ in e.iter(*BLOCKS) if _ is not e)
    ]
    paragraphs = [p for p in found if p]
    headed = paragraphs if title in paragraphs[:2] else [title, *paragraphs]
    text = normalize("\n\n".join(headed))
    return "\n\n".join(text[a:b] for a, b in story_spans(text))


def declared_date(tree: "HtmlElement") -> str:
    """The date of publication as the page declares it, as exact as it does; "" if it does not."""
    found = [*linked_dates(tree), *(str(value) for path in DATES for value in tree.xpath(path))]
    return next((date for text in found if (date := leading_date(text))), "")


def linked_dates(tree: "HtmlElement") -> Iterator[str]:
    """Dates of publication in the page's linked data (JSON-LD)."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        for found in re.finditer(r'"datePublished"\s*:\s*("[^"\n]{4,40}")', str(script)):
            with suppress(json.JSONDecodeError):
                yield str(json.loads(found[1]))


def leading_date(text: str) -> str:
    """The date that a time stamp begins with, "" if it begins with none.

    >>> leading_date("2023-11-20T08:00:00+01:00"), leading_date("2023-11"), leading_date("today")
    ('2023-11-20', '2023-11', '')
    """
    match = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-])", text.strip())
    return match[0] if match and Date.parse(match[0]) else ""


def declared_language(tree: "HtmlElement") -> str:
    """The language that the page declares, "" if it does not."""
    found = (str(value) for path in LANGUAGES for value in tree.xpath(path))
    return next((code for text in found if (code := language_code(text))), "")


def own_address(canonical: str, source: str) -> str:
    """The canonical address of a page, unless it was fetched from another host: a page may not speak for others."""
    hosts = [(urlsplit(url).hostname or "").removeprefix("www.").removeprefix("amp.") for url in (canonical, source)]
    fetched = source.startswith(("http://", "https://"))
    return canonical if canonical and (not fetched or hosts[0] == hosts[1]) else ""


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
