"""Parsed text -> propositions: who does what to whom, how real it is said to be, and by whom."""

from kg.extract.propositions import propositions

__all__ = ["propositions"]
