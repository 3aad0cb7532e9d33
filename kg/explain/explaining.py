"""Why the graph says what it says: evidence with quotes, the arithmetic of the score, and what inferred edges follow from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.assembly import Belief, Reference, Ruling, Scoring, Verdict, Witness, rules_of
from kg.assembly.scores import Arithmetic, arithmetic
from kg.errors import QueryError
from kg.model import Article, Evidence, Polarity, Span, Statement
from kg.ontology import Ontology
from kg.rdf import GraphView
from kg.rdf.names import entity, relation
from kg.rdf.terms import local

if TYPE_CHECKING:
    from kg.store import Store

__all__ = [
    "Explanation",
    "Inference",
    "Voice",
    "explain",
    "explain_statement",
    "find_statement",
    "name",
    "names",
    "resolve",
    "voices",
]


@dataclass(frozen=True, slots=True)
class Voice:
    """One evidence as a reader wants it; `cue` is where in the quote the relation is expressed."""

    evidence: Evidence
    article: Article
    origin: str
    cue: Span
    speaker: str
    """Name of the one to whom it is attributed; "" where it is the article itself or the text hides it."""


@dataclass(frozen=True, slots=True)
class Inference:
    """By which rule an edge follows from which others."""

    rule: str
    score: float
    premises: "tuple[Explanation, ...]"
    steps: tuple[str, ...] = ()
    """Labels of the relations that the rule starts from, in order; none where this kg does not know the rule."""
    turned: bool = False
    """Whether it holds from the last to the first of them."""
    weight: float = 1.0
    """How sure the rule is: the score is that of all premises, times this."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind a statement; `names` are those of subject, relation and object."""

    statement: Statement
    names: tuple[str, str, str]
    belief: Belief | None = None
    """What evidence makes of it, None if it is only inferred."""
    weights: Arithmetic | None = None
    voices: tuple[Voice, ...] = ()
    inference: Inference | None = None
    """How it follows from others, None if it is not inferred."""
    identity: tuple[Ruling, ...] = ()
    """Under which other names articles speak of subject and object, and why they are taken for them."""

    @property
    def deniers(self) -> tuple[Voice, ...]:
        """Evidence against it."""
        return tuple(v for v in self.voices if v.evidence.polarity is Polarity.NEGATED)


def explain(store: "Store", subject: str, relation_name: str, obj: str) -> Explanation:
    """Explain a statement whose parts the user names: "Serbia", "ent:Serbia", a relation's label or local name.

    Raises:
        QueryError: if a name is not known, with the nearest; or if nothing is known of the statement, with what is.
    """
    asked = resolve(store, subject, relation_name, obj)
    found = find_statement(store.view, asked, store.ontology)
    if found is None:
        raise QueryError(unheard(store.view, asked))
    return explain_statement(store.view, found, store.ontology, store.scoring)


def resolve(store: "Store", subject: str, relation_name: str, obj: str) -> Statement:
    """The statement that three names make.

    Raises:
        QueryError: if a name is not known, or stands for several entities.
    """
    ends = local(entity(store.quads, subject)), local(entity(store.quads, obj))
    return Statement(ends[0], local(relation(relation_name)), ends[1])


def find_statement(view: GraphView, asked: Statement, ontology: Ontology) -> Statement | None:
    """The statement as the graph holds it: the ends of a symmetric relation may be asked for in either order."""
    turned = Statement(asked.object, asked.relation, asked.subject)
    either = [asked, turned] if ontology.relation(asked.relation).symmetric else [asked]
    with_evidence = [s for s in either if view.belief(s)]
    return next(iter([*with_evidence, *(s for s in either if view.inference(s))]), None)


def unheard(view: GraphView, asked: Statement) -> str:
    """What to say where nothing is known of a statement: what else is known of the two."""
    ends = {asked.subject, asked.object}
    both = [s for s in view.statements() if {s.subject, s.object} == ends]
    known = "; ".join(" ".join(names(view, s, None)) for s in both[:5])
    hint = f"known of the two: {known}" if known else "no article says anything of the two together"
    return f"nothing is known of: {' '.join(names(view, asked, None))}; {hint}"


def explain_statement(view: GraphView, statement: Statement, ontology: Ontology, scoring: Scoring) -> Explanation:
    """All that stands behind a statement, down to the quotes."""
    heard = voices(view, statement)
    return Explanation(
        statement,
        names(view, statement, ontology),
        view.belief(statement),
        arithmetic((Witness.of(v.evidence, v.origin) for v in heard), scoring) if heard else None,
        heard,
        explain_inference(view, statement, ontology, scoring),
        tuple(r for slug in dict.fromkeys((statement.subject, statement.object)) for r in other_names(view, slug)),
    )


def explain_inference(view: GraphView, statement: Statement, ontology: Ontology, scoring: Scoring) -> Inference | None:
    """How a statement follows from others, and what stands behind those; None if it is not inferred."""
    inferred = view.inference(statement)
    if inferred is None:
        return None
    name, premises = inferred.derivation.rule, in_path_order(inferred.derivation.premises, statement.subject)
    explained = tuple(explain_statement(view, p, ontology, scoring) for p in premises)
    rule = next((r for r in rules_of(ontology, scoring) if (r.id, r.head) == (name, statement.relation)), None)
    if rule is None:  # another version of the rules worked it out
        return Inference(name, inferred.known.score, explained)
    labels = tuple(ontology.relation(step).label for step in rule.steps)
    return Inference(name, inferred.known.score, explained, labels, rule.turned, rule.weight)


def other_names(view: GraphView, slug: str) -> list[Ruling]:
    """Rulings that joined other names to an entity."""
    return [r for r in view.rulings_on(slug) if r.verdict is Verdict.SAME and len(r.names) > 1]


def in_path_order(premises: tuple[Statement, ...], start: str) -> tuple[Statement, ...]:
    """Premises as a path from one end to the other, where they make one."""
    left, path = list(premises), []
    while step := next((p for p in left if p.subject == start), None):
        left.remove(step)
        path.append(step)
        start = step.object
    return (*path, *left)


def voices(view: GraphView, statement: Statement) -> tuple[Voice, ...]:
    """All evidence of a statement, by date, then as the articles go."""
    return tuple(sorted((voice(view, e, origin) for e, origin in view.about(statement)), key=voice_order))


def voice(view: GraphView, evidence: Evidence, origin: str) -> Voice:
    """One evidence as a reader wants it."""
    article = view.article(evidence.article) or Article("", "")
    start, end = evidence.sentence
    cue = Span(max(evidence.cue_span.start, start) - start, min(evidence.cue_span.end, end) - start)
    said_by = evidence.speaker.entity if evidence.speaker else None
    speaker = name(view, view.denoted(Reference(evidence.article, said_by))) or said_by.name if said_by else ""
    return Voice(evidence, article, origin, cue, speaker)


def voice_order(voice: Voice) -> tuple[str, str, int, str]:
    """Sort key: by date, then as the article goes."""
    return voice.article.published, voice.evidence.article, voice.evidence.sentence.start, voice.evidence.id


def name(view: GraphView, slug: str) -> str:
    """The name of an entity, its slug if the graph knows none."""
    found = view.entity(slug) if slug else None
    return found.label if found else slug


def names(view: GraphView, statement: Statement, ontology: Ontology | None) -> tuple[str, str, str]:
    """Names of subject, relation and object."""
    known = ontology.relations.get(statement.relation) if ontology else None
    label = known.label if known else statement.relation
    return name(view, statement.subject), label, name(view, statement.object)
