"""The model's description, `meta.json`."""

import json
from pathlib import Path
from typing import Any

__all__ = ["update_meta"]

VERSION = "1.0.0"
"""Of the model: its figures may change with it."""


def update_meta(model: Path, **fields: object) -> dict[str, Any]:
    """Set fields of the description of the model in a folder."""
    path = model / "meta.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    meta = known | {"name": "kg-en", "version": VERSION, "language": "en", "license": "CC-BY-SA-4.0"} | fields
    path.write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return meta
