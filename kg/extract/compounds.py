"""Nouns that are written with a hyphen: one word for the lexicon, three for the parser."""

from collections.abc import Collection
from dataclasses import replace

from kg.extract.tree import Tree

__all__ = ["with_compounds"]

HYPHENS = frozenset({"-", "\u2010", "\u2011", "\u2013"})


def with_compounds(tree: Tree, known: Collection[str]) -> Tree:
    """The tree with the lemma of each compound that is `known` on the word that heads it: "a *cease-fire*"."""
    hyphens = [i for i in range(1, len(tree.words) - 1) if tree.words[i] in HYPHENS]
    lemmas = {head: lemma for i in hyphens for head, lemma in (_compound(tree, i),) if lemma in known}
    if not lemmas:
        return tree
    return replace(tree, lemmas=[lemmas.get(i, lemma) for i, lemma in enumerate(tree.lemmas)])


def _compound(tree: Tree, hyphen: int) -> tuple[int, str]:
    """The head of the two words around a hyphen, and the lemma of both; "" where a blank or no link parts them."""
    first, second = hyphen - 1, hyphen + 1
    close = tree.ends[first] == tree.starts[hyphen] and tree.ends[hyphen] == tree.starts[second]
    if not close or first not in (tree.heads[second], *tree.children[second]):
        return second, ""
    head = first if tree.heads[second] == first else second
    return head, f"{tree.words[first].lower()}-{tree.lemmas[second]}"
