"""The README's console sessions are run as they stand; `python -m tests.test_readme` writes their output anew."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRESS = re.compile(r"^kg: [\d,]+ articles, .* words/s.*\n", re.MULTILINE)
"""Shown where it takes long: how fast the machine was is not for the page."""
SESSION = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def run(command: str, folder: Path) -> str:
    """What a command prints, errors included."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "100", "PYTHONUTF8": "1"}
    environment.pop("KG_STORE", None)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return PROGRESS.sub("", done.stdout.decode())


def session(block: str, folder: Path) -> Iterator[str]:
    """Each command of a block, with what it prints now."""
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            yield line
            yield run(line[2:], folder)


def executed(text: str, folder: Path) -> str:
    """The page with its sessions run from top to bottom in one folder, the samples beside."""
    (folder / "samples").symlink_to(ROOT / "samples")
    return SESSION.sub(lambda match: "".join(session(match[1], folder)), text)


@pytest.mark.model
def test_sessions_in_the_readme_are_what_the_commands_print(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(SESSION.findall(text)) > 3
    assert executed(text, tmp_path).splitlines() == text.splitlines(), "run `make docs`"


@pytest.mark.model
def test_python_in_the_readme_runs(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "example.py").write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "Albania condemns invasion affirmed Albania condemned the invasion.\n"


def test_files_that_the_readme_names_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


if __name__ == "__main__":
    page = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as place:
        page.write_text(executed(page.read_text(encoding="utf-8"), Path(place)), encoding="utf-8")
