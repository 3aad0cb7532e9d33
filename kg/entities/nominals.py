"""Common nouns whose phrases name something: "Russian invasion of Ukraine", "the Serbian government"."""

from dataclasses import replace

from kg.entities.context import NOUNS, PROPER
from kg.entities.discourse import Discourse, Draft, Referent
from kg.entities.phrases import Phrase, affiliation, modifying_countries, phrase
from kg.lexicon.spelling import singular
from kg.model import MentionKind

__all__ = ["add_nominals", "lemma_of"]

PARTS = frozenset({"compound", "flat", "goeswith", "nmod:desc", "fixed"})
RECENT = 20
"""How many phrases with the same noun are compared with a new one."""
CONTENT = ("JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "VBN", "VBG")


def add_nominals(discourse: Discourse) -> None:
    """Add phrases of the nouns that the lexicon lists, the same thing named shorter later with them."""
    earlier: dict[str, list[Referent]] = {}
    for i, tag in enumerate(discourse.context.tree.tags):
        kind = _kind(discourse, i) if tag in NOUNS else None
        if kind:
            _add(discourse, phrase(discourse.context, i), kind, earlier)


def _kind(discourse: Discourse, i: int) -> str | None:
    """Class of a noun that heads a phrase about somebody or something, None if it does not."""
    context = discourse.context
    tree = context.tree
    if i in discourse.cover or i in discourse.drafts or tree.deps[i] in PARTS:
        return None
    if tree.dependents(i, "cop") or context.determiner(i) in context.table.negative:
        return None
    if context.capitalised(i) and context.lower[i] in context.table.calendar:
        return None
    return context.noun_class(i) or _office_class(discourse, i)


def _office_class(discourse: Discourse, i: int) -> str | None:
    """Class of a noun that names an office or a single person, which the lexicon's list of nouns lacks."""
    table, lemma = discourse.context.table, lemma_of(discourse, i)
    classes = table.definite_nouns.get(lemma, frozenset())
    if lemma not in table.offices and not (classes and classes <= table.persons):
        return None
    return table.people if discourse.context.plural(i) else table.person


def _add(discourse: Discourse, found: Phrase, kind: str, earlier: dict[str, list[Referent]]) -> None:
    modifiers = _modifiers(discourse, found)
    if found.end == found.head + 1 and _is_undescribed(discourse, found, kind):
        return
    referents = _holder(discourse, found) or _distributed(discourse, found, kind) or (
        _same(discourse, found, kind, modifiers, earlier),
    )  # fmt: skip
    discourse.add(Draft(found.start, found.end, found.head, MentionKind.NOMINAL, referents))


def _is_undescribed(discourse: Discourse, found: Phrase, kind: str) -> bool:
    """Whether a noun alone, or with parts of a title, says too little: "the country", "two leaders", "Mr. President"."""
    table = discourse.context.table
    lower = discourse.context.lower
    if not all(lower[i] in table.titles or lower[i] in table.title_parts for i in range(found.start, found.head)):
        return False
    single = kind in table.persons and not discourse.context.plural(found.head)
    return lemma_of(discourse, found.head) in table.bare or single or _office_class(discourse, found.head) is not None


def lemma_of(discourse: Discourse, i: int) -> str:
    """Lemma of a noun, in the singular even if it is capitalised."""
    lemma = discourse.context.tree.lemmas[i]
    return singular(lemma) if discourse.context.plural(i) else lemma


def _modifiers(discourse: Discourse, found: Phrase) -> frozenset[str]:
    """What distinguishes a phrase: its words, with one word for a country's names and adjectives; a pronoun is no other."""
    context = discourse.context
    owners = [c for c in context.tree.children[found.head] if context.tree.tags[c] == "PRP$"]
    words = [
        _word(discourse, i)
        for i in range(found.start, found.end)
        if i != found.head and (i in discourse.cover or context.tree.tags[i] in CONTENT)
    ]
    return frozenset([*words, *(f"{context.words[c]} {c}" for c in owners)])


def _word(discourse: Discourse, i: int) -> str:
    draft = discourse.cover.get(i) or discourse.drafts.get(i)
    country = discourse.country_of(draft.referents[0]) if draft else ""
    return country or discourse.context.tree.lemmas[i]


def _holder(discourse: Discourse, found: Phrase) -> tuple[Referent, ...]:
    """Who holds the office that a phrase names, at the article's date ("the Serbian president")."""
    context = discourse.context
    country = affiliation(discourse, found.head)
    vague = context.plural(found.head) or context.determiner(found.head) in context.table.indefinite
    past = any(context.lower[i] in context.table.past for i in range(max(found.start - 1, 0), found.head))
    if not country or vague or past or _is_named(discourse, found.head):
        return ()
    first = max(modifying_countries(discourse, found.head), default=found.start - 1) + 1
    words = [w for w in context.words[first : found.head + 1] if w != "'s"]
    office = context.gazetteer.office(" ".join(words))
    terms = context.gazetteer.holders(office.slug, country, context.article.published) if office else ()
    person = context.gazetteer.entry(terms[0].person) if len(terms) == 1 else None
    return (discourse.known(person),) if person else ()


def _is_named(discourse: Discourse, head: int) -> bool:
    """Whether a name beside the phrase says who it is ("Malaysia's prime minister, Najib Razak")."""
    tree = discourse.context.tree
    beside = [*tree.dependents(head, "appos", "flat"), *([tree.heads[head]] if tree.deps[head] == "appos" else [])]
    return any(i in discourse.drafts and discourse.drafts[i].kind is MentionKind.NAME for i in beside)


def _distributed(discourse: Discourse, found: Phrase, kind: str) -> tuple[Referent, ...]:
    """A referent for each of several countries before a plural: "Hungarian and Romanian officials"."""
    context = discourse.context
    if not context.plural(found.head):
        return ()
    before = modifying_countries(discourse, found.head)
    after = _complements(discourse, found) if kind in context.table.actors else []
    if len(before) > 1 and _joined(discourse, before):
        rest = context.text(before[-1] + 1, found.end)
        return tuple(_member(discourse, i, f"{_name(discourse, i)} {rest}", kind) for i in before)
    if len(after) > 1 and _joined(discourse, after):
        rest = context.text(found.start, after[0])
        return tuple(_member(discourse, i, f"{rest} {_name(discourse, i)}", kind) for i in after)
    return ()


def _complements(discourse: Discourse, found: Phrase) -> list[int]:
    """Countries in a list after the head: "leaders of *Germany*, *France* and *Italy*"."""
    tree, table = discourse.context.tree, discourse.context.table
    after = [c for c in tree.children[found.head] if c > found.head and tree.deps[c] == "nmod"][:1]
    listed = [
        j
        for c in after
        if tree.preposition(c) in table.located
        for j in (*tree.conjuncts(c), *tree.dependents(c, "appos"))
    ]
    countries = [j for j in sorted(listed) if j in discourse.drafts and discourse.drafts[j].referent]
    states = [j for j in countries if discourse.is_state(discourse.drafts[j].referents[0].final().type)]
    return states if len(states) == len(listed) else []


def _name(discourse: Discourse, i: int) -> str:
    return discourse.context.text(discourse.drafts[i].first, discourse.drafts[i].last)


def _joined(discourse: Discourse, tokens: list[int]) -> bool:
    tags = discourse.context.tree.tags
    return any(tags[i] == "CC" for i in range(tokens[0], tokens[-1]))


def _member(discourse: Discourse, i: int, name: str, kind: str) -> Referent:
    referent = discourse.unknown(name, kind)
    _belong(discourse, referent, discourse.country_of(discourse.drafts[i].referents[0]))
    referent.plural = True
    return referent


def _belong(discourse: Discourse, referent: Referent, country: str) -> None:
    """Note the country of somebody who may act for it; an event or a policy belongs to none."""
    if referent.type in discourse.context.table.actors and country:
        referent.country = referent.country or country
        referent.stands_for = referent.stands_for or country


def _same(
    discourse: Discourse, found: Phrase, kind: str, modifiers: frozenset[str], earlier: dict[str, list[Referent]]
) -> Referent:
    """The referent of a phrase: one that was described by the same words or, if this one is definite, by more."""
    context = discourse.context
    lemma, plural = lemma_of(discourse, found.head), context.plural(found.head)
    history = earlier.setdefault(lemma, [])
    definite = context.determiner(found.head) in context.table.definite
    for referent in reversed(history[-RECENT:]):
        more = definite and modifiers < referent.modifiers and (kind not in context.table.persons)
        if referent.plural == plural and (referent.modifiers == modifiers or more):
            return _named(discourse, referent, found)
    referent = Referent(type=kind, plural=plural, lemma=lemma, modifiers=modifiers)
    history.append(referent)
    _belong(discourse, referent, affiliation(discourse, found.head))
    return _named(discourse, referent, found)


def _is_inside(discourse: Discourse, i: int) -> bool:
    """Whether a token goes on what begins before it: a name, a nationality of two words, a compound with a hyphen."""
    name, demonym = discourse.cover.get(i), discourse.context.demonyms.get(i)
    inside = (name and name.first < i) or (demonym and demonym.start < i)
    return bool(inside) or (i > 0 and discourse.context.words[i - 1] == "-")


def _named(discourse: Discourse, referent: Referent, found: Phrase) -> Referent:
    """Note the phrase as a name, with its shorter variants down to one word before the head."""
    context = discourse.context
    referent.add(_form(discourse, found, found.end))
    for start in range(found.start, found.head):
        opens = context.words[start][:1].isalpha() and not _is_inside(discourse, start)
        if opens and context.tree.tags[start] not in ("POS", "IN", "CC"):
            referent.add(_form(discourse, replace(found, start=start), found.head + 1))
    return referent.final()


def _form(discourse: Discourse, found: Phrase, end: int) -> str:
    """The words of a phrase up to token `end`; what only opens a sentence loses its capital ("Officials said")."""
    context, start = discourse.context, found.start
    text = context.text(start, end)
    named = start in discourse.cover or start in context.demonyms or context.tree.tags[start] in PROPER
    return text if named or start != context.begins(start) else text[:1].lower() + text[1:]
