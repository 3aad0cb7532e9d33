"""What keeps a page safe: data that end no element, and a policy that lets only known scripts run."""

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any

__all__ = ["embedded", "fingerprint", "policy", "writable"]

Json = dict[str, Any]


def embedded(data: Json) -> str:
    """Data as JSON that can stand in a script element: no `<`, so that nothing ends it or opens a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def policy(style: str, scripts: Iterable[str], *, worker: bool = False) -> str:
    """What the browser may do: run these scripts, use this style, and nothing else.

    With `worker`, these scripts may also start a worker and compile WebAssembly that the page carries.
    """
    known = " ".join(f"'{fingerprint(script)}'" for script in scripts)
    more = " 'wasm-unsafe-eval'; worker-src blob:" if worker else ""
    return (
        f"default-src 'none'; script-src {known}{more}; style-src '{fingerprint(style)}'; "
        "connect-src 'none'; img-src 'none'; base-uri 'none'; form-action 'none'"
    )


def fingerprint(body: str) -> str:
    """The hash by which a policy names a script or style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}"


def writable(page: str) -> str:
    """The page without lone surrogates, which no encoding can write."""
    return page.encode("utf-8", "replace").decode("utf-8")
