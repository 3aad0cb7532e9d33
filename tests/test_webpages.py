"""Pages of many layouts -> the story and nothing else; `pages/` holds each with the article that a reader would take from it."""

from collections import Counter
from pathlib import Path

import pytest

from kg.model import Article
from kg.reading import read
from kg.reading.boilerplate import story_spans

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
NEVER = (
    "Keep Reading",
    "Leave a Reply",
    "email address will not be published",
    "Subscribe",
    "Most read",
    "cookies",
    "Advertisement",
)


def article(path: Path) -> Article:
    (found,) = read([path])
    assert isinstance(found, Article), str(found)
    return found


def f1(found: str, expected: str) -> float:
    """Harmonic mean of precision and recall over words, each as often as it stands there."""
    both = sum((Counter(found.split()) & Counter(expected.split())).values())
    return 2 * both / (len(found.split()) + len(expected.split()))


def test_there_are_pages_of_many_layouts() -> None:
    assert len(PAGES) >= 12


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_story_is_found(page: Path) -> None:
    found, expected = article(page).text, article(page.with_suffix(".txt")).text
    assert f1(found, expected) >= 0.95, found
    assert not any(words in found for words in NEVER)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_paragraphs_stand_apart_and_in_order(page: Path) -> None:
    expected = article(page.with_suffix(".txt")).text.split("\n\n")
    assert [p for p in article(page).text.split("\n\n") if p in expected] == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_what_the_page_says_of_itself_is_found(page: Path) -> None:
    found, expected = article(page), article(page.with_suffix(".txt"))
    given = expected.source if expected.source.startswith("https") else page.as_uri()
    assert (found.title, found.publisher, found.author, found.published, found.language, found.source) == (
        expected.title, expected.publisher, expected.author, expected.published, expected.language, given,
    )  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_all_that_is_kept_is_story_for_the_later_stages_too(page: Path) -> None:
    text = article(page).text
    assert sum(end - start for start, end in story_spans(text)) >= 0.95 * len(text)
