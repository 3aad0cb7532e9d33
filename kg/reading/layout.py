"""A page's tree made ready for finding its story: what readers do not see is gone, and what newsrooms lay out oddly is laid out plainly."""

import re
from typing import TYPE_CHECKING, Final

from kg.reading.declared import is_live_blog

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["laid_out"]

UNSEEN_STYLES: Final = ("display:none", "clip:rect(0")
"""Styles, without spaces, of what is not shown."""
UNSEEN_CLASSES: Final = ("visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "screen-reader-only")
"""Classes of what only screen readers say ("opens new tab")."""
POSTS: Final = (
    "twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "fb-post", "fb-video", "bluesky-embed", "mastodon-embed",
    "reddit-embed-bq", "telegram-post", "threads-post", "text-post-media",
)  # fmt: skip
"""Classes of posts from social media within a story: somebody else's words, without a sentence that says whose."""
ROLES: Final = ("dialog", "alertdialog", "navigation", "search", "contentinfo")
"""Roles of what is around a story, or in front of it."""
WALLS: Final = (
    "onetrust", "sp_message", "didomi", "qc-cmp", "CybotCookiebot", "truste-", "usercentrics", "cookie-banner", "cookie-consent",
)  # fmt: skip
"""Parts of the ids of the walls that ask for consent, as the programs behind them write them."""
CARD: Final = 0.7
"""Share of words in links from which an article element is but a link."""
BREAKS: Final = re.compile(
    r"<br\b[^>]{0,50}>(?:\s|&nbsp;|&#160;|\xa0){0,50}(?:<br\b[^>]{0,50}>(?:\s|&nbsp;|&#160;|\xa0){0,50}){1,20}",
    re.IGNORECASE,
)
"""Line breaks that stand for the end of a paragraph."""


def laid_out(tree: "HtmlElement") -> "HtmlElement":
    """A copy of a page with its story where it can be found."""
    from lxml import html

    copy = html.fromstring(BREAKS.sub("</p><p>", html.tostring(tree, encoding="unicode")))
    for element in copy.xpath(unseen()):
        if element.getparent() is not None:
            element.drop_tree()
    for quotation in copy.iter("q"):
        mark(quotation)
    if is_live_blog(tree):
        join_posts(copy)
    for card in [article for article in copy.xpath("//body//article") if is_card(article)]:
        card.tag = "nav"
    return copy


def mark(quotation: "HtmlElement") -> None:
    """Write the quotation marks that a browser shows around words."""
    quotation.tag = "span"
    quotation.text = f"“{quotation.text or ''}"
    end = quotation.makeelement("span")
    end.text = "”"
    quotation.append(end)


def is_card(article: "HtmlElement") -> bool:
    """Whether an article element only leads to another page: nearly all of it is a link."""
    length = len("".join(article.itertext()).split())
    linked = sum(len("".join(link.itertext()).split()) for link in article.xpath(".//a[not(ancestor::a)]"))
    return not article.xpath(".//h1") and linked >= CARD * length


def unseen() -> str:
    """The path of what is no part of what a reader of the page reads."""
    styles = " or ".join(f"contains(translate(@style, ' ', ''), '{style}')" for style in UNSEEN_STYLES)
    classes = " or ".join(f"contains(concat(' ', @class, ' '), ' {name} ')" for name in (*UNSEEN_CLASSES, *POSTS))
    roles = " or ".join(f"@role='{role}'" for role in ROLES)
    walls = " or ".join(f"contains(@id, '{name}')" for name in WALLS)
    return f"//noscript | //body//sup[.//a] | //body//*[@hidden or {styles} or {classes} or {roles} or {walls}]"


def join_posts(tree: "HtmlElement") -> None:
    """Make one story of the posts of a live blog: each is an article of its own, of which only the first would be read."""
    posts = tree.xpath("//body//article[not(ancestor::article)]")
    if len(posts) < 2:
        return
    whole = next(a for a in posts[0].iterancestors() if all(a in post.iterancestors() for post in posts[1:]))
    for post in posts:
        post.tag = "section"
        post.attrib.clear()
    if whole.tag != "body":
        whole.tag = "article"
        whole.set("itemprop", "articleBody")
