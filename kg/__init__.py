"""A knowledge graph of what the news says, every edge backed by the sentence that says so."""

__version__ = "0.1.0"
