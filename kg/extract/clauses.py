"""Who and what takes part in a predicate: subjects through control, coordination and relative clauses; objects; obliques.

The phenomena are those of PredPatt (White et al. 2016) and ClausIE (Del Corro & Gemulla 2013), on Universal Dependencies.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from kg.extract.tree import Tree
from kg.extract.words import Words
from kg.model import Role

__all__ = ["Clauses", "Found"]

MAX_BETWEEN = 3
"""Tokens from one coordinated verb to the next if they share an object: "condemned and then sanctioned"."""

MAX_DEPTH = 12
"""Steps through controlled and coordinated predicates to a subject."""

BARE = {"obj": Role.OBJECT, "iobj": Role.INDIRECT}
"""Dependents of a verb that are one argument as they stand."""


class Found(NamedTuple):
    """An argument in the tree: a role, the token that heads it, its preposition."""

    role: Role
    token: int
    preposition: str = ""


@dataclass(slots=True)
class Clauses:
    """The arguments of the predicates of one document; subjects are looked up once."""

    tree: Tree
    words: Words
    subjects: dict[int, tuple[int, ...]] = field(default_factory=dict)

    # --- verbs -------------------------------------------------------------------------------------------------------

    def is_passive(self, verb: int) -> bool:
        """Whether the surface subject of a verb is its logical object."""
        tree = self.tree
        if tree.dependents(verb, "aux:pass"):
            return True
        if tree.dependents(verb, "nsubj:pass", "csubj:pass"):  # with an object and no auxiliary the label is wrong
            return not tree.dependents(verb, "obj")
        if tree.tags[verb] != "VBN" or tree.dependents(verb, "aux", "nsubj", "cop", "obj"):
            return False
        if tree.relation(verb) == "conj":
            return self.is_passive(tree.heads[verb])
        return tree.deps[verb] in ("acl", "advcl", "amod", "xcomp", "root", "ROOT")

    def surface_subjects(self, predicate: int, depth: int = 0) -> tuple[int, ...]:
        """Tokens that stand, or would stand, as grammatical subject; coordinated ones each on its own."""
        if predicate in self.subjects:
            return self.subjects[predicate]
        own = [s for s in self.tree.children[predicate] if self.tree.relation(s) == "nsubj"] or self._inverted(
            predicate
        )
        own = [s for s in own if self.tree.deps[s] != "nsubj:outer"] or own
        found = tuple(t for s in own for t in self.spread(s)) if own else ()
        if not own and depth < MAX_DEPTH:
            found = self._inherited(predicate, depth + 1)
        self.subjects[predicate] = found
        return found

    def _inverted(self, auxiliary: int) -> list[int]:
        """The subject behind an auxiliary that an adverb draws before it: "…, and so did *Malta*"."""
        tree, words = self.tree, self.words
        before = auxiliary - 1
        inverts = (
            before in tree.dependents(auxiliary, "advmod", "cc") and tree.lemmas[before] in words.inverting_adverbs
        )
        return (
            tree.dependents(auxiliary, "obj")
            if inverts and tree.lemmas[auxiliary] in words.ellipsis_auxiliaries
            else []
        )

    def _inherited(self, predicate: int, depth: int) -> tuple[int, ...]:
        """The subject that a predicate without one shares with another."""
        tree, head = self.tree, self.tree.heads[predicate]
        match tree.deps[predicate]:
            case "conj" if not tree.dependents(predicate, "expl"):  # whatever the voice: "was invaded and lost"
                return self.surface_subjects(head, depth)
            case label if label == "xcomp" or self.is_object_controlled(predicate):
                objects = [t for o in tree.dependents(head, "obj", "iobj") for t in self.spread(o)]
                return tuple(objects) or self.surface_subjects(head, depth)
            case "acl":
                return self._of_participle(predicate, head, depth)
            case "acl:relcl" if not self._gap_filled(predicate):
                return (head,)
            case label if label == "advcl" or (label == "obj" and tree.lemmas[head] in self.words.linking_verbs):
                return self.surface_subjects(head, depth)
        return ()

    def is_planned(self, verb: int) -> bool:
        """Whether an infinitive is said of its subject as what will be: "the firm *is to build* a railway"."""
        tree = self.tree
        marks = tree.dependents(verb, "mark") if tree.tags[verb] == "VB" and tree.dependents(verb, "cop") else []
        return any(tree.lemmas[m] in self.words.purpose_marks for m in marks)

    def is_object_controlled(self, verb: int) -> bool:
        """Whether a gerund is said of its governor's object: "accused Serbia of *arming* them"."""
        tree = self.tree
        if tree.deps[verb] != "advcl" or tree.tags[verb] != "VBG":
            return False
        marks = tree.dependents(verb, "mark", "case")
        return any(tree.lemmas[m] in self.words.object_controlling_prepositions for m in marks)

    def _of_participle(self, predicate: int, noun: int, depth: int) -> tuple[int, ...]:
        """The noun ("troops *occupying* …"), or whoever holds it ("the decision *to join*", "a policy *of turning* …")."""
        tree = self.tree
        if self._is_document(noun) and tree.tags[predicate] == "VBG":
            return self.surface_subjects(tree.heads[noun], depth)
        if not tree.dependents(predicate, "mark"):
            return tuple(tree.conjuncts(noun)) if tree.relation(noun) != "conj" else (noun,)
        near = [n for n in tree.dependents(noun, "nmod") if tree.preposition(n) in self.words.holder_prepositions]
        holders = [t for h in tree.dependents(noun, "nmod:poss") or near for t in tree.conjuncts(h)]
        governor = tree.heads[noun]
        if holders or governor == noun or not tree.tags[governor].startswith("VB"):
            return tuple(holders)
        return self.surface_subjects(governor, depth)

    def _is_document(self, noun: int) -> bool:
        """Whether a noun is a text that a verb says somebody issues: "signed a *letter*"."""
        tree = self.tree
        issued = tree.deps[noun] == "obj" and tree.tags[tree.heads[noun]].startswith("VB")
        return issued and tree.lemmas[noun] in self.words.document_nouns and not tree.dependents(noun, "nmod:poss")

    def _gap_filled(self, verb: int) -> bool:
        """Whether a relative clause has its subject already: "the country *he* invaded"."""
        return any(self.tree.relation(c) in ("nsubj", "csubj") for c in self.tree.children[verb])

    def spread(self, token: int) -> list[int]:
        """A phrase's conjuncts; a relative pronoun is replaced by what it stands for."""
        tree = self.tree
        if tree.lemmas[token] in self.words.relative_pronouns and tree.tags[token] in ("WDT", "WP", "WP$", "WRB"):
            clause = next((a for a in (token, *tree.climb(token)) if self._is_relative(a)), None)
            return [token] if clause is None else [tree.heads[clause]]
        return tree.conjuncts(token)

    def _is_relative(self, clause: int) -> bool:
        """Whether a clause has an antecedent: a noun that it hangs on, or that a cleft stresses ("it was *Oslo* that won")."""
        tree = self.tree
        if tree.deps[clause] == "acl:relcl":
            return True
        return tree.deps[clause] == "advcl:relcl" and tree.pos[tree.heads[clause]] in ("NOUN", "PROPN")

    def is_pending(self, adverb: int) -> bool:
        """Whether an adverb says of an infinitive that it is still to come: "has *yet* to ratify it"."""
        tree = self.tree
        if tree.deps[adverb] != "advmod" or tree.lemmas[adverb] not in self.words.pending_adverbs:
            return False
        return adverb + 1 < len(tree.words) and tree.tags[adverb + 1] == "TO"

    def is_ellipsis(self, i: int) -> bool:
        """Whether an auxiliary has a subject and nothing to help: "…, but Albania *did*"."""
        tree = self.tree
        if tree.lemmas[i] not in self.words.ellipsis_auxiliaries or tree.relation(i) not in (
            "conj", "parataxis", "advcl", "ccomp", "acl"):  # fmt: skip
            return False
        inverted = self._inverted(i)
        own = {"nsubj" if c in inverted else tree.relation(c) for c in tree.children[i]}
        return "nsubj" in own and not own & {"obj", "xcomp", "ccomp", "cop", "obl", "aux", "expl"}

    def of_verb(self, verb: int) -> list[Found]:
        """All arguments of a verb, logical roles."""
        tree, passive = self.tree, self.is_passive(verb)
        found = [Found(self._surface_role(verb, passive=passive), t) for t in self.surface_subjects(verb)]
        for child in tree.children[verb]:
            found += self._agent(child) if passive and self._is_agent(child) else self._dependent(child)
        if not any(f.role is Role.OBJECT for f in found):  # "urged Finland to join" may be parsed so
            found = [f._replace(role=Role.OBJECT) if f.role is Role.INDIRECT else f for f in found]
        if not any(f.role is Role.OBJECT for f in found):
            found += [Found(Role.OBJECT, t) for t in self.shared_objects(verb)]
        if tree.lemmas[verb] in self.words.depriving_verbs:
            found += self._deprived(found)
        found += self._relative_gap(verb, found)
        return [*found, *self._joined_subjects(found)]

    def _surface_role(self, verb: int, *, passive: bool) -> Role:
        """The logical role of a surface subject: "the reporters were handed prison terms" by somebody."""
        if not passive:
            return Role.SUBJECT
        return Role.INDIRECT if self.tree.dependents(verb, "obj") else Role.OBJECT

    def _is_agent(self, child: int) -> bool:
        """Whether an oblique of a passive verb is its agent, however it is labelled: "deported *by Austria*"."""
        tree = self.tree
        return tree.deps[child] == "obl" and self.tree.preposition(child) in self.words.agent_prepositions

    def _agent(self, child: int) -> list[Found]:
        return [*(Found(Role.SUBJECT, t) for t in self.spread(child)), *self.behind_agent(child)]

    def behind_agent(self, agent: int) -> list[Found]:
        """Phrases of direction hung on whoever does something: "sanctions imposed by the Union *on Belarus*"."""
        tree, words = self.tree, self.words
        phrases = [p for p in tree.dependents(agent, "nmod") if tree.preposition(p) in words.goal_prepositions]
        return [f for p in phrases for f in self.prepositional(p)]

    def _dependent(self, child: int) -> list[Found]:
        """The argument or arguments that one dependent of a verb gives."""
        tree = self.tree
        match tree.deps[child]:
            case "obl:agent":
                return self._agent(child)
            case label if label in BARE:
                return [Found(BARE[label], t) for t in self.spread(child)]
            case "obl" | "obl:unmarked" | "obl:tmod" | "obl:npmod":
                return self.prepositional(child)
            case "xcomp" | "ccomp":
                return self._embedded(child)
            case "advcl":
                return self._adverbial(child)
        return []

    def prepositional(self, child: int) -> list[Found]:
        """Spread an oblique; a later preposition is the conjunct's own ("in Serbia, Kosovo and also *in* Albania")."""
        first = self.tree.preposition(child)
        return [Found(Role.OBLIQUE, t, self.tree.preposition(t) or first) for t in self.spread(child)]

    def _embedded(self, child: int) -> list[Found]:
        """A clause as argument: its verb, and that verb's objects."""
        tree = self.tree
        if tree.dependents(child, "cop") or not tree.tags[child].startswith("VB"):
            return [Found(Role.COMPLEMENT, t) for t in tree.conjuncts(child)]
        verbs = [v for v in tree.conjuncts(child) if tree.tags[v].startswith("VB")]
        objects = [t for v in verbs for o in tree.dependents(v, "obj") for t in self.spread(o)]
        return [Found(Role.CLAUSE, v) for v in verbs] + [Found(Role.CLAUSE_OBJECT, t) for t in objects]

    def _adverbial(self, child: int) -> list[Found]:
        """What an adverbial clause adds: its verb, and after a preposition its objects ("accused it of *breaking* …")."""
        tree = self.tree
        marks = tree.dependents(child, "case") or tree.dependents(child, "mark")
        if tree.tags[child] == "VBG" and marks:
            preposition = tree.words[marks[0]].lower()
            objects = [t for o in tree.dependents(child, "obj") for t in self.spread(o)]
            return [
                Found(Role.CLAUSE, child, preposition),
                *(Found(Role.CLAUSE_OBJECT, t, preposition) for t in objects),
            ]
        purpose = any(tree.lemmas[m] in self.words.purpose_marks for m in marks)
        return [Found(Role.ADVERBIAL, child)] if purpose or (tree.tags[child] == "VBG" and not marks) else []

    def shared_objects(self, verb: int) -> list[int]:
        """One object after coordinated verbs, on whichever of them it hangs ("condemned and sanctioned Russia")."""
        tree = self.tree
        complements = tree.dependents(verb, "obj", "obl", "xcomp", "ccomp", "obl:agent")
        if any(c > verb for c in complements):
            return []
        if tree.deps[verb] == "conj":
            objects = [o for o in tree.dependents(tree.heads[verb], "obj") if o > verb]
        else:
            near = [
                v for v in tree.dependents(verb, "conj") if v - verb <= MAX_BETWEEN and tree.tags[v] == tree.tags[verb]
            ]
            objects = [o for v in near for o in tree.dependents(v, "obj")]
        return [t for o in objects for t in self.spread(o)]

    def _relative_gap(self, verb: int, found: list[Found]) -> list[Found]:
        """A relative clause without a pronoun lacks its object ("the country *he invaded*")."""
        tree = self.tree
        if tree.deps[verb] != "acl:relcl" or not self._gap_filled(verb) or self.is_passive(verb):
            return []
        if tree.dependents(verb, "mark"):  # "an order *that* they leave" lacks nothing
            return []
        pronouns = ("WDT", "WP", "WP$", "WRB")
        near = [d for c in tree.children[verb] for d in (c, *tree.children[c])]
        if any(f.role is Role.OBJECT for f in found) or any(tree.tags[c] in pronouns for c in near):
            return []
        stranded = [tree.words[c].lower() for c in tree.dependents(verb, "obl", "case") if tree.pos[c] == "ADP"]
        noun = tree.heads[verb]
        return [Found(Role.OBLIQUE, noun, stranded[0])] if stranded else [Found(Role.OBJECT, noun)]

    def _deprived(self, found: list[Found]) -> list[Found]:
        """What somebody is robbed or accused of, where it was hung on them: "stripped Laos *of aid*"."""
        tree, holders = self.tree, self.words.holder_prepositions
        phrases = [p for f in found if f.role is Role.OBJECT for p in tree.dependents(f.token, "nmod")]
        return [f for p in phrases if tree.preposition(p) in holders for f in self.prepositional(p)]

    def _joined_subjects(self, found: list[Found]) -> list[Found]:
        """Whatever is set beside the subject takes part too ("Like Belarus, Serbia …")."""
        if not any(f.role is Role.SUBJECT for f in found):
            return []
        return [
            Found(Role.SUBJECT, f.token)
            for f in found
            if f.role is Role.OBLIQUE and f.preposition in self.words.joining_prepositions
        ]

    # --- nouns and adjectives ----------------------------------------------------------------------------------------

    def of_predicative(self, head: int) -> list[Found]:
        """Arguments of a noun or adjective that a copula or a raising verb predicates."""
        subjects = [Found(Role.SUBJECT, t) for t in self.surface_subjects(head) if t != head]
        found = subjects + [f for c in self.tree.children[head] for f in self._dependent(c)]
        return [*found, *self._joined_subjects(found)]

    def apposed_to(self, noun: int) -> int:
        """The last of coordinated names before a singular apposition ("Vulin and Dacic, *the speaker*")."""
        tree, first = self.tree, self.tree.heads[noun]
        if tree.tags[noun] in ("NNS", "NNPS"):
            return first
        return max((c for c in tree.conjuncts(first) if c < noun), default=first)
