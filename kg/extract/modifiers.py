"""Coordinated modifiers, one at a time: "rain and snow clouds" are "rain clouds" and "snow clouds"."""

from collections.abc import Sequence

from kg.extract.tree import Tree
from kg.extract.triples import Tokens
from kg.extract.words import Words

__all__ = ["below", "coordinated", "with_one"]

MAX_MODIFIERS = 6
"""Longer lists stay together: what they are modifiers of would be said too often."""


def coordinated(tree: Tree, noun: int) -> list[int]:
    """Adjectives or nouns before a noun that "and" or "or" joins; none where there are no two."""
    for first in tree.dependents(noun, "amod", "compound"):
        others = [c for c in tree.dependents(first, "conj") if c < noun]
        if len(others) < MAX_MODIFIERS and any(tree.dependents(c, "cc") for c in others):
            return [first, *others]
    return []


def with_one(tree: Tree, phrase: Tokens, chosen: int, modifiers: Sequence[int], words: Words) -> Tokens:
    """A phrase with one of its coordinated modifiers; "a" and "an" stay before the first only."""
    left_out = set[int]()
    for m in modifiers:
        left_out.update(tree.dependents(m, "cc", "punct"))
        if m != chosen:
            left_out.update(below(tree, m))
    first = min(below(tree, modifiers[0]))
    if chosen != modifiers[0] and tree.words[first - 1].lower() in words.indefinite_articles:
        left_out.add(first - 1)
    return tuple(t for t in phrase if t not in left_out)


def below(tree: Tree, head: int) -> list[int]:
    """A word with all that hangs on it, without those coordinated with it."""
    found, stack = list[int](), [head]
    while stack:
        found.append(stack.pop())
        stack += [c for c in tree.children[found[-1]] if tree.deps[c] != "conj"]
    return found
