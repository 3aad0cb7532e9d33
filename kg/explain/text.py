"""An explanation as plain text, for a terminal."""

from collections.abc import Iterator

from kg.assembly.scores import Arithmetic, OriginError
from kg.explain import Explanation, Inference, Voice
from kg.model import Article, Polarity

__all__ = ["render", "sayer", "sums"]


def render(explanation: Explanation) -> str:
    """The explanation as plain text, each premise indented under what follows from it."""
    return "\n".join(lines(explanation)) + "\n"


def lines(x: Explanation) -> Iterator[str]:
    """Lines of an explanation."""
    yield clean(f"{x.names[0]} — {x.names[1]} → {x.names[2]}")
    if x.belief and x.weights:
        counts = f"{plural(x.belief.evidence_count, 'evidence')} of {plural(x.belief.origin_count, 'origin')}"
        yield f"  {x.belief.status.value}, score {x.belief.score:.2f}, {counts}"
        first: dict[str, Article] = {}
        for heard in x.voices:
            copied = first.setdefault(heard.origin, heard.article)
            yield from (f"    {line}" for line in voice_lines(heard, copied))
        if x.deniers:
            yield clean(f"  denied by {', '.join(dict.fromkeys(map(sayer, x.deniers)))}")
        yield from (f"  {line}" for line in sums(x.weights))
    for ruling in x.identity:
        yield clean(f"  {' and '.join(ruling.names).replace('_', ' ')} are one: {ruling.rule} ({short(ruling.score)})")
    if x.inference:
        yield from (f"  {line}" for line in inference_lines(x.inference, x.names[1]))


def inference_lines(x: Inference, label: str) -> Iterator[str]:
    """The rule, the arithmetic of its score, and all that its premises rest on."""
    if x.steps:
        turned = " the other way round" if x.turned else ""
        yield f"inferred by {x.rule}: {', then '.join(x.steps)}, gives {label}{turned}"
        factors = " · ".join(short(score_of(premise)) for premise in x.premises)
        yield f"score = {factors} · {short(x.weight)} = {x.score:.4f}, from"
    else:
        yield f"inferred by {x.rule}, a rule of another version of kg; score = {x.score:.4f}, from"
    for premise in x.premises:
        yield from (f"  {line}" for line in lines(premise))


def score_of(x: Explanation) -> float:
    """The score with which a statement serves as a premise."""
    return x.belief.score if x.belief and x.belief.asserted else x.inference.score if x.inference else 0.0


def sayer(voice: Voice) -> str:
    """Who says so: the speaker, else whoever published the article, else where it is from."""
    if voice.evidence.speaker:
        return voice.speaker or "somebody unnamed"
    return voice.article.publisher or voice.article.title or voice.article.source


def voice_lines(voice: Voice, copied: Article) -> Iterator[str]:
    """The quote with its cue marked, then where it stands and how it is said; `copied` is the first of the texts of its origin."""
    e = voice.evidence
    sign = "−" if e.polarity is Polarity.NEGATED else "+"
    start, end = voice.cue
    yield clean(f"{sign} “{e.quote[:start]}[{e.quote[start:end]}]{e.quote[end:]}”")
    yield clean(f"  {cited(voice.article)}")
    if copied != voice.article:
        yield clean(f"  a copy, edited or not, of the text of {cited(copied)}: both are one origin")
    yield clean(f"  {'; '.join(filter(None, manner(voice)))}")


def cited(article: Article) -> str:
    """An article by title, else source, with publisher and date."""
    return ", ".join(
        filter(None, (article.title or article.source or article.id, article.publisher, article.published))
    )


def manner(voice: Voice) -> Iterator[str]:
    """How an evidence is said and found."""
    e = voice.evidence
    yield e.polarity.value
    yield e.modality.value
    if e.speaker:
        verb = "reported by" if e.speaker.factive else "claimed by"
        yield f"{verb} {voice.speaker or 'somebody unnamed'}"
    yield f"when {e.when}" if e.when else ""
    yield f"rule {e.rule} ({e.confidence:.2f})"


def sums(weights: Arithmetic) -> Iterator[str]:
    """The arithmetic of the score."""
    yield from side("affirmed", weights.affirming, weights.positive)
    yield from side("denied", weights.denying, weights.negative)
    yield f"score = {weights.positive:.4f} · (1 − {weights.negative:.4f}) = {weights.score:.4f}"


def side(word: str, errors: tuple[OriginError, ...], probability: float) -> Iterator[str]:
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
