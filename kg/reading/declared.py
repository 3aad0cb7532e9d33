"""What a page declares of itself: date, language, address, authors, and whether it is a live blog."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urldefrag, urljoin, urlsplit

from kg.edtf import Date
from kg.reading.boilerplate import day_in
from kg.reading.dates import date_or_none
from kg.reading.draft import language_code, one_space
from kg.reading.parts import is_address

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = [
    "date_in_path",
    "declared_address",
    "declared_authors",
    "declared_date",
    "declared_language",
    "is_live_blog",
    "plausible_authors",
]

DATE_NAMES: Final = (
    "articlepublishedtime", "ogarticlepublishedtime", "datepublished", "publisheddate", "publishdate", "publishtime", "publicationdate",
    "publishedtime", "articlepublished", "ogpublishedtime", "pubdate", "parselypubdate", "sailthrudate", "originalpublicationdate",
    "rnewsdatepublished", "prismpublicationdate", "citationpublicationdate", "dcdateissued", "dctermsissued", "dctermsdate", "dcdate",
    "citationdate", "dateposted", "date",
)  # fmt: skip
"""What pages call their day of publication, in letters only, the most exact first."""
TIMES: Final = "//time[@itemprop='datePublished' or @pubdate]/@datetime"
AROUND: Final = re.compile(
    r"comment|related|recommend|sidebar|teaser|promo|trending|popular|footer|modified|updated", re.IGNORECASE
)
"""Classes and ids of what has a day of its own, or one of a change."""
DATED: Final = re.compile(
    r"(?<![A-Za-z])(?:date|time(?!line)|publish|posted|meta|byline)|Date|Time(?!line)|Publish|Posted"
)
"""Classes of what shows the day of a story."""
LONGEST_DAY: Final = 200
"""Characters, and pieces, of what shows a day."""
NEAR: Final = 3
"""Paragraphs from the headline on among which the day of the story stands."""
IN_PATH: Final = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?!\d)")
"""The day in an address, as the software of newsrooms writes it."""
LANGUAGES: Final = (
    "/html/@lang",
    "//meta[@http-equiv='content-language']/@content",
    "//meta[@property='og:locale']/@content",
)
ADDRESSES: Final = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
"""Where a page declares its address, the word that is meant for it first."""
AUTHORS: Final = (
    "//meta[@name='author' or @name='byl' or @name='parsely-author' or @name='sailthru.author' or @name='dc.creator']/@content",
    "//meta[@property='article:author' or @property='author']/@content",
)
BYLINES: Final = (
    "(//a[@rel='author'])[1]/../a[@rel='author']",
    "(//*[contains(@class, 'byline') or contains(@class, 'authors') or contains(@class, 'author-name')])[not(.//time)][1]",
)
"""Where a page shows who wrote its story."""
LONGEST_BYLINE: Final = 120
MOST_WORDS: Final = 5
"""Of one author's name; longer ones are sentences about somebody."""
ARTICLE: Final = re.compile(r"(\w*Article|\w*Posting|Report)", re.ASCII)
"""Types of schema.org that a page's story is of."""
PAGE: Final = re.compile(r"\w*Page", re.ASCII)
LIVE: Final = "LiveBlogPosting"
LINKED: Final = "//script[@type='application/ld+json']/text()"
MAX_DEPTH: Final = 4
"""Of lists within lists of linked data."""

Node: TypeAlias = Mapping[str, object]


def declared_date(tree: "HtmlElement", others: Iterable[str] = ()) -> str:
    """The date of publication as the page says it, as exact as it does; "" if it does not.

    A page has other dates too, of other stories, comments, its last change, of today: one that is not known to be the story's is
    none. `others` are believed last.
    """
    found = [*linked_dates(tree), *named_dates(tree), *map(str, tree.xpath(TIMES)), *shown_dates(tree), *others]
    return next((date for text in found if (date := day_of(text))), "")


def named_dates(tree: "HtmlElement") -> list[str]:
    """What the page's head calls its day of publication."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        found.setdefault("".join(c for c in name.lower() if c.isalpha()), meta.get("content") or "")
    return [found[name] for name in DATE_NAMES if name in found]


def shown_dates(tree: "HtmlElement") -> Iterator[str]:
    """What stands near the headline as a day."""
    for element in near_headline(tree):
        if element.tag == "time" and element.get("datetime"):
            yield element.get("datetime", "")
        elif element.tag == "time" or DATED.search(element.get("class") or ""):
            text = one_space(" ".join(islice(element.itertext(), LONGEST_DAY)))
            yield day_in(text) if len(text) <= LONGEST_DAY else ""


def near_headline(tree: "HtmlElement") -> Iterator["HtmlElement"]:
    """The elements from the head of the story to its first paragraphs, but for what only stands around it."""
    headline = next(tree.iter("h1"), None)
    above = set() if headline is None else {*headline.iterancestors()}
    first = next((e for e in tree.iter("header", "article") if e in above), headline)
    begun, left = False, NEAR
    for element in tree.iter("*"):
        begun = begun or element is first
        left -= begun and is_paragraph(element)
        if left < 0:
            return
        if begun and not any(is_around(e) for e in (element, *element.iterancestors()) if e not in above):
            yield element


def is_paragraph(element: "HtmlElement") -> bool:
    """Whether an element holds more words of its own than a byline has."""
    own = len(element.text or "") + sum(len(child.tail or "") for child in element)
    return element.tag not in ("script", "style") and own > LONGEST_BYLINE


def is_around(element: "HtmlElement") -> bool:
    """Whether an element is not the story's, by its name, class, id or property."""
    names = (element.get(name) or "" for name in ("class", "id", "itemprop"))
    return element.tag in ("aside", "footer", "nav") or any(map(AROUND.search, names))


