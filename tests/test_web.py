"""Addresses are fetched within limits: robots.txt, size, time, redirects, and no private network unasked."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from documents import STORY, page

from kg.errors import FormatError
from kg.model import Article
from kg.reading import ReadFailure, Settings, read
from kg.reading.robots import Robots
from kg.reading.web import ROBOTS_LAST, Fetcher, public

ROBOTS = "\ufeffUser-agent: *\nDisallow: /closed\nDisallow: /*?print=\nDisallow: /news\nAllow: /news/*.html\n"
PAGES = {
    "/robots.txt": (200, "text/plain", ROBOTS),
    "/story": (200, "text/html; charset=utf-8", page()),
    "/closed": (200, "text/html", page()),
    "/large": (200, "text/plain", "a" * 300_000),
    "/picture": (200, "image/png", "x"),
    "/to-story": (302, "/story", ""),
    "/to-closed": (302, "/closed", ""),
    "/to-file": (302, "file:///etc/passwd", ""),
    "/round": (302, "/round", ""),
    "/nowhere": (302, "", ""),
    "/story?print=1": (200, "text/html", page()),
    "/news/a.html": (200, "text/html", page()),
}


class Server(BaseHTTPRequestHandler):
    """Serves the pages above."""

    def do_GET(self) -> None:
        status, kind, body = PAGES.get(self.path, (404, "text/plain", ""))
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the name that the library calls it
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def fetched(address: str, fetcher: Fetcher | None = None) -> Article | str:
    (item,) = read([address], None, Settings(fetch=fetcher or Fetcher(allow_private=True, size=200_000)))
    return item if isinstance(item, Article) else str(item)


def test_a_page_with_when_it_was_fetched(site: str) -> None:
    for name in ("/story", "/to-story"):
        article = fetched(f"{site}{name}")
        assert isinstance(article, Article), article
        assert (article.text.endswith(STORY), article.source) == (True, f"{site}/story")
        assert article.retrieved.endswith("Z")


REFUSED = {
    "/closed": "robots.txt of 127.0.0.1 does not allow it", "/to-closed": "does not allow it", "/large": "larger than 0 MB",
    "/picture": "is image/png, no article", "/to-file": "is no http or https address", "/round": "more than 5 redirects",
    "/nothing": "answered with status 404", "/nowhere": "status 302, but not where to look instead",
    "/story?print=1": "does not allow it", "/news/b": "does not allow it",
}  # fmt: skip


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_what_is_refused_is_said(site: str, name: str, reason: str) -> None:
    assert reason in str(fetched(f"{site}{name}"))


def test_the_longest_rule_decides(site: str) -> None:
    assert isinstance(fetched(f"{site}/news/a.html"), Article)


def test_a_place_within_a_page_is_no_other_page(site: str) -> None:
    article = fetched(f"{site.replace('http', 'HTTP')}/story#part-2")
    assert isinstance(article, Article), article
    assert article.source.endswith("/story")
    assert article.publisher == ""


def test_a_password_gets_into_no_graph(site: str) -> None:
    assert "with a password in it is not fetched" in str(fetched(site.replace("//", "//somebody:secret@") + "/story"))


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: KG-News/2.0\nDisallow: /b", "/a", True),
        ("User-agent: other\nUser-agent: kg-news\nDisallow: /a # closed", "/a/b", False),
        ("User-agent: kg-news-image\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*a*$", "/b", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nCrawl-delay: 3\nUser-agent: kg-news\nDisallow: /a", "/a", False),
        ("Disallow: /a", "/a", True),
    ],
)
def test_rules_for_programs(text: str, path: str, allowed: bool) -> None:  # noqa: FBT001
    assert Robots.parse(text, "kg-news").allow(path) is allowed


def test_rules_are_read_anew_after_a_day(site: str) -> None:
    fetcher = Fetcher(allow_private=True)
    for age in (0.0, ROBOTS_LAST + 1):
        fetcher.robots = {site: (Robots((("/", False),)), time.monotonic() - age)}
        assert isinstance(fetched(f"{site}/story", fetcher), Article) is bool(age)


def test_no_rules_take_long() -> None:
    begin = time.process_time()
    Robots.parse("User-agent: *\n" + f"Disallow: /{'*a' * 200}b\n" * 500, "kg-news").allow("/" + "a" * 2000)
    assert time.process_time() - begin < 5  # a search that goes back takes for ever


def test_private_addresses_are_not_fetched_unasked(site: str) -> None:
    assert "is a private address (127.0.0.1); allow it with --allow-private" in str(fetched(f"{site}/story", Fetcher()))


def test_time_runs_out(site: str) -> None:
    assert "takes too long" in str(fetched(f"{site}/story", Fetcher(allow_private=True, seconds=0)))


def test_nothing_is_fetched_where_there_is_no_way_to(site: str) -> None:
    (failure,) = read([f"{site}/story"])
    assert isinstance(failure, ReadFailure)
    assert "nothing is fetched" in str(failure)


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "192.168.1.1", "240.0.0.1", "100.64.0.1", "::1", "fe80::1%eth0", "fc00::1", "224.0.0.1"]
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["http://", "http://[", "https://x:99999/", "http://no such host.example/"])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(FormatError):
        Fetcher()(address)
