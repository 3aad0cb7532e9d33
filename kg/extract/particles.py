"""Verbs with a particle: which word after a verb belongs to it, and what that makes of the arguments.

The tree names most particles; where it does not, the lexicon is asked ("switched *over*", "tore *into* the plan").
"""

from dataclasses import dataclass

from kg.extract.clauses import Found
from kg.extract.tree import Tree
from kg.lexicon import Lexicon
from kg.model import PredicateKind, Role

__all__ = ["Particles"]

VERB = PredicateKind.VERB


@dataclass(frozen=True, slots=True)
class Particles:
    """Finds them in one document."""

    tree: Tree
    lexicon: Lexicon

    def of(self, verb: int) -> list[int]:
        """The particles of the tree, else an adverb or the preposition right behind the verb that the lexicon takes for one."""
        tree = self.tree
        named = tree.dependents(verb, "compound:prt")
        if named:
            return named
        beside = (a for a in tree.dependents(verb, "advmod", "xcomp") if a > verb)
        adverbs = [a for a in beside if tree.deps[a] == "advmod" or not tree.children[a]]
        near = verb + 1
        follows = near < len(tree.words) and (self._introduces(near, verb) or self._intrudes(near, verb))
        return [p for p in (*adverbs, *([near] if follows else [])) if self._known(verb, p)][:1]

    def idiom(self, verb: int) -> range:
        """The words that make an idiom of a verb, behind it or behind its object: "took Norway *to task*"."""
        tree, near = self.tree, verb + 1
        for tail in self.lexicon.idioms.get(tree.lemmas[verb], ()):
            begins = ((c, self._begins(c)) for c in tree.children[verb] if c > near)
            starts = [start for c, start in begins if start > near and c < start + len(tail)]
            for place in (range(start, start + len(tail)) for start in (near, *starts)):
                if tuple(w.lower() for w in tree.words[place.start : place.stop]) == tail:
                    return place
        return range(0)

    def _begins(self, child: int) -> int:
        """The first token of a phrase."""
        return min((child, *self.tree.children[child]))

    def _known(self, verb: int, particle: int) -> bool:
        lemma, word = self.tree.lemmas[verb], self.tree.words[particle].lower()
        known = bool(self.lexicon.of(VERB, f"{lemma} {word}"))
        return known and (self.tree.deps[particle] != "case" or not self._reads(lemma, word))

    def _introduces(self, preposition: int, verb: int) -> bool:
        """Whether a word alone introduces an oblique of a verb."""
        tree, noun = self.tree, self.tree.heads[preposition]
        alone = tree.dependents(noun, "case") == [preposition]
        return alone and tree.deps[noun] == "obl" and tree.heads[noun] == verb

    def _intrudes(self, noun: int, verb: int) -> bool:
        """Whether a bare noun stands before the object or in it: "sent *home* the envoy", "held *back* aid"."""
        tree = self.tree
        objects = tree.dependents(verb, "obj")
        within = tree.deps[noun] == "compound" and tree.heads[noun] in objects
        return within or (len(objects) > 1 and noun == objects[0])

    def _reads(self, lemma: str, preposition: str) -> bool:
        """Whether frames of the bare verb ask for obliques with this preposition."""
        frames = self.lexicon.of(VERB, lemma)
        return any(preposition in step.prepositions for frame in frames for step in frame.steps)

    def completed(self, idiom: range, found: list[Found]) -> list[Found]:
        """What the last word of an idiom introduces is its object as well: "stood up for *Peru*"."""
        if not idiom or any(f.role is Role.OBJECT for f in found):
            return found
        return [*found, *(Found(Role.OBJECT, f.token) for f in found if self._follows(f, idiom[-1]))]

    def arguments(self, particles: list[int], found: list[Found]) -> list[Found]:
        """Where a verb with a particle lacks an object, what follows it is one: "brushed aside *complaints*"."""
        found = [f for f in found if f.token not in particles]
        if not particles or any(f.role is Role.OBJECT for f in found):
            return found
        return [f._replace(role=Role.OBJECT, preposition="") if self._follows(f, particles[-1]) else f for f in found]

    def _follows(self, argument: Found, particle: int) -> bool:
        """Whether an oblique begins with the particle, or right behind it without a preposition."""
        if argument.role is not Role.OBLIQUE:
            return False
        cases = self.tree.dependents(argument.token, "case")
        return particle in cases or (not cases and self._begins(argument.token) == particle + 1)
