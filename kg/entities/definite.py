"""Definite noun phrases that name nobody: "the alliance", "both countries", "the two leaders"."""

from collections.abc import Iterator

from kg.entities.context import NOUNS
from kg.entities.discourse import Discourse, Referent
from kg.entities.nominals import lemma_of
from kg.entities.phrases import modifying_countries
from kg.entities.salience import LAST_ROLE, Candidate, clause, ranked

__all__ = ["of_phrase", "several"]

MODIFYING = frozenset({"nmod", "acl", "acl:relcl", "compound", "nmod:poss", "appos", "nmod:desc"})
REACH = 5
NEAREST = 50
"""How many sentences back an antecedent is looked for, and among how many in its own."""


def of_phrase(discourse: Discourse, i: int, past: list[list[Candidate]]) -> tuple[Referent, ...]:
    """Whom "the alliance", "both countries" or "the two leaders" refer to."""
    context = discourse.context
    lemma = lemma_of(discourse, i)
    classes = context.table.definite_nouns.get(lemma)
    if not classes or i in discourse.cover or context.tree.tags[i] not in NOUNS or not _refers_back(discourse, i):
        return ()
    owners = _owners(discourse, i)
    if owners:
        return _countries(discourse, owners) if lemma in context.table.countries else ()
    if context.plural(i):
        count = _count(discourse, i)
        return several(discourse, i, past, count, classes) if count or _is_the(discourse, i) else ()
    return _single(discourse, i, past, classes) if _is_the(discourse, i) else ()


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


def several(
    discourse: Discourse, i: int, past: list[list[Candidate]], count: int, classes: frozenset[str]
) -> tuple[Referent, ...]:
    """The members of a list of as many, else the first ones by role, from the latest sentences that have enough."""
    for own in (False, True):
        found: dict[Referent, None] = {}
        for back in range(1, min(REACH, len(past)) + 1):
            sentence = ranked(discourse, i, [past[-back]] if back == 1 else [past[-back], []], 1)
            fitting = [(c, _of_classes(discourse, c, classes, own=own)) for c in sentence]
            for _, referents in fitting:
                if len(referents) == count or (not count and len(referents) > 1):
                    return referents
            found |= dict.fromkeys(r for c, referents in fitting if c.role <= LAST_ROLE for r in referents)
            if count and len(found) >= count:
                return tuple(found)[:count]
    return ()


def _of_classes(
    discourse: Discourse, candidate: Candidate, classes: frozenset[str], *, own: bool
) -> tuple[Referent, ...]:
    """A candidate's referents if all are of the classes; with `own`, the states to which several actors belong."""
    finals = tuple(dict.fromkeys(r.final() for r in candidate.referents))
    table = discourse.context.table
    if not own:
        return finals if all(not classes or r.type in classes for r in finals) else ()
    if classes <= table.states and classes and all(r.type in table.actors for r in finals):
        states = _countries(discourse, finals)
        return states if len(states) > 1 else ()
    return ()


def _single(discourse: Discourse, i: int, past: list[list[Candidate]], classes: frozenset[str]) -> tuple[Referent, ...]:
    """The latest one of the classes; an office needs somebody of that title, unless it names just any person."""
    table, lemma = discourse.context.table, lemma_of(discourse, i)
    titled = classes <= table.persons and lemma in table.titles
    present = _participants(discourse, i, past[-1])
    for candidate in _latest(discourse, i, past):
        final = candidate.referents[0].final() if len(candidate.referents) == 1 else None
        if not final or final.type not in classes or candidate.plural or _same_country(discourse, final, present):
            continue
        if not titled or lemma in final.titles:
            return candidate.referents
    return ()


def _latest(discourse: Discourse, i: int, past: list[list[Candidate]]) -> Iterator[Candidate]:
    """Candidates in the order in which a noun refers to them: the nearest of the sentence, then the salient ones before.

    For the subject of the sentence a pronoun would do: "the US warned *Serbia* that the country might lose aid".
    """
    here = [c for c in past[-1][-NEAREST:] if c.head < i]
    yield from sorted(here, key=lambda c: (c.role > LAST_ROLE, _is_listed(discourse, c.head), -c.head))
    yield from ranked(discourse, i, [*past[-REACH - 1 : -1], []], REACH)


def _is_listed(discourse: Discourse, i: int) -> bool:
    """Whether a token is one of several: a singular phrase rarely means just that one."""
    tree = discourse.context.tree
    return tree.deps[i] == "conj" or bool(tree.dependents(i, "conj"))


def _participants(discourse: Discourse, i: int, here: list[Candidate]) -> set[str]:
    """Countries of those who act in a phrase's own clause: "*Chinese* companies own a mine in the country"."""
    verb, _ = clause(discourse, i)
    slugs = set()
    for candidate in here[-NEAREST:]:
        place, role = clause(discourse, candidate.head)
        if place == verb and role in ("nsubj", "obj"):
            slugs |= {discourse.country_of(r) for r in candidate.referents}
    return slugs - {""}


def _same_country(discourse: Discourse, referent: Referent, present: set[str]) -> bool:
    return discourse.is_state(referent.type) and discourse.country_of(referent) in present
