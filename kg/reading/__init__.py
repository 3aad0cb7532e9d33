"""Files, folders and standard input -> articles; one reader a format."""

from kg.reading.boilerplate import in_story, story_spans
from kg.reading.draft import Draft
from kg.reading.files import ReadFailure, ReadOptions, read
from kg.reading.formats import READERS

__all__ = ["READERS", "Draft", "ReadFailure", "ReadOptions", "in_story", "read", "story_spans"]
