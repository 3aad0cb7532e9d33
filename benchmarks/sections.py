"""The generated sections of docs/scores.md, each between its own marks."""

from pathlib import Path

__all__ = ["SCORES", "read_section", "write_section"]

SCORES = Path(__file__).parent.parent / "docs" / "scores.md"
END = "<!-- end -->"


def begin(name: str) -> str:
    """The mark before a section."""
    return f"<!-- {name}: written by its benchmark -->\n"


def read_section(name: str) -> str:
    """What a section holds."""
    return SCORES.read_text(encoding="utf-8").split(begin(name), 1)[1].split(END, 1)[0]


def write_section(name: str, text: str) -> None:
    """Put a text into a section."""
    head, rest = SCORES.read_text(encoding="utf-8").split(begin(name), 1)
    _, tail = rest.split(END, 1)
    SCORES.write_text(f"{head}{begin(name)}{text}\n{END}{tail}", encoding="utf-8")
