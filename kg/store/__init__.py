"""The graph on disk: opened, added to, merged, decided on, kept safe."""

from kg.store.store import (
    AddReport,
    Outcome,
    RetractReport,
    Store,
    default_rules,
)

__all__ = [
    "AddReport",
    "Outcome",
    "RetractReport",
    "Store",
    "default_rules",
]
