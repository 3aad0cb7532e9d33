"""What keeps a page safe: texts that are no markup, data that end no element, and a policy that lets only known scripts run."""

import base64
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias

__all__ = ["ASSETS", "Json", "embedded", "filled", "fingerprint", "policy"]

ASSETS: Final = Path(__file__).parent / "assets"

Json: TypeAlias = dict[str, Any]
"""What a script element may hold."""


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


def filled(template: str, **values: object) -> str:
    """A template with values in their places, where they are text; without lone surrogates, which no encoding can write."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(ASSETS), autoescape=True, keep_trailing_newline=True)
    return environment.get_template(template).render(values).encode("utf-8", "replace").decode("utf-8")
