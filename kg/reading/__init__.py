"""Files, folders, archives, addresses and standard input -> articles; one reader a format."""

from kg.reading.boilerplate import story_spans
from kg.reading.draft import Draft
from kg.reading.files import Item, ReadOptions, read, read_part
from kg.reading.formats import READERS
from kg.reading.parts import Part, ReadFailure, ReadNote, Settings, is_address
from kg.reading.places import FAILURES, expanded, total_size
from kg.reading.records import column_mapping
from kg.reading.tally import Tally

__all__ = [
    "FAILURES",
    "READERS",
    "Draft",
    "Item",
    "Part",
    "ReadFailure",
    "ReadNote",
    "ReadOptions",
    "Settings",
    "Tally",
    "column_mapping",
    "expanded",
    "is_address",
    "read",
    "read_part",
    "story_spans",
    "total_size",
]
