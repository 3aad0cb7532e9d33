"""Pronouns and definite noun phrases: a sieve that goes from sentence to sentence, precise rather than complete.

Candidates are ranked by recency, then by grammatical role (Raghunathan et al. 2010; Hobbs 1978); a common noun that
agrees and ranks higher hides the names behind it, so that a doubtful pronoun stays without antecedent.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.entities.context import NOUNS
from kg.entities.discourse import Discourse, Draft, Referent
from kg.entities.nominals import lemma_of
from kg.entities.phrases import modifying_countries
from kg.entities.words import Pronoun
from kg.model import MentionKind

__all__ = ["resolve_references"]

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
CLAUSES = frozenset({"parataxis", "ccomp", "advcl", "acl:relcl", "acl", "conj", "csubj", "xcomp"})
CORE = frozenset({"nsubj", "obj", "iobj", "obl"})
EMBEDDED = frozenset({"amod", "compound", "nmod:desc", "flat", "det"})
REACH_PRONOUN = 2
REACH_PHRASE = 5
NEAREST = 50
"""How many sentences back an antecedent is looked for, and among how many of a sentence's last candidates."""
MODIFYING = frozenset({"nmod", "acl", "acl:relcl", "compound", "nmod:poss", "appos", "nmod:desc"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a pronoun may refer to; `referents` is () for a common noun that is no entity."""

    head: int
    referents: tuple[Referent, ...]
    plural: bool
    role: int


def resolve_references(discourse: Discourse) -> None:
    """Add the pronouns and definite noun phrases whose antecedent is clear."""
    context = discourse.context
    past: list[list[Candidate]] = []
    for first, last in context.tree.sentences:
        here: list[Candidate] = []
        past.append(here)
        for i in range(first, last):
            draft = discourse.drafts.get(i) or _refer(discourse, i, past)
            here += _candidates(discourse, i, draft)


def _refer(discourse: Discourse, i: int, past: list[list[Candidate]]) -> Draft | None:
    """The mention of a token that refers back, None if it does not or nobody knows to whom."""
    context = discourse.context
    pronoun = context.table.pronouns.get(context.lower[i])
    if pronoun and context.tree.tags[i] in ("PRP", "PRP$", "DT", "NN", "PDT"):
        referents = _of_pronoun(discourse, i, pronoun, past)
        kind, first, last = MentionKind.PRONOUN, i, i + 1
    else:
        referents = _of_phrase(discourse, i, past)
        kind, first, last = MentionKind.NOMINAL, _first(discourse, i), i + 1
    return discourse.add(Draft(first, last, i, kind, referents)) if referents else None


def _first(discourse: Discourse, i: int) -> int:
    tree = discourse.context.tree
    return min((c for c in tree.children[i] if i - 4 <= c < i and tree.deps[c] not in ("case", "punct")), default=i)


# ---- candidates


def _candidates(discourse: Discourse, i: int, draft: Draft | None) -> Iterator[Candidate]:
    tree, tags = discourse.context.tree, discourse.context.tree.tags
    if draft is not None:
        plural = len(draft.referents) > 1 or draft.referents[0].final().plural
        yield Candidate(i, draft.referents, plural, _role(discourse, i))
        if tree.relation(i) == "conj":
            yield from _group(discourse, i)
    elif tags[i] in NOUNS and i not in discourse.cover and tree.relation(i) in ("nsubj", "obj"):
        yield Candidate(i, (), discourse.context.plural(i), _role(discourse, i))


def _role(discourse: Discourse, i: int) -> int:
    """Rank of a token's role; a coordinated one has the role of the first."""
    tree = discourse.context.tree
    steps = 0
    while tree.deps[i] in ("conj", "flat") and tree.heads[i] != i and steps < 60:
        i, steps = tree.heads[i], steps + 1
    if tree.deps[i] in EMBEDDED:
        return LAST_ROLE + 2
    return ROLES.get(tree.deps[i], LAST_ROLE)


def _group(discourse: Discourse, i: int) -> Iterator[Candidate]:
    """All that is coordinated up to its last member, as one candidate."""
    tree = discourse.context.tree
    head = tree.heads[i]
    last = next((c for c in reversed(tree.children[head]) if tree.deps[c] == "conj"), i)
    if last != i or tree.deps[head] == "conj":
        return
    members = tree.conjuncts(head)
    drafts = [discourse.drafts[m] for m in members if m in discourse.drafts]
    if members[-1] == i and len(drafts) == len(members) and len(members) <= 20:
        referents = tuple(dict.fromkeys(r for d in drafts for r in d.referents))
        yield Candidate(i, referents, plural=True, role=_role(discourse, head))


def _ranked(past: list[list[Candidate]], reach: int) -> Iterator[Candidate]:
    """Candidates so far: latest sentence first, in it subjects, objects, others; groups before members."""
    for distance, sentence in enumerate(past[: -reach - 2 : -1]):
        yield from sorted(
            sentence[-NEAREST:],
            key=lambda c: (c.role, -len(c.referents) if c.plural else 0, -c.head if distance == 0 else c.head),
        )


# ---- pronouns


def _of_pronoun(
    discourse: Discourse, i: int, pronoun: Pronoun, past: list[list[Candidate]]
) -> tuple[Referent, ...]:  # fmt: skip
    if _is_pleonastic(discourse, i):
        return ()
    if pronoun.count:
        return _several(discourse, past, pronoun.count, frozenset()) if _stands_alone(discourse, i) else ()
    reach = 0 if pronoun.reflexive else REACH_PRONOUN
    for candidate in _ranked(past, reach):
        if _agrees(discourse, candidate, pronoun) and _is_free(discourse, i, candidate, pronoun):
            return candidate.referents
    return ()


def _stands_alone(discourse: Discourse, i: int) -> bool:
    return discourse.context.tree.relation(i) in ("nsubj", "obj", "obl", "iobj")


def _is_pleonastic(discourse: Discourse, i: int) -> bool:
    """Whether a pronoun stands for nothing: "it is clear that", "it seems"."""
    context = discourse.context
    tree, head = context.tree, context.tree.heads[i]
    if tree.deps[i] == "expl":
        return True
    if context.lower[i] != "it" or tree.relation(i) != "nsubj":
        return False
    clause = any(tree.deps[c] in context.table.pleonastic_clauses and c > head for c in tree.children[head])
    predicative = tree.tags[head].startswith(("JJ", "NN")) or tree.deps[i] == "nsubj:pass"
    return tree.lemmas[head] in context.table.pleonastic_verbs or (clause and predicative)


def _agrees(discourse: Discourse, candidate: Candidate, pronoun: Pronoun) -> bool:
    """Whether number, gender and class allow it; a common noun agrees by number alone."""
    table = discourse.context.table
    if candidate.role > LAST_ROLE:
        return False
    if not candidate.referents:
        return candidate.plural == (pronoun.number == "plural") and pronoun.gender in ("neuter", "")
    final = candidate.referents[0].final()
    if pronoun.number == "plural":
        return candidate.plural or (final.type in table.groups and not final.entry)
    if candidate.plural:
        return False
    person = final.type in table.persons
    if pronoun.gender == "neuter":
        return not person and (final.type in table.things or bool(final.lemma))
    return person and final.gender in ("", pronoun.gender)


def _is_free(discourse: Discourse, i: int, candidate: Candidate, pronoun: Pronoun) -> bool:
    """Whether syntax lets them be the same: a reflexive needs the subject of its clause, others must not have it."""
    tree = discourse.context.tree
    possessive = tree.relation(i) == "nmod" and tree.tags[i] == "PRP$"
    verb = tree.heads[i]
    if pronoun.reflexive:
        return tree.relation(candidate.head) == "nsubj"
    if candidate.head in _phrases_around(discourse, i):
        return False
    heads = [candidate.head, *tree.climb(candidate.head)][:4] if tree.relation(candidate.head) == "conj" else []
    beside = tree.heads[candidate.head] == verb and tree.relation(candidate.head) in CORE
    together = beside or any(tree.heads[h] == verb for h in heads)
    return possessive or not together


def _phrases_around(discourse: Discourse, i: int) -> list[int]:
    """Heads of the phrases that a pronoun is a part of, up to its clause."""
    tree = discourse.context.tree
    around = []
    for head in tree.climb(i):
        if tree.deps[i] in CLAUSES:
            break
        around.append(head)
        i = head
    return around


# ---- definite noun phrases


def _of_phrase(discourse: Discourse, i: int, past: list[list[Candidate]]) -> tuple[Referent, ...]:
    """Whom "the alliance", "both countries" or "the two leaders" refer to."""
    context = discourse.context
    lemma = lemma_of(discourse, i)
    classes = context.table.definite_nouns.get(lemma)
    if not classes or i in discourse.cover or context.tree.tags[i] not in NOUNS or not _refers_back(discourse, i):
        return ()
    owners = _owners(discourse, i)
    if owners:
        return _countries(discourse, owners) if classes <= context.table.states else ()
    if context.plural(i):
        count = _count(discourse, i)
        return _several(discourse, past, count, classes) if count or _is_the(discourse, i) else ()
    return _single(discourse, past, lemma, classes) if _is_the(discourse, i) else ()


def _refers_back(discourse: Discourse, i: int) -> bool:
    """Whether a phrase has a determiner or possessor, and nothing that would describe somebody new."""
    context = discourse.context
    tree = context.tree
    if (
        any(tree.tags[c] != "PRP$" for c in modifying_countries(discourse, i))
        or tree.deps[i] in ("compound", "flat")
        or tree.dependents(i, "cop")
    ):
        return False
    describing = [c for c in tree.children[i] if tree.deps[c] in MODIFYING and tree.tags[c] != "PRP$"]
    new = any(context.lower[c] in context.table.other for c in tree.children[i])
    return not describing and not new and context.determiner(i) not in context.table.negative


def _is_the(discourse: Discourse, i: int) -> bool:
    context = discourse.context
    return any(context.lower[c] in context.table.definite for c in context.tree.dependents(i, "det", "det:predet"))


def _count(discourse: Discourse, i: int) -> int:
    """How many a plural phrase says it means, 0 if it does not say."""
    context = discourse.context
    counts = [context.table.counts.get(context.lower[c], 0) for c in context.tree.children[i] if c < i]
    return max(counts, default=0)


def _owners(discourse: Discourse, i: int) -> tuple[Referent, ...]:
    tree = discourse.context.tree
    drafts = [discourse.drafts[c] for c in tree.dependents(i, "nmod:poss") if c in discourse.drafts]
    return tuple(r for d in drafts for r in d.referents)


def _countries(discourse: Discourse, referents: tuple[Referent, ...]) -> tuple[Referent, ...]:
    """The states that persons or organisations belong to ("their countries")."""
    slugs = dict.fromkeys(discourse.country_of(r) for r in referents)
    entries = [discourse.context.gazetteer.entry(slug) for slug in slugs]
    return tuple(discourse.known(e) for e in entries if e)


def _several(
    discourse: Discourse, past: list[list[Candidate]], count: int, classes: frozenset[str]
) -> tuple[Referent, ...]:
    """The members of a coordination of as many, else the ones of the highest roles; () if none stand out."""
    fitting = [
        Candidate(c.head, matching, c.plural, c.role)
        for c in _ranked(past, REACH_PRONOUN)
        if (matching := _of_classes(discourse, c, classes))
    ]
    for candidate in fitting:
        if len(candidate.referents) == count or (not count and len(candidate.referents) > 1):
            return candidate.referents
    single = dict.fromkeys(r for c in fitting if c.role <= LAST_ROLE for r in c.referents)
    return tuple(single)[:count] if count and len(single) >= count else ()


def _of_classes(discourse: Discourse, candidate: Candidate, classes: frozenset[str]) -> tuple[Referent, ...]:
    """A candidate's referents if all are of the classes; for states, the states of those who belong to one."""
    finals = [r.final() for r in candidate.referents]
    if not classes or all(r.type in classes for r in finals):
        return tuple(dict.fromkeys(finals))
    if classes <= discourse.context.table.states and all(r.type in discourse.context.table.actors for r in finals):
        states = _countries(discourse, tuple(finals))
        return states if len(states) > 1 else ()
    return ()


def _single(
    discourse: Discourse, past: list[list[Candidate]], lemma: str, classes: frozenset[str]
) -> tuple[Referent, ...]:
    """The latest one of the classes; an office needs somebody of that title, unless it names just any person."""
    table = discourse.context.table
    titled = classes <= table.persons and lemma in table.titles
    for candidate in _ranked(past, REACH_PHRASE):
        final = candidate.referents[0].final() if len(candidate.referents) == 1 else None
        if final and final.type in classes and not candidate.plural and (not titled or lemma in final.titles):
            return candidate.referents
    return ()
