"""From names in the text to who bears them: links, classes, countries, acronyms and short forms."""

from collections import Counter
from dataclasses import replace

from kg.entities.context import fold
from kg.entities.discourse import Discourse, Draft, Referent
from kg.entities.linking import choose, votes
from kg.entities.names import Name, find_names
from kg.entities.persons import add_person, title_before
from kg.lexicon.spelling import singular
from kg.model import MentionKind

__all__ = ["add_names"]


SIMILAR = 50
"""How many names that share a word are compared."""
ARGUMENTS = frozenset({"nsubj", "obj", "iobj", "obl", "appos", "nmod", "root", "ROOT", "flat"})


def add_names(discourse: Discourse) -> None:
    """Add all that an article calls by name."""
    names = _relabelled(discourse, find_names(discourse.context))
    ballot = votes(discourse.context, names)
    _add_shared_heads(discourse)
    for name in names:
        _add_elliptic(discourse, name)
    for name in names:
        if discourse.cover.keys().isdisjoint(range(name.start, name.end)):
            _add_name(discourse, name, ballot)
    _join_acronyms(discourse)
    _join_short_forms(discourse)
    _join_first_words(discourse)


def _relabelled(discourse: Discourse, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names, each with the label that it bears most often in the article."""
    context = discourse.context
    labels: dict[str, Counter[str]] = {}
    for name in names:
        labels.setdefault(context.text(name.start, name.end), Counter())[name.label] += bool(name.label)
    best = {text: max(count, key=lambda c: (count[c], c)) for text, count in labels.items()}
    return tuple(replace(name, label=best[context.text(name.start, name.end)]) for name in names)


def _add_name(discourse: Discourse, name: Name, ballot: Counter[str]) -> None:
    table = discourse.context.table
    entry = choose(discourse.context, name, ballot)
    title = title_before(discourse, name.start)
    person = entry.type in table.persons if entry else table.labels.get(name.label) in table.persons
    person = person or (entry is None and _is_officeholder(discourse, name))
    if person or (title.words and entry is None and _may_be_person(discourse, name)):
        add_person(discourse, name, title, entry)
    elif entry is not None:
        discourse.name(name.start, name.end, discourse.known(entry))
    elif not _is_common(discourse, name):
        _add_unknown(discourse, name)


def _may_be_person(discourse: Discourse, name: Name) -> bool:
    """Whether a name after a title may be a person's: no place, and no common noun at its end ("Foreign Ministry")."""
    table = discourse.context.table
    return table.labels.get(name.label) not in table.places and discourse.context.noun_class(name.end - 1) is None


def _is_officeholder(discourse: Discourse, name: Name) -> bool:
    """Whether a single word, not marked as a place, is the surname of just one who holds an office at the time."""
    context = discourse.context
    if name.end - name.start > 1 or not _may_be_person(discourse, name):
        return False
    people = context.gazetteer.people(context.words[name.start])
    return len([p for p in people if context.gazetteer.term(p.slug, context.article.published)]) == 1


def _is_common(discourse: Discourse, name: Name) -> bool:
    """Whether it is no name but a noun with a country before it ("Serbian Parliament")."""
    context = discourse.context
    last = name.end - 1
    modified = all(i in context.demonyms for i in range(name.start, last))
    return modified and context.noun_class(last) is not None


def _add_unknown(discourse: Discourse, name: Name) -> None:
    context = discourse.context
    surname = fold(context.words[name.end - 1])
    placed = context.table.labels.get(name.label) in context.table.places
    if name.end - name.start == 1 and not placed and surname in discourse.persons:
        discourse.name(name.start, name.end, discourse.persons[surname][-1].final())
        return
    if not name.label and not _stands_alone(discourse, name):
        return
    kind = _class(discourse, name)
    start = _with_nationality(discourse, name) if kind in context.table.actors else name.start
    referent = discourse.unknown(context.text(start, name.end), kind)
    referent.country = referent.country or _country_inside(discourse, replace(name, start=start))
    if referent.type in context.table.actors or referent.type in context.table.places:
        referent.stands_for = referent.country
    discourse.name(name.start, name.end, referent)


def _with_nationality(discourse: Discourse, name: Name) -> int:
    """Where a name begins with the nationality before it, without which others have it too ("Saudi Interior Ministry")."""
    demonym = discourse.context.demonyms.get(name.start - 1)
    common = discourse.context.noun_class(name.end - 1) is not None
    return demonym.start if demonym and common else name.start


def _stands_alone(discourse: Discourse, name: Name) -> bool:
    """Whether a name that nobody marked is a phrase of its own, and no part of one ("Landscape constituency")."""
    tree = discourse.context.tree
    top = discourse.context.top(name.start, name.end)
    first = next((a for a in (top, *tree.climb(top)) if tree.deps[a] != "conj"), top)
    return tree.relation(first) in ARGUMENTS


def _class(discourse: Discourse, name: Name) -> str:
    """Class of an unknown name: that of its common noun ("Islamic Salvation Front"), else what the label says."""
    context = discourse.context
    top = context.top(name.start, name.end)
    by_noun = context.nouns.noun_class(context.lower[top]) or context.nouns.noun_class(singular(context.lower[top]))
    by_label = context.table.labels.get(name.label, context.table.name)
    agree = by_noun in context.table.actors or by_label not in context.table.actors
    return by_noun if by_noun and agree and name.end - name.start > 1 else by_label


def _country_inside(discourse: Discourse, name: Name) -> str:
    """Slug of the country that a longer name names ("Bank of England", "Serbian Orthodox Church")."""
    context = discourse.context
    words = context.words[name.start : name.end]
    for i in range(len(words)):
        n, entries = context.gazetteer.longest(words, i)
        demonym = context.demonyms.get(name.start + i)
        entries = entries if n or demonym is None else demonym.entries
        if n == len(words) and entries == name.entries:  # a namesake that the article does not mean
            continue
        country = discourse.country_of(discourse.known(entries[0])) if entries else ""
        if country:
            return country
    return ""


def _add_shared_heads(discourse: Discourse) -> None:
    """One name for each adjective before a shared noun: "the Serbian and Russian Orthodox Churches"."""
    context = discourse.context
    for i, tag in enumerate(context.tree.tags):
        if tag == "CC" and 0 < i < len(context.words) - 1:
            adjectives = [j for j in (i - 1, i + 1) if j in context.demonyms]
            head = _shared_head(discourse, i + 2) if len(adjectives) == 2 else 0
            if head:
                _distribute(discourse, adjectives, head)


def _shared_head(discourse: Discourse, start: int) -> int:
    """The plural noun, capitalised, that ends a run of capitalised words; 0 if there is none."""
    context = discourse.context
    for i in range(start, min(start + 4, context.ends(start - 1))):
        if not context.capitalised(i):
            return 0
        if context.plural(i) and i not in context.demonyms:
            return i
    return 0


def _distribute(discourse: Discourse, adjectives: list[int], head: int) -> None:
    context = discourse.context
    shared = context.words[adjectives[-1] + 1 : head]
    referents = [_member(discourse, [context.words[j], *shared, singular(context.words[head])], j) for j in adjectives]
    draft = Draft(adjectives[0], head + 1, head, MentionKind.NAME, tuple(referents))
    discourse.add(draft)
    discourse.cover.update(dict.fromkeys(range(adjectives[0], head + 1), draft))


def _member(discourse: Discourse, words: list[str], adjective: int) -> Referent:
    """The referent of one of several names with a shared head."""
    context = discourse.context
    name = " ".join(words)
    entries = context.gazetteer.lookup(name)
    if entries:
        return _with_form(discourse.known(entries[0]), name)
    kind = context.nouns.noun_class(words[-1].lower()) or context.table.name
    referent = discourse.unknown(name, kind)
    referent.country = discourse.country_of(discourse.known(context.demonyms[adjective].entries[0]))
    referent.stands_for = referent.country if kind in context.table.actors else ""
    return referent


def _with_form(referent: Referent, form: str) -> Referent:
    referent.add(form)
    return referent


def _add_elliptic(discourse: Discourse, name: Name) -> None:
    """Let a word stand for a name that shares the next one's last words: "*North* and South Korea"."""
    context = discourse.context
    first = name.start - 2
    if name.end - name.start < 2 or first < 0 or context.tree.tags[name.start - 1] != "CC" or first in discourse.cover:
        return
    words = [context.words[first], *context.words[name.start + 1 : name.end]]
    n, entries = context.gazetteer.longest(words, 0)
    if n == len(words) and context.capitalised(first):
        referent = _with_form(discourse.known(entries[0]), " ".join(words))
        draft = discourse.add(Draft(first, first + 1, first, MentionKind.NAME, (referent,)))
        discourse.cover[first] = draft


def _join_acronyms(discourse: Discourse) -> None:
    """Let an acronym in brackets be the same thing's name: "Non-Aligned Movement (NAM)"."""
    context = discourse.context
    for draft in list(discourse.drafts.values()):
        i = draft.last + 1
        if i < len(context.words) and context.words[i - 1] in "([" and context.words[i].isupper():
            inner = discourse.cover.get(i) or _add_acronym(discourse, i)
            if _abbreviates(context.words[i], context.text(draft.first, draft.last)):
                _join(discourse, draft.referent, inner.referent)


def _add_acronym(discourse: Discourse, i: int) -> Draft:
    return discourse.name(i, i + 1, Referent(type=discourse.context.table.name))


def _abbreviates(acronym: str, name: str) -> bool:
    """Whether an acronym's letters follow each other in a name, the first ones at the beginning."""
    letters = iter(fold(name))
    wanted = [c for c in fold(acronym) if c.isalnum()]
    return len(wanted) > 1 and fold(name)[:1] == wanted[0] and all(c in letters for c in wanted)


def _join(discourse: Discourse, name: Referent | None, other: Referent | None) -> None:
    """Make two one, unless the gazetteer knows them as two."""
    if name is None or other is None or (name.entry and other.entry):
        return
    if other.entry:
        discourse.merge(other, name)
    else:
        discourse.merge(name, other)


def _join_short_forms(discourse: Discourse) -> None:
    """A name that is a part of exactly one longer unknown name is the same thing's."""
    by_word: dict[str, list[tuple[tuple[str, ...], Referent]]] = {}
    unknown = [r for r in discourse.named.values() if r.same is None and r.type != discourse.context.table.people]
    forms = [(tuple(fold(form).split()), referent) for referent in unknown for form in referent.forms]
    for words, referent in forms:
        for word in dict.fromkeys(words):
            by_word.setdefault(word, []).append((words, referent))
    for words, referent in forms:
        similar = by_word[words[0]][:SIMILAR]
        longer = {id(r.final()): r for long, r in similar if len(long) > len(words) and _part(words, long)}
        if len(longer) == 1 and referent.same is None and not _is_vague(discourse, words):
            (whole,) = longer.values()
            discourse.merge(whole, referent)


def _join_first_words(discourse: Discourse) -> None:
    """Let a country go by its first word: "the North" beside "North Korea", if no other begins so."""
    by_first: dict[str, list[Referent]] = {}
    countries = [r for r in discourse.linked.values() if r.forms and discourse.is_state(r.type)]
    for referent in countries:
        for first in {fold(form).split()[0] for form in referent.forms if " " in form}:
            by_first.setdefault(first, []).append(referent)
    for referent in list(discourse.named.values()):
        found = [r for form in referent.forms for r in by_first.get(fold(form), ())]
        if len(found) == 1 and referent.same is None:
            discourse.merge(found[0], referent)


def _part(words: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the words open or close a longer name."""
    return long[: len(words)] == words or long[-len(words) :] == words


def _is_vague(discourse: Discourse, words: tuple[str, ...]) -> bool:
    """Whether one word could be a part of too many names: a common noun."""
    return len(words) == 1 and discourse.context.nouns.noun_class(words[0]) is not None
