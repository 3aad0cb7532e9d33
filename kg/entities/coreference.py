"""Pronouns and definite noun phrases: a sieve that goes from sentence to sentence, precise rather than complete.

A common noun that agrees and is more salient hides the names behind it, so that a doubtful pronoun stays without
antecedent (Raghunathan et al. 2010: precision first).
"""

from kg.entities.context import NOUNS
from kg.entities.definite import of_phrase, several
from kg.entities.discourse import Discourse, Draft, Referent
from kg.entities.salience import LAST_ROLE, Candidate, candidates, ranked
from kg.entities.words import Pronoun
from kg.model import MentionKind

__all__ = ["resolve_references"]

CLAUSES = frozenset({"parataxis", "ccomp", "advcl", "acl:relcl", "acl", "conj", "csubj", "xcomp"})
CORE = frozenset({"nsubj", "obj", "iobj", "obl"})
REFERRING = NOUNS | {"PRP", "PRP$", "DT", "PDT", "WP", "WDT"}
"""Tags of the words that may refer back, or be referred to without being a mention."""
REACH = 2
"""How many sentences back the antecedent of a pronoun is looked for."""


def resolve_references(discourse: Discourse) -> None:
    """Add the pronouns and definite noun phrases whose antecedent is clear."""
    past: list[list[Candidate]] = []
    tree = discourse.context.tree
    for first, last in tree.sentences:
        here: list[Candidate] = []
        past.append(here)
        for i in range(first, last):
            draft = discourse.drafts.get(i)
            if draft is None and tree.tags[i] not in REFERRING:
                continue
            if draft is None:
                draft = _refer(discourse, i, past)
            elif draft.kind is MentionKind.NOMINAL:
                draft.referents = of_phrase(discourse, i, past) or draft.referents
            here += candidates(discourse, i, draft)


def _refer(discourse: Discourse, i: int, past: list[list[Candidate]]) -> Draft | None:
    """The mention of a token that refers back, None if it does not or nobody knows to whom."""
    context = discourse.context
    pronoun = context.table.pronouns.get(context.lower[i])
    if pronoun and context.tree.tags[i] in ("PRP", "PRP$", "DT", "NN", "PDT"):
        referents = _of_pronoun(discourse, i, pronoun, past)
        kind, first = MentionKind.PRONOUN, i
    else:
        referents = of_phrase(discourse, i, past)
        kind, first = MentionKind.NOMINAL, _first(discourse, i)
    return discourse.add(Draft(first, i + 1, i, kind, referents)) if referents else None


def _first(discourse: Discourse, i: int) -> int:
    tree = discourse.context.tree
    return min((c for c in tree.children[i] if i - 4 <= c < i and tree.deps[c] not in ("case", "punct")), default=i)


def _of_pronoun(
    discourse: Discourse, i: int, pronoun: Pronoun, past: list[list[Candidate]]
) -> tuple[Referent, ...]:  # fmt: skip
    if _is_pleonastic(discourse, i) or _is_said(discourse, i):
        return ()
    if pronoun.count:
        return several(discourse, i, past, pronoun.count, frozenset()) if _stands_alone(discourse, i) else ()
    barred = _barred(discourse, i, pronoun)
    for candidate in ranked(discourse, i, past, 0 if pronoun.reflexive else REACH):
        same = any(r.final() in barred for r in candidate.referents)
        if not same and _agrees(discourse, candidate, pronoun) and _is_free(discourse, i, candidate, pronoun):
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


def _is_said(discourse: Discourse, i: int) -> bool:
    """Whether it may stand for what was said: "denied it"."""
    tree = discourse.context.tree
    verbs = discourse.context.table.propositional
    return discourse.context.lower[i] == "it" and tree.relation(i) == "obj" and tree.lemmas[tree.heads[i]] in verbs


def _agrees(discourse: Discourse, candidate: Candidate, pronoun: Pronoun) -> bool:
    """Whether number, gender and class allow it; a common noun agrees by number alone."""
    table = discourse.context.table
    if candidate.role > LAST_ROLE:
        return False
    if not candidate.referents:
        return candidate.plural == (pronoun.number == "plural") and pronoun.gender in ("neuter", "")
    final = candidate.referents[0].final()
    if pronoun.number == "plural":
        several = candidate.plural or (final.type in table.groups and not final.entry)
        return several and not _is_location(discourse, candidate.head, final)
    if candidate.plural:
        return False
    person = final.type in table.persons or (final.type == table.people and not final.entry)
    if pronoun.gender == "neuter":
        return not person and (final.type in table.things or bool(final.lemma))
    return person and final.gender in ("", pronoun.gender)


def _is_location(discourse: Discourse, i: int, referent: Referent) -> bool:
    """Whether a place is only where something happens, and no actor: "in Skopje and Podgorica"."""
    context = discourse.context
    tree = context.tree
    head = tree.heads[i] if tree.deps[i] == "conj" else i
    return referent.type in context.table.places and tree.preposition(head) in context.table.located


def _is_free(discourse: Discourse, i: int, candidate: Candidate, pronoun: Pronoun) -> bool:
    """Whether syntax lets them be the same: a reflexive is a subject, another pronoun no phrase around itself."""
    if pronoun.reflexive:
        return discourse.context.tree.relation(candidate.head) == "nsubj"
    return candidate.head not in _phrases_around(discourse, i)


def _barred(discourse: Discourse, i: int, pronoun: Pronoun) -> set[Referent]:
    """Who acts or is acted upon in the pronoun's own clause: "Serbia praised *it*" is not itself."""
    tree = discourse.context.tree
    if pronoun.reflexive or tree.relation(i) not in CORE:
        return set()
    verb = tree.heads[i]
    beside = [c for c in tree.children[verb] if c != i and tree.relation(c) in CORE]
    heads = [*beside, *_controllers(discourse, verb)]
    drafts = [discourse.drafts[j] for h in heads for j in tree.conjuncts(h) if j in discourse.drafts]
    return {r.final() for draft in drafts for r in draft.referents}


def _controllers(discourse: Discourse, verb: int) -> list[int]:
    """Subjects that a verb without one of its own takes over: "the US left, praising *it*"."""
    tree = discourse.context.tree
    for _ in range(3):
        if tree.dependents(verb, "nsubj", "nsubj:pass") or tree.deps[verb] not in ("advcl", "xcomp", "conj"):
            return []
        if tree.deps[verb] == "advcl" and tree.tags[verb] != "VBG":
            return []
        controlled = tree.deps[verb] == "xcomp"
        verb = tree.heads[verb]
        objects = tree.dependents(verb, "obj", "iobj") if controlled else []
        found = objects or tree.dependents(verb, "nsubj", "nsubj:pass")
        if found:
            return found
    return []


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
