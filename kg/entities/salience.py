"""What a pronoun or a definite phrase may refer to, the most salient first (Hobbs 1978; Raghunathan et al. 2010)."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.entities.context import NOUNS
from kg.entities.discourse import Discourse, Draft, Referent

__all__ = ["LAST_ROLE", "Candidate", "candidates", "clause", "ranked"]

ROLES = {
    "nsubj": 0,
    "nsubj:pass": 0,
    "nsubj:outer": 0,
    "obj": 1,
    "iobj": 1,
    "obl": 2,
    "obl:agent": 1,
    "root": 2,
    "ROOT": 2,
}
"""Rank of an antecedent by its label; the others come after them."""
LAST_ROLE = 3
ATTRIBUTIVE = frozenset({"amod", "compound", "nmod:desc", "flat", "det"})
SUBORDINATE = frozenset({"acl", "acl:relcl", "advcl", "advcl:relcl"})
CLAUSES = frozenset({"parataxis", "ccomp", "conj", "csubj", "xcomp", *SUBORDINATE})
NEAREST = 50
"""How many of a sentence's last candidates are ranked."""
LONGEST_LIST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a pronoun may refer to; `referents` is () for a common noun that is no entity.

    `role` is its rank, `governor` the word on which it, or what it is coordinated with, depends.
    """

    head: int
    referents: tuple[Referent, ...]
    plural: bool
    role: int
    governor: int


def candidates(discourse: Discourse, i: int, draft: Draft | None) -> Iterator[Candidate]:
    """What a token adds: its mention, the list that it ends, or a common noun that hides those before it."""
    tree = discourse.context.tree
    if draft is None and tree.tags[i] in NOUNS and (i in discourse.cover or tree.relation(i) not in ("nsubj", "obj")):
        return
    first = _first(discourse, i)
    role, governor = _role(discourse, i, first), tree.heads[first]
    if draft is not None:
        plural = len(draft.referents) > 1 or draft.referents[0].final().plural
        yield Candidate(i, draft.referents, plural, role, governor)
        if tree.relation(i) == "conj":
            yield from _list(discourse, i, role, governor)
    elif tree.tags[i] in ("WP", "WDT") and role == 0:
        yield from _relative(discourse, i, governor)
    elif tree.tags[i] in NOUNS:
        yield Candidate(i, (), discourse.context.plural(i), role, governor)


def _relative(discourse: Discourse, i: int, governor: int) -> Iterator[Candidate]:
    """Whom a relative pronoun stands for, as the subject of its clause: "de Klerk, *who* broke his promise"."""
    tree = discourse.context.tree
    draft = discourse.drafts.get(tree.heads[governor])
    if draft and tree.relation(governor) == "acl":
        plural = len(draft.referents) > 1 or draft.referents[0].final().plural
        yield Candidate(i, draft.referents, plural, 0, governor)


def _first(discourse: Discourse, i: int) -> int:
    """The word whose role a token shares: the first of a list, a name's governor, a dateline that took it in."""
    tree, datelines = discourse.context.tree, discourse.context.datelines
    for _ in range(60):
        shares = tree.deps[i] in ("conj", "flat") or (tree.heads[i] in datelines and i not in datelines)
        if not shares or tree.heads[i] == i:
            break
        i = tree.heads[i]
    return i


def _role(discourse: Discourse, i: int, first: int) -> int:
    """Rank of a role: main subjects, then other subjects and objects, then the rest; attributes are hardly any."""
    tree = discourse.context.tree
    if i in discourse.context.datelines or tree.deps[first] in ATTRIBUTIVE:
        return LAST_ROLE + 2
    relative = tree.tags[i] in ("WP", "WDT")
    subordinate = tree.deps[tree.heads[first]] in SUBORDINATE and tree.relation(first) == "nsubj" and not relative
    if tree.relation(first) == "nsubj" and _is_second(discourse, first):
        return 2
    return 1 if subordinate else ROLES.get(tree.deps[first], LAST_ROLE)


def _is_second(discourse: Discourse, i: int) -> bool:
    """Whether a verb has a subject before this one, which then is a misread part of a list."""
    tree = discourse.context.tree
    datelines = discourse.context.datelines
    earlier = (c for c in tree.children[tree.heads[i]][:NEAREST] if c < i and c not in datelines)
    return any(tree.deps[c] in ("nsubj", "nsubj:pass") for c in earlier)


def _list(discourse: Discourse, i: int, role: int, governor: int) -> Iterator[Candidate]:
    """All that is coordinated up to its last member, as one candidate."""
    tree = discourse.context.tree
    head = tree.heads[i]
    last = next((c for c in reversed(tree.children[head]) if tree.deps[c] == "conj"), i)
    if last != i or tree.deps[head] == "conj":
        return
    members = tree.conjuncts(head)
    drafts = [discourse.drafts[m] for m in members if m in discourse.drafts]
    if members[-1] == i and len(drafts) == len(members) <= LONGEST_LIST:
        referents = tuple(dict.fromkeys(r for d in drafts for r in d.referents))
        yield Candidate(i, referents, True, role, governor)


def ranked(discourse: Discourse, i: int, past: list[list[Candidate]], reach: int) -> Iterator[Candidate]:
    """Candidates for token `i`, `reach` sentences back at most.

    In its own sentence subjects of the clauses around it come first, from the inside out, then what is nearest; in
    each sentence before, the best roles, from the left.
    """
    around = {verb: n for n, verb in enumerate(discourse.context.tree.climb(i))}
    for distance, sentence in enumerate(past[: -reach - 2 : -1]):
        if distance == 0:
            yield from sorted(sentence[-NEAREST:], key=lambda c: _closeness(c, around))
        else:
            yield from sorted(sentence[-NEAREST:], key=lambda c: (c.role, _size(c), c.head))


def _closeness(candidate: Candidate, around: dict[int, int]) -> tuple[int, int, int, int]:
    steps = around.get(candidate.governor, -1)
    subject = candidate.role == 0 and steps >= 0
    tier = 0 if subject else max(candidate.role, 1)
    return tier, steps if subject else 0, _size(candidate), -candidate.head


def _size(candidate: Candidate) -> int:
    """Lists come before their members."""
    return -len(candidate.referents) if candidate.plural else 0


def clause(discourse: Discourse, i: int) -> tuple[int, str]:
    """The word that heads a token's clause, and the role in which the token is a part of it."""
    tree = discourse.context.tree
    role = ""
    for _ in range(60):
        clausal = tree.relation(i) in CLAUSES and (tree.deps[i] != "conj" or tree.pos[i] in ("VERB", "AUX"))
        if tree.heads[i] == i or clausal:
            break
        role = tree.relation(i)
        i = tree.heads[i]
    return i, role
