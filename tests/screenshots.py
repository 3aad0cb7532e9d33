"""Pictures of the page for the README, from the articles in samples/: `make screenshots`.

    python -m tests.screenshots

Takes Playwright, a Chromium and Pillow; writes docs/images/graph.png, graph-dark.png and graph-phone.png with 256 colours each.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its file, its size in pixels, light or dark, and what is done before it is taken."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    script: str = ""


DISPUTED = "page.app.graph.data.kinds.findIndex((kind) => kind.name === 'disputed')"
HUB = "page.app.graph.byDegree[0]"
SHOTS = (
    Shot("graph", 1400, 900, "light"),
    Shot("graph-dark", 1400, 900, "dark", f"page.app.select({{ type: 'node', node: {HUB} }})"),
    Shot("graph-phone", 390, 844, "light", f"page.app.select({{ type: 'edges', edges: [page.app.graph.data.edges.kind.indexOf({DISPUTED})] }})"),
)  # fmt: skip


def take(browser: "Browser", address: str, shot: Shot) -> bytes:
    """A picture as PNG, with a palette."""
    from PIL import Image

    page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme)
    page.goto(address)
    page.wait_for_selector("#kinds li")
    while not page.evaluate("page.complete && page.app.view.settled"):
        page.wait_for_timeout(50)
    page.evaluate(shot.script or "0")
    page.wait_for_timeout(1500)
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    out = io.BytesIO()
    taken.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Add the samples to a graph of their own, write its page, take the pictures."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium on this machine; on Debian: apt install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        kg, page = [sys.executable, "-m", "kg", "--store", f"{folder}/graph.kg"], Path(folder) / "graph.html"
        subprocess.run([*kg, "add", ROOT / "samples"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*kg, "view", "-o", page], check=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for shot in SHOTS:
            (IMAGES / f"{shot.name}.png").write_bytes(take(browser, page.as_uri(), shot))
        browser.close()


if __name__ == "__main__":
    main()
