"""What the tests of several rooms share, and when marked tests are skipped: never silently."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "kg" / "nlp" / "model" / "meta.json"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))

NEEDS = {
    "model": (MODEL.exists(), "the language model is not in kg/nlp/model"),
    "browser": (CHROMIUM is not None, "no Chromium on this machine; on Debian: apt install chromium"),
    "shared": (SHARED.is_dir(), "data that the repository does not carry; KG_SHARED names its folder"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker, (there, reason) in NEEDS.items():
            if item.get_closest_marker(marker) and not there:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample articles."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that the repository does not carry."""
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The command of a Chromium."""
    assert CHROMIUM
    return CHROMIUM


@pytest.fixture(scope="session")
def browser(chromium: str) -> "Iterator[Browser]":
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
