"""From what a sentence says to what the ontology knows: propositions and mentions -> evidence."""

from kg.mapping.mapping import (
    map_propositions,
)

__all__ = [
    "map_propositions",
]
