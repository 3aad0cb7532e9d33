"""Why the graph says what it says: evidence with quotes, the arithmetic of the score, and what inferred edges follow from."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.assembly import Belief, Reference, Scoring, Witness
from kg.assembly.scores import Arithmetic, OriginError, arithmetic
from kg.errors import QueryError
from kg.model import Article, Evidence, Polarity, Span, Statement
from kg.names import entity, relation
from kg.ontology import Ontology
from kg.rdf import GraphView
from kg.rdf.terms import local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store import Store

__all__ = [
    "Explanation",
    "Inference",
    "Voice",
    "explain",
    "explain_statement",
    "find_statement",
    "name",
    "render",
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


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind a statement; `names` are those of subject, relation and object."""

    statement: Statement
    names: tuple[str, str, str]
    belief: Belief | None = None
    """What evidence makes of it, None if it is only inferred."""
    weights: Arithmetic | None = None
    voices: tuple[Voice, ...] = ()
    inference: Inference | None = field(default=None)
    """How it follows from others, None if it is not inferred."""

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
    inferred = view.inference(statement)
    premises = inferred.derivation.premises if inferred else ()
    explained = tuple(explain_statement(view, p, ontology, scoring) for p in in_path_order(premises, statement.subject))
    return Explanation(
        statement,
        names(view, statement, ontology),
        view.belief(statement),
        arithmetic((Witness.of(v.evidence, v.origin) for v in heard), scoring) if heard else None,
        heard,
        Inference(inferred.derivation.rule, inferred.known.score, explained) if inferred else None,
    )


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


def render(explanation: Explanation) -> str:
    """The explanation as plain text, each premise indented under what follows from it."""
    return "\n".join(lines(explanation)) + "\n"


def lines(x: Explanation) -> "Iterator[str]":
    """Lines of an explanation."""
    yield clean(f"{x.names[0]} — {x.names[1]} → {x.names[2]}")
    if x.belief and x.weights:
        counts = f"{plural(x.belief.evidence_count, 'evidence')} of {plural(x.belief.origin_count, 'origin')}"
        yield f"  {x.belief.status.value}, score {x.belief.score:.2f}, {counts}"
        for heard in x.voices:
            yield from (f"    {line}" for line in voice_lines(heard))
        yield from (f"  {line}" for line in sums(x.weights))
    if x.inference:
        yield f"  inferred by {x.inference.rule}, score {x.inference.score:.2f}, from"
        for premise in x.inference.premises:
            yield from (f"    {line}" for line in lines(premise))


def voice_lines(voice: Voice) -> "Iterator[str]":
    """The quote with its cue marked, then where it stands and how it is said."""
    e = voice.evidence
    sign = "−" if e.polarity is Polarity.NEGATED else "+"
    start, end = voice.cue
    yield clean(f"{sign} “{e.quote[:start]}[{e.quote[start:end]}]{e.quote[end:]}”")
    place = ", ".join(filter(None, (voice.article.title, voice.article.publisher, voice.article.published)))
    yield clean(f"  {place or voice.article.source or e.article}")
    yield clean(f"  {'; '.join(filter(None, manner(voice)))}")


def manner(voice: Voice) -> "Iterator[str]":
    """How an evidence is said and found."""
    e = voice.evidence
    yield e.polarity.value
    yield e.modality.value
    if e.speaker:
        verb = "reported by" if e.speaker.factive else "claimed by"
        yield f"{verb} {voice.speaker or 'somebody unnamed'}"
    yield f"when {e.when}" if e.when else ""
    yield f"rule {e.rule} ({e.confidence:.2f})"


def sums(weights: Arithmetic) -> "Iterator[str]":
    """The arithmetic of the score."""
    yield from side("affirmed", weights.affirming, weights.positive)
    yield from side("denied", weights.denying, weights.negative)
    yield f"score = {weights.positive:.4f} · (1 − {weights.negative:.4f}) = {weights.score:.4f}"


def side(word: str, errors: tuple[OriginError, ...], probability: float) -> "Iterator[str]":
    """The arithmetic of what affirms or of what denies."""
    if errors:
        factors = " · ".join(f"min(1, {short(e.systematic)} + {product(e)})" for e in errors)
        yield f"{word} = 1 − {factors} = {probability:.4f}"


def product(error: OriginError) -> str:
    """How likely all sentences of an origin are misread."""
    return " · ".join(short(wrong) for _, wrong in error.sentences)


def short(number: float) -> str:
    """A number with as many digits as it needs, at most four.

    >>> short(0.05), short(0.23287)
    ('0.05', '0.2329')
    """
    return f"{number:.4f}".rstrip("0").rstrip(".")


def plural(count: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "origin"), plural(2, "origin")
    ('1 origin', '2 origins')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def clean(line: str) -> str:
    """The line without control characters: an article's text may hold some that would drive a terminal."""
    return "".join(c if c.isprintable() else " " for c in line)
