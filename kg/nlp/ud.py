"""The labels of spaCy's own English models -> Universal Dependencies.

spaCy's English models use the ClearNLP scheme, in which a preposition heads its noun and a copula heads its predicate.
`convert` turns such a Doc into a tree of UD, where content words head function words:

| ClearNLP | UD |
|---|---|
| `prep` with `pobj` or `pcomp` | the noun takes the preposition's place (`obl`, `nmod`); the preposition is its `case` (`mark`) |
| `agent` with `pobj` | `obl:agent` |
| `attr`, `acomp` of *be*; `prep` of *be* that has no other predicate | the predicate takes the copula's place; the copula is its `cop` |
| `dobj`, `dative` | `obj`, `iobj`; `dative` with a preposition is `obl` |
| `nsubjpass`, `csubjpass`, `auxpass` | `nsubj:pass`, `csubj:pass`, `aux:pass` |
| `relcl` | `acl:relcl` |
| `poss`, `prt`, `neg`, `nn`, `npadvmod`, `intj`, `preconj`, `predet` | `nmod:poss`, `compound:prt`, `advmod`, `compound`, `obl:unmarked`, … |
| `oprd` | `xcomp` |

A preposition without an object, as a relative clause may strand it, becomes `obl` itself. UD Docs are left as they are.
"""

from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.nlp.annotate import annotate, offsets

__all__ = ["convert", "is_clear", "universal"]

RENAMED = {
    "acomp": "xcomp", "agent": "obl:agent", "attr": "xcomp", "auxpass": "aux:pass", "complm": "mark", "csubjpass": "csubj:pass",
    "dative": "iobj", "dobj": "obj", "infmod": "acl", "intj": "discourse", "meta": "discourse", "neg": "advmod", "nn": "compound",
    "npadvmod": "obl:unmarked", "nsubjpass": "nsubj:pass", "number": "nummod", "oprd": "xcomp", "partmod": "acl",
    "pcomp": "advcl", "pobj": "obl", "poss": "nmod:poss", "possessive": "case", "preconj": "cc:preconj", "predet": "det:predet",
    "prep": "obl", "prt": "compound:prt", "quantmod": "advmod", "rcmod": "acl:relcl", "relcl": "acl:relcl",
}  # fmt: skip
"""Labels that need no other tree; what is missing here is the same in both schemes."""

CLEAR_ONLY = frozenset(
    {"dobj", "pobj", "prep", "nsubjpass", "auxpass", "attr", "relcl", "poss", "agent", "acomp", "neg"}
)
"""Labels that only a ClearNLP tree has."""

CLAUSE = ("VERB", "AUX", "ADJ", "ADV")
"""What a phrase with a preposition modifies as `obl`; else it is `nmod`."""


def is_clear(doc: Doc) -> bool:
    """Whether a Doc's tree has labels of spaCy's own English models."""
    return any(token.dep_ in CLEAR_ONLY for token in doc)


@dataclass(slots=True)
class Tree:
    """A tree that can be changed: heads are positions, a root's is its own."""

    heads: list[int]
    labels: list[str]

    def children(self, node: int, *labels: str) -> list[int]:
        """Dependents with one of the labels, from left to right."""
        return [
            i
            for i, (h, label) in enumerate(zip(self.heads, self.labels, strict=True))
            if h == node != i and label in labels
        ]

    def swap(self, upper: int, lower: int, label: str) -> None:
        """Put a dependent in its head's place; the head becomes its dependent."""
        self.heads[lower] = lower if self.heads[upper] == upper else self.heads[upper]
        self.labels[lower] = self.labels[upper]
        self.heads[upper], self.labels[upper] = lower, label


def convert(doc: Doc) -> Doc:
    """Turn a ClearNLP tree into one of UD, in place; a UD tree stays as it is."""
    if not is_clear(doc):
        return doc
    heads, labels = [], []
    for sentence in doc.sents:
        tree = Tree([t.head.i - sentence.start for t in sentence], [t.dep_ for t in sentence])
        copulas(tree, [t.lemma_.lower() for t in sentence])
        prepositions(tree, [t.pos_ for t in sentence])
        heads += [h + sentence.start for h in tree.heads]
        labels += ["ROOT" if h == i else RENAMED.get(tree.labels[i], tree.labels[i]) for i, h in enumerate(tree.heads)]
    write(doc, heads, labels)
    return doc


def prepositions(tree: Tree, kinds: list[str]) -> None:
    """Objects of prepositions take their prepositions' places, the inner first ("out of Serbia")."""
    for node in sorted(range(len(tree.heads)), key=lambda i: -depth(tree, i)):
        objects = tree.children(node, "pobj", "pcomp")
        if not objects:
            continue
        lower, label = objects[0], tree.labels[node]
        clause = tree.labels[lower] == "pcomp"
        tree.swap(node, lower, "mark" if clause else "case")
        if label in ("prep", "dative"):
            head = tree.heads[lower]
            outer = tree.labels[head] in ("prep", "agent") and kinds[head] == "ADP" and not tree.children(head, "pobj")
            tree.labels[lower] = "pobj" if outer else "advcl" if clause else attachment(kinds[head])
        for child in tree.children(node, "conj", "cc", "punct", "pobj", "pcomp", "advmod", "prep"):
            tree.heads[child] = lower


def attachment(kind: str) -> str:
    """Label of a phrase with a preposition on a word of that kind."""
    return "obl" if kind in CLAUSE else "nmod"


def depth(tree: Tree, node: int) -> int:
    """Arcs from a node up to its root."""
    count = 0
    while tree.heads[node] != node:
        node, count = tree.heads[node], count + 1
    return count


def copulas(tree: Tree, lemmas: list[str]) -> None:
    """Predicates take the places of their copulas, and the clause's other dependents with them."""
    for node in range(len(tree.heads)):
        if lemmas[node] != "be" or tree.labels[node] in ("aux", "auxpass"):
            continue
        predicate = predicate_of(tree, node)
        if predicate is None:
            continue
        tree.swap(node, predicate, "cop")
        for child, head in enumerate(tree.heads):
            if head == node and child not in (node, predicate):
                tree.heads[child] = predicate


def predicate_of(tree: Tree, node: int) -> int | None:
    """What is said with a copula: a noun or adjective, else the object of a preposition."""
    for label in ("attr", "acomp"):
        found = tree.children(node, label)
        if found:
            return found[-1]
    if not tree.children(node, "nsubj") or tree.children(node, "expl", "ccomp", "xcomp"):
        return None
    phrases = [i for i in tree.children(node, "prep") if i > node]
    objects = tree.children(phrases[0], "pobj") if phrases else []
    if not objects:
        return None
    tree.swap(phrases[0], objects[0], "case")
    return objects[0]


def write(doc: Doc, heads: list[int], labels: list[str]) -> None:
    """Give a Doc a tree."""
    names = np.array([doc.vocab.strings.add(label) for label in labels], dtype=np.uint64)
    annotate(doc, ["HEAD", "DEP"], np.stack([offsets(np.array(heads, dtype=np.int64)), names], 1))


@Language.component("kg_universal", requires=["token.dep", "token.head"], assigns=["token.dep", "token.head"])
def universal(doc: Doc) -> Doc:
    """Component that turns the trees of spaCy's own English models into UD."""
    return convert(doc)
