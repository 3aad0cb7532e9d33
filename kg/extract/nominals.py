"""What no verb says: "the Kremlin's influence", "Interior Minister Vulin", "imposed sanctions on", "anti-NATO rallies"."""

from collections.abc import Collection
from dataclasses import dataclass

from kg.extract.clauses import Clauses, Found
from kg.extract.tree import Tree
from kg.model import Role

__all__ = ["Nominals"]

HYPHENS = frozenset({"-", "\u2010", "\u2011", "\u2013"})
INSIDE_NOUN = frozenset(
    {"amod", "compound", "flat", "advmod", "punct", "nmod", "nmod:unmarked", "obl:npmod", "obl:unmarked", "dep"}
)
LENT = frozenset({Role.SUBJECT, Role.OBLIQUE, Role.INDIRECT, Role.ADVERBIAL})
SUPPORTED = frozenset({"obj", "nsubj:pass", "xcomp"})


@dataclass(frozen=True, slots=True)
class Nominals:
    """Arguments of nouns, from their own phrase and from the verb that lends them its subject."""

    clauses: Clauses
    light_verbs: Collection[str]
    amounts: Collection[str]
    """Nouns that hand on to their "of" phrase: "opened a *round* of talks"."""
    reciprocal: Collection[str]
    """Nouns of what is between several: "talks on the *war* between Chad and Niger"."""

    @property
    def tree(self) -> Tree:
        """The document's tree."""
        return self.clauses.tree

    def of_noun(self, noun: int) -> list[Found]:
        """What stands around a noun: possessors, modifiers, prepositional phrases, the bearer of a title."""
        tree = self.tree
        found = [f for child in tree.children[noun] for f in self._noun_dependent(child)]
        if phrases := tree.dependents(noun, "nmod"):
            nested = (*self._of_names(noun, phrases), *self._of_agents(phrases), *self._of_topics(phrases))
            found += [f for f in nested if f not in found]
        found += [Found(Role.POSSESSOR, t) for child in tree.children[noun] for t in self._owners(child)]
        found += [Found(Role.POSSESSOR, t) for t in self._suspects(noun)]
        match tree.deps[noun]:
            case "nmod:desc":
                bearer = tree.heads[noun]
                found += [Found(Role.NAMED, bearer)]
                found += [Found(Role.MODIFIER, c) for c in tree.dependents(bearer, "amod", "compound")]
                found += [Found(Role.POSSESSOR, c) for c in tree.dependents(bearer, "nmod:poss")]
            case "appos":
                found += [Found(Role.NAMED, self.clauses.apposed_to(noun))]
            case "conj":
                found += self._shared_modifiers(noun)
        return found

    def _of_names(self, noun: int, phrases: list[int]) -> list[Found]:
        """Phrases hung on a name that the noun takes too: "support for Russia *in the Balkans*"."""
        tree = self.tree
        names = [n for n in phrases if tree.pos[n] == "PROPN" and tree.pos[noun] == "NOUN"]
        inner = [p for n in names for p in tree.dependents(n, "nmod")]
        outside = [p for p in inner if tree.preposition(p) not in self.clauses.words.holder_prepositions]
        return [f for p in outside for f in self.clauses.prepositional(p)]

    def _of_agents(self, phrases: list[int]) -> list[Found]:
        """Phrases of direction hung on whoever does what the noun says: "a visit by the minister *to Oslo*"."""
        tree, agents = self.tree, self.clauses.words.agent_prepositions
        nested = [p for p in phrases if tree.children[p] and tree.preposition(p) in agents]
        return [f for agent in nested for f in self.clauses.behind_agent(agent)]

    def _of_topics(self, phrases: list[int]) -> list[Found]:
        """Between whom something is, hung on what it is about: "talks on quotas *between Chad and Niger*"."""
        tree, dividing = self.tree, self.clauses.words.dividing_prepositions
        topics = [t for t in phrases if tree.children[t] and tree.lemmas[t] not in self.reciprocal]
        between = [p for t in topics for p in tree.dependents(t, "nmod") if tree.preposition(p) in dividing]
        return [f for p in between for f in self.clauses.prepositional(p)]

    def _owners(self, child: int) -> list[int]:
        """Whose a noun is by a verb that says so: "a yacht that *belonged* to Chad", "Nigerian-*owned* shops"."""
        tree, words = self.tree, self.clauses.words
        if tree.lemmas[child] not in words.owning_verbs:
            return []
        if tree.deps[child] == "amod":
            owners = [c for c in tree.children[child] if c == child - 2 and tree.words[child - 1] in HYPHENS]
        elif tree.relation(child) == "acl":
            obliques = tree.dependents(child, "obl", "obl:agent")
            owners = [o for o in obliques if tree.preposition(o) in words.owner_prepositions]
        else:
            owners = []
        return [t for o in owners for t in tree.conjuncts(o)]

    def _suspects(self, noun: int) -> list[int]:
        """Who is held to have done what a noun says: "a raid *blamed on Chad*", "the blast was *claimed by* rebels"."""
        tree, words = self.tree, self.clauses.words
        verbs = [*tree.dependents(noun, "acl"), *([tree.heads[noun]] if tree.deps[noun] == "nsubj:pass" else [])]
        held = [v for v in verbs if tree.lemmas[v] in words.blaming_verbs and tree.tags[v] == "VBN"]
        phrases = [o for v in held for o in tree.dependents(v, "obl", "obl:agent")]
        return [t for o in phrases if tree.preposition(o) in words.blaming_prepositions for t in tree.conjuncts(o)]

    def _noun_dependent(self, child: int) -> list[Found]:
        tree = self.tree
        match tree.deps[child]:
            case "nmod:poss":
                return [Found(Role.POSSESSOR, t) for t in self.clauses.spread(child)]
            case "amod" | "compound" | "nmod:unmarked" | "nmod:npmod":
                return [Found(Role.MODIFIER, t) for t in (*self._paired(child), *tree.conjuncts(child))]
            case "nmod" | "obl":
                return self.clauses.prepositional(child)
            case "appos" | "flat":
                return [Found(Role.NAMED, t) for t in tree.conjuncts(child)]
            case "acl" if tree.tags[child] == "VB":
                objects = [t for o in tree.dependents(child, "obj") for t in self.clauses.spread(o)]
                return [Found(Role.CLAUSE, child)] + [Found(Role.CLAUSE_OBJECT, t) for t in objects]
        return []

    def _paired(self, modifier: int) -> list[int]:
        """The first of two names or adjectives that a hyphen joins: "*Serbia*-Kosovo talks"."""
        tree, first = self.tree, modifier - 2
        if first < 0 or tree.words[modifier - 1] not in HYPHENS:
            return []
        both = all(tree.words[i][:1].isupper() for i in (first, modifier))
        return [first] if both and first in tree.dependents(modifier, "amod", "compound") else []

    def _shared_modifiers(self, noun: int) -> list[Found]:
        """What stands before the first noun holds for the second ("Russia's sanctions and embargo")."""
        tree, first = self.tree, self.tree.heads[noun]
        if tree.dependents(noun, "det", "nmod:poss", "amod", "compound"):
            return []
        shared = [c for c in tree.dependents(first, "nmod:poss") if c < first]
        later = [c for c in tree.dependents(first, "nmod") if c > noun]
        return [f for c in shared + later for f in self._noun_dependent(c)]

    def support_verb(self, noun: int) -> int | None:
        """The light verb that a noun is argument of: "*launched* an offensive", "*gave* 70 tons of aid"."""
        tree = self.tree
        first = self._first(noun)
        above = tree.heads[first]
        if tree.deps[first] == "nmod" and (tree.dependents(above, "nummod") or tree.lemmas[above] in self.amounts):
            first = self._first(above)
        verb = tree.heads[first]
        if first == verb or tree.deps[first] not in SUPPORTED or not tree.tags[verb].startswith("VB"):
            return self._participle(noun)
        return verb if tree.lemmas[verb] in self.light_verbs else self._participle(noun)

    def _participle(self, noun: int) -> int | None:
        """The light verb of a clause behind the noun that it is object of: "the offensive *launched* by Chad"."""
        tree = self.tree
        for verb in tree.dependents(noun, "acl", "acl:relcl"):
            personal = any(tree.tags[c] == "WP" for c in tree.children[verb])  # "the men *whom* they took"
            light = tree.lemmas[verb] in self.light_verbs and not personal
            if light and Found(Role.OBJECT, noun) in self.clauses.of_verb(verb):
                return verb
        return None

    def _first(self, noun: int) -> int:
        """The first of the nouns that a noun is coordinated with."""
        return next((a for a in (noun, *self.tree.climb(noun)) if self.tree.deps[a] != "conj"), noun)

    def supported(self, noun: int, verb: int) -> list[Found]:
        """What a light verb lends its noun: its subject, its obliques, its purpose."""
        return [f for f in self.clauses.of_verb(verb) if f.token != noun and f.role in LENT]

    def adjoined(self, noun: int) -> list[Found]:
        """The subject of the verb that a bare noun, or a gesture, is adjoined to: "marched in *protest* against"."""
        tree, words = self.tree, self.clauses.words
        if tree.deps[noun] != "obl":
            return []
        preposition = tree.preposition(noun)
        takes_part = preposition in words.accompanying_prepositions and self._has_partner(noun)
        if takes_part or (preposition in words.adjoining_prepositions and self._is_gesture(noun)):
            return [Found(Role.SUBJECT, s) for s in self.clauses.surface_subjects(tree.heads[noun])]
        return []

    def _is_gesture(self, noun: int) -> bool:
        """Whether a noun says what a deed amounts to."""
        tree = self.tree
        bare = not tree.dependents(noun, "det", "nmod:poss", "nummod")
        return tree.tags[noun] == "NN" and (bare or tree.lemmas[noun] in self.clauses.words.gesture_nouns)

    def _has_partner(self, noun: int) -> bool:
        """Whether who does what a verb says takes part in what a noun tells: "left after *talks* with Chad"."""
        tree, words = self.tree, self.clauses.words
        phrases = tree.dependents(noun, "nmod:poss", "nmod")
        prepositions = {tree.preposition(p) for p in phrases}
        if not prepositions & words.partner_prepositions or prepositions & {"", *words.agent_prepositions}:
            return False
        verb = tree.heads[noun]
        return tree.tags[verb].startswith("VB") and not self.clauses.is_passive(verb)

    def stances(self, first: int, last: int) -> list[tuple[int, list[Found]]]:
        """Find "anti-NATO demonstrations", "pro-Russian separatists": (prefix, arguments) in a stretch of tokens."""
        tree = self.tree
        return [
            (i, self._stance(i + 2))
            for i in range(first, last - 2)
            if tree.words[i + 1] in HYPHENS and tree.lemmas[i] in self.clauses.words.stance_prefixes
        ]

    def _stance(self, target: int) -> list[Found]:
        """Its object, the noun it modifies, and whoever does what the noun says."""
        tree = self.tree
        noun = target
        for above in tree.climb(target):
            if tree.deps[noun] not in INSIDE_NOUN and tree.deps[noun] != "conj":
                break
            noun = above
            if tree.pos[noun] in ("NOUN", "PROPN") and noun > target:
                break
        found = [Found(Role.OBJECT, target)]
        if noun == target:
            return found
        verb = self.support_verb(noun)
        holders = [f.token for f in self.supported(noun, verb) if f.role is Role.SUBJECT] if verb is not None else []
        holders += [f.token for f in self.of_noun(noun) if f.role is Role.POSSESSOR]
        if tree.dependents(noun, "cop"):
            holders += self.clauses.surface_subjects(noun)
        return [*found, Found(Role.NAMED, noun), *(Found(Role.SUBJECT, h) for h in holders or [noun])]