def day_of(text: str) -> str:
    """The date that a text is, or begins with as time stamps do; "" where it is none, or but a number."""
    return leading_date(text) or (
        date_or_none(text) if re.search("[A-Za-z]", text) or re.fullmatch(r"\d{8}", text) else ""
    )


def date_in_path(address: str) -> str:
    """The day that an address names, "" if it names none."""
    match = IN_PATH.search(urlsplit(address).path) if is_address(address) else None
    return leading_date("-".join(match.groups())) if match else ""


def linked_dates(tree: "HtmlElement") -> Iterator[str]:
    """Dates of publication in the page's linked data (JSON-LD): of its story, of the page, else any that broken data hold."""
    for kind in (ARTICLE, PAGE):
        yield from (str(node["datePublished"]) for node in of_kind(tree, kind) if "datePublished" in node)
    for script in tree.xpath(LINKED):
        if loaded(str(script)) is None:
            yield from (found[1] for found in re.finditer(r'"datePublished"\s*:\s*"([^"\n\\]{4,40})"', str(script)))


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


def declared_address(tree: "HtmlElement", source: str) -> str:
    """The canonical address of a page, "" where it declares none; the front page of a site is the address of no story."""
    for path in ADDRESSES:
        for value in tree.xpath(path):
            with suppress(ValueError):
                address = urldefrag(urljoin(source, one_space(str(value)))).url
                parts = urlsplit(address)
                if parts.scheme in ("http", "https") and parts.hostname and (parts.path.strip("/") or parts.query):
                    return address
    return ""


def declared_publisher(tree: "HtmlElement") -> str:
    """Who published the story, as its linked data name them."""
    return one_space(next((name for node in stories(tree) for name in names(node.get("publisher"))), ""))


def declared_authors(tree: "HtmlElement", others: Iterable[str]) -> str:
    """Who wrote the story as the page declares it, as names with `; ` between them; "" where it names nobody.

    `others` are found in other ways; they are believed last, and not of a live blog, in which each post has its own author.
    """
    linked = ("; ".join(names(node.get("author"))) for node in stories(tree))
    listed = ("; ".join(map(str, tree.xpath(path))) for path in AUTHORS)
    shown = () if is_live_blog(tree) else (shown_authors(tree), *others)
    return next((found for text in (*linked, *listed, *shown) if (found := plausible_authors(text))), "")


def shown_authors(tree: "HtmlElement") -> str:
    """The first byline on the page: a line of names, without the day."""
    shown = (names_in(element) for path in BYLINES for element in [tree.xpath(path)])
    return next((text for text in shown if 0 < len(text) <= LONGEST_BYLINE and not re.search(r"\d", text)), "")


def names_in(elements: "Iterable[HtmlElement]") -> str:
    """The texts of elements, apart."""
    return "; ".join(one_space(" ".join(element.itertext())) for element in elements)


def plausible_authors(given: str) -> str:
    """Authors as trafilatura cleans them, "" where they are addresses, names of accounts or sentences.

    >>> plausible_authors("By Anna Hentzau and Rudolf Tarlenheim"), plausible_authors("admin"), plausible_authors("https://x.example")
    ('Anna Hentzau; Rudolf Tarlenheim', '', '')
    """
    from trafilatura.json_metadata import normalize_authors

    pieces = [p for p in (one_space(piece) for piece in given.split(";")) if p and not is_account(p)]
    authors: str | None = None
    for piece in pieces:
        authors = normalize_authors(authors, piece)
    each = (authors or "").split("; ")
    return "; ".join(each) if all(len(name.split()) <= MOST_WORDS for name in each) else ""


def is_account(name: str) -> bool:
    """Whether a name is what somebody logs in with, or an address."""
    return name.startswith(("http:", "https:", "/")) or (name.isascii() and name.islower() and " " not in name)


def names(value: object) -> Iterator[str]:
    """The names of authors in linked data: of one, or of several."""
    if isinstance(value, list):
        for each in value:
            yield from names(each)
    elif isinstance(value, dict):
        yield from names(value.get("name"))
    elif isinstance(value, str):
        yield value


def is_live_blog(tree: "HtmlElement") -> bool:
    """Whether a page says that it is one."""
    return any(LIVE in types(node) for node in nodes(tree)) or bool(
        tree.xpath(f"//*[contains(@itemtype, 'schema.org/{LIVE}')]")
    )


def stories(tree: "HtmlElement") -> Iterator[Node]:
    """What linked data say of the page's story."""
    return of_kind(tree, ARTICLE)


def of_kind(tree: "HtmlElement", kind: re.Pattern[str]) -> Iterator[Node]:
    """What linked data say of things of some types."""
    return (node for node in nodes(tree) if any(kind.fullmatch(name) for name in types(node)))


def types(node: Node) -> Iterable[str]:
    """The types of a node, without their address."""
    value = node.get("@type")
    listed = value if isinstance(value, list) else [value]
    return [each.rpartition("/")[2] for each in listed if isinstance(each, str)]


def nodes(tree: "HtmlElement") -> Iterator[Node]:
    """The nodes that a page's linked data (JSON-LD) are about; what hangs on them, such as other stories, is left out."""
    for script in tree.xpath(LINKED):
        yield from outermost(loaded(str(script)), 0)


def loaded(script: str) -> object:
    """The value that a script of linked data spells, None if it is broken."""
    with suppress(ValueError, RecursionError):
        return json.loads(script, strict=False)
    return None


def outermost(value: object, depth: int) -> Iterator[Node]:
    """The objects of a list, a graph, or the one that stands alone."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from outermost(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for inner in ("@graph", "mainEntity"):
            yield from outermost(value.get(inner), depth + 1)
