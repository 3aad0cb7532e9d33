"""Fetches an address that the user names: within limits, as robots.txt allows, and from no private network.

The host's address is looked up once and the connection goes to it, so that a name cannot point elsewhere between the check and
the fetch. Redirects are followed one by one, each as if the user had named it.
"""

import datetime as dt
import io
import ipaddress
import math
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

import certifi
import urllib3

from kg import __version__
from kg.errors import FormatError
from kg.reading.formats import READERS, suffix_of
from kg.reading.parts import MAX_DOCUMENT, Part, peekable
from kg.reading.robots import Robots

__all__ = ["AGENT", "Fetcher"]

PRODUCT: Final = "kg-news"
AGENT: Final = f"{PRODUCT}/{__version__}"
REDIRECTS: Final = (301, 302, 303, 307, 308)
MAX_ROBOTS: Final = 500_000
"""Bytes of a robots.txt that count (RFC 9309, 2.5)."""
ROBOTS_LAST: Final = 86_400.0
"""Seconds for which a robots.txt holds (RFC 9309, 2.4): who watches for weeks reads it anew."""
CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Fetcher:
    """Opens addresses; remembers each host's robots.txt."""

    allow_private: bool = False
    seconds: float = 30.0
    """For one address, redirects included."""
    size: int = MAX_DOCUMENT
    redirects: int = 5
    robots: dict[str, tuple[Robots, float]] = field(default_factory=dict)

    def __call__(self, address: str) -> Part:
        """What an address gives, as a part to be read.

        Raises:
            FormatError: if it may not be fetched, is too large, takes too long, or is not there.
        """
        deadline = time.monotonic() + self.seconds
        url = urldefrag(address).url
        for _ in range(self.redirects + 1):
            target = checked(url)
            self._ask_robots(target, deadline)
            answer = self._get(target, deadline, self.size)
            if answer.status not in REDIRECTS:
                return answered(url, answer)
            url = urldefrag(urljoin(url, onward(answer))).url
        raise FormatError(f"more than {self.redirects} redirects")

    def _ask_robots(self, target: SplitResult, deadline: float) -> None:
        """Refuse what the host's robots.txt does not allow (RFC 9309): one that is not there allows all."""
        base = f"{target.scheme}://{target.netloc}"
        rules, read = self.robots.get(base, (Robots(), -math.inf))
        if time.monotonic() - read > ROBOTS_LAST:
            rules = self._read_robots(urlsplit(f"{base}/robots.txt"), deadline)
            self.robots[base] = rules, time.monotonic()
        if not rules.allow(path_of(target)):
            raise FormatError(f"robots.txt of {target.hostname} does not allow it; save the page with a browser")

    def _read_robots(self, target: SplitResult, deadline: float) -> Robots:
        answer = self._get(target, deadline, MAX_ROBOTS, cut=True)
        for _ in range(self.redirects):
            if answer.status not in REDIRECTS:
                break
            target = checked(urljoin(target.geturl(), onward(answer)))
            answer = self._get(target, deadline, MAX_ROBOTS, cut=True)
        if answer.status >= 500:
            raise FormatError(
                f"robots.txt of {target.hostname} cannot be read (status {answer.status}); try again later"
            )
        return Robots.parse(answer.body.decode("utf-8-sig", "replace"), PRODUCT) if answer.status == 200 else Robots()

    def _get(self, target: SplitResult, deadline: float, size: int, *, cut: bool = False) -> Answer:
        """One request; `cut` takes the first bytes of what is too large."""
        try:
            with self._pool(target) as pool:
                reply = pool.request(
                    "GET",
                    path_of(target),
                    headers={"Host": target.netloc.rpartition("@")[2], "User-Agent": AGENT, "Accept-Encoding": "gzip"},
                    timeout=urllib3.Timeout(total=remaining(deadline)),
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                body = limited(reply, deadline, size, cut=cut)
                return Answer(reply.status, {k.lower(): v for k, v in reply.headers.items()}, body)
        except urllib3.exceptions.HTTPError as error:
            raise FormatError(f"cannot be fetched: {plain(error)}") from error

    def _pool(self, target: SplitResult) -> urllib3.HTTPConnectionPool:
        """A connection to the address that was checked; the certificate must be the host's all the same."""
        host = target.hostname or ""
        address = self._resolved(host, target.port or (443 if target.scheme == "https" else 80))
        if target.scheme == "http":
            return urllib3.HTTPConnectionPool(address, target.port or 80)
        return urllib3.HTTPSConnectionPool(
            address, target.port or 443, server_hostname=host, assert_hostname=host, ca_certs=certifi.where()
        )

    def _resolved(self, host: str, port: int) -> str:
        """The address of a host.

        Raises:
            FormatError: if it has none, or any of its addresses is not public.
        """
        try:
            found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            raise FormatError(f"no such host: {host}") from error
        private = next((a for a in found if not public(a)), "")
        if private and not self.allow_private:
            raise FormatError(f"{host} is a private address ({private}); allow it with --allow-private")
        return found[0]


def checked(url: str) -> SplitResult:
    """An address in its parts.

    Raises:
        FormatError: if it is none of http or https.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid:
        raise FormatError(f"{url!r} is no http or https address")
    if parts.username or parts.password:
        raise FormatError(
            "a graph keeps addresses, so one with a password in it is not fetched; save the page with a browser"
        )
    return parts


def path_of(target: SplitResult) -> str:
    """What is asked of a host: the path, and the query if there is one."""
    return f"{target.path or '/'}{f'?{target.query}' * bool(target.query)}"


def onward(answer: Answer) -> str:
    """Where a redirect leads.

    Raises:
        FormatError: if it does not say so.
    """
    if not (place := answer.headers.get("location", "")):
        raise FormatError(f"the server answered with status {answer.status}, but not where to look instead")
    return place


def public(address: str) -> bool:
    """Whether an address is one that anybody may reach; an IPv4 address within an IPv6 one counts as what it is.

    >>> public("93.184.216.34"), public("127.0.0.1"), public("::ffff:10.0.0.1"), public("169.254.169.254")
    (True, False, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = (ip.ipv4_mapped or ip.sixtofour) if isinstance(ip, ipaddress.IPv6Address) else None
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)


def remaining(deadline: float) -> float:
    """Seconds that are left.

    Raises:
        FormatError: if none are.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise FormatError("takes too long; try again later, or save the page with a browser")
    return left


def limited(reply: urllib3.BaseHTTPResponse, deadline: float, size: int, *, cut: bool) -> bytes:
    """The body of an answer, unpacked; a server that sends it byte by byte runs out of time too."""
    body = bytearray()
    while chunk := reply.read1(CHUNK, decode_content=True):
        body += chunk
        remaining(deadline)
        if len(body) > size and cut:
            break
        if len(body) > size:
            raise FormatError(f"larger than {size // 1_000_000} MB", size)
    return bytes(body[:size])


def answered(url: str, answer: Answer) -> Part:
    """An answer as a part; its kind is what the server says, where that is a format, else the address's suffix.

    Raises:
        FormatError: if the server did not give the document.
    """
    if answer.status != 200:
        raise FormatError(f"the server answered with status {answer.status}")
    media, _, rest = answer.headers.get("content-type", "").partition(";")
    suffix = suffix_of(urlsplit(url).path)
    kind = media.strip().lower()
    declared = kind if kind in READERS else suffix if suffix in READERS else ""
    if kind.startswith(("image/", "audio/", "video/")):
        raise FormatError(f"is {kind}, no article")
    return Part(
        name=url,
        source=url,
        file=peekable(io.BytesIO(answer.body)),
        kind=declared,
        charset=rest.partition("charset=")[2].partition(";")[0].strip("\"' "),
        size=len(answer.body),
        known={"retrieved": f"{dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"},
    )


def plain(error: Exception) -> str:
    """What went wrong, without the library's objects in it."""
    said = getattr(error, "reason", "") or next(iter(error.args), "")
    text = str(said).rpartition("object at")[2]
    return text.partition(">: ")[2] or text or type(error).__name__
