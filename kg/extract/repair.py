"""Attachments that a parser gets wrong more often than right, mended on the tree before it is read."""

from collections.abc import Iterable, Sequence

__all__ = [
    "fronted_subject_heads",
    "join_hyphenated",
    "join_names",
    "nearest_conjunct_heads",
    "oblique_objects",
    "part_clauses",
    "predicate_conjunct_heads",
    "second_subjects",
    "stricken_nouns",
    "within_names",
]

NOUNS = ("NOUN", "PROPN")
ARGUMENTS = ("nsubj", "nsubj:pass", "obj", "obl", "nmod", "appos")
CLAUSAL = ("advcl", "acl", "xcomp")
FINITE = ("VBD", "VBZ", "VBP", "VBN")
REACH = 12
"""How many words before a noun may hang on it."""


def nearest_conjunct_heads(heads: Sequence[int], deps: Sequence[str], pos: Sequence[str]) -> list[int]:
    """Heads with each name in a list hung on the name right before it, not on one further up the noun phrase.

    "support for Russia in Serbia, Kosovo and Bosnia": Kosovo goes with Serbia. Low attachment of coordinations is the rule
    in running text (Frazier 1987); only names without a preposition of their own are moved.

    >>> nearest_conjunct_heads([0, 0, 1, 2], ["ROOT", "nmod", "nmod", "conj"], ["NOUN", "PROPN", "PROPN", "PROPN"])
    [0, 0, 1, 2]
    >>> nearest_conjunct_heads([0, 0, 0, 1], ["ROOT", "nmod", "nmod", "conj"], ["NOUN", "PROPN", "PROPN", "PROPN"])
    [0, 0, 0, 2]
    """
    mended = list(heads)
    prepositional = {heads[i] for i, label in enumerate(deps) if label == "case"}
    for i, label in enumerate(deps):
        if label == "conj" and pos[i] == "PROPN" and pos[heads[i]] == "PROPN" and i not in prepositional:
            nearest = _name_before(i, heads, deps)
            low = deps[nearest] == "nmod" and heads[nearest] in (heads[i], heads[heads[i]])
            if heads[i] < nearest and low and pos[nearest] == "PROPN":
                mended[i] = nearest
    return mended


def fronted_subject_heads(heads: Sequence[int], deps: Sequence[str]) -> list[int]:
    """Heads with the first of two subjects around a fronted complement hung on that complement.

    "*Clinton* imposed sanctions, the White House said": who said it stands behind what is said.

    >>> fronted_subject_heads([3, 3, 3, 3], ["nsubj", "ccomp", "nsubj", "ROOT"])
    [1, 3, 3, 3]
    >>> fronted_subject_heads([1, 3, 3, 3], ["nsubj", "ccomp", "nsubj", "ROOT"])
    [1, 3, 3, 3]
    """
    mended = list(heads)
    fronted = [i for i, label in enumerate(deps) if label == "ccomp" and i < heads[i]]
    subjects: dict[int, list[int]] = {}
    for i in (i for i, label in enumerate(deps) if fronted and label[:5] == "nsubj"):
        subjects.setdefault(heads[i], []).append(i)
    for i in fronted:
        above = subjects.get(heads[i], ())
        if i not in subjects and above and above[0] < i < above[-1]:
            mended[above[0]] = i
    return mended


def part_clauses(heads: list[int], deps: list[str], tags: Sequence[str]) -> None:
    """Part two clauses that were read as one with a list of subjects, in place.

    "The patriarch, its head, *blessed* soldiers, and the Union *considered* sanctions": a past tense modifies no noun, so
    the first verb is no part of the first subject, and what stands beside that is its object and the second's subject.

    >>> heads, deps = [5, 0, 0, 4, 0, 5], ["nsubj", "acl", "conj", "cc", "conj", "ROOT"]
    >>> part_clauses(heads, deps, ["NN", "VBD", "NNS", "CC", "NNP", "VBD"])
    >>> heads, deps
    ([1, 1, 1, 5, 5, 1], ['nsubj', 'ROOT', 'obj', 'cc', 'nsubj', 'conj'])
    """
    for first in (i for i, label in enumerate(deps) if label == "acl" and tags[i] == "VBD"):
        subject = heads[first]
        second = heads[subject]
        if deps[subject] != "nsubj" or not subject < first < second or tags[second] not in ("VBD", "VBZ", "VBP"):
            continue
        listed = [j for j in range(first, second) if heads[j] == subject and deps[j] == "conj"]
        marks = [j for j in range(first, second) if deps[j] == "cc" and heads[j] in listed]
        if len(listed) > 1 and marks and heads[marks[-1]] == listed[-1]:
            *objects, other = listed
            heads[first], deps[first] = (first if heads[second] == second else heads[second]), deps[second]
            heads[subject], heads[second], deps[second] = first, first, "conj"
            heads[other], deps[other], heads[marks[-1]] = second, "nsubj", second
            for j in objects:
                heads[j], deps[j] = first, "obj"


def join_hyphenated(heads: list[int], deps: list[str], words: Sequence[str], pos: Sequence[str]) -> None:
    """Hang the first half of a hyphenated noun on its second, in place, with all that hangs on it.

    The parser hangs both halves of a title on the name: "*Secretary*-*General* Jens Stoltenberg".

    >>> heads, deps = [1, 4, 1, 4, 4], ["compound", "nmod:desc", "punct", "nmod:desc", "ROOT"]
    >>> join_hyphenated(heads, deps, ["NATO", "Secretary", "-", "General", "Stoltenberg"], ["PROPN"] * 5)
    >>> heads, deps
    ([3, 3, 3, 4, 4], ['compound', 'compound', 'punct', 'nmod:desc', 'ROOT'])
    """
    for i in range(1, len(words) - 1):
        first, second = i - 1, i + 1
        if words[i] != "-" or deps[first] != "nmod:desc" or deps[second] != "nmod:desc":
            continue
        if heads[first] == heads[second] and pos[first] in NOUNS and pos[second] in NOUNS:
            for j in range(max(0, first - REACH), second):
                if heads[j] == first:
                    heads[j] = second
            heads[first], deps[first] = second, "compound"


def join_names(heads: list[int], deps: list[str], pos: Sequence[str]) -> None:
    """Hang a name on the one right before it where both have the same place in the clause, in place: they are one.

    "*Anna* *Maria* Berg won": a verb has one subject, and coordinated names have a sign or a word between them.

    >>> heads, deps = [3, 3, 0, 3], ["nsubj", "nsubj", "flat", "ROOT"]
    >>> join_names(heads, deps, ["PROPN", "PROPN", "PROPN", "VERB"])
    >>> heads, deps
    ([3, 0, 0, 3], ['nsubj', 'flat', 'flat', 'ROOT'])
    """
    for i in range(1, len(heads)):
        first = heads[i - 1] if deps[i - 1] == "flat" else i - 1
        same = heads[i] == heads[first] and deps[i] == deps[first] and pos[i] == pos[first] == "PROPN"
        if same and deps[i] in ARGUMENTS:
            heads[i], deps[i] = first, "flat"


def stricken_nouns(
    heads: list[int], deps: list[str], words: Sequence[str], tags: list[str], pos: Sequence[str]
) -> None:
    """Hang a participle behind a noun and a hyphen on the noun that it modifies, in place: "sent tents to *quake-hit* Chad".

    >>> heads, deps, tags = [0, 4, 4, 2, 0, 4], ["ROOT", "mark", "compound", "punct", "advcl", "obj"], ["VBD", "TO", "NN", "HYPH", "VB", "NNP"]
    >>> pos = ["VERB", "PART", "NOUN", "PUNCT", "VERB", "PROPN"]
    >>> stricken_nouns(heads, deps, ["sent", "to", "quake", "-", "hit", "Chad"], tags, pos)
    >>> heads, deps
    ([0, 5, 4, 2, 5, 0], ['ROOT', 'case', 'compound', 'punct', 'amod', 'obl'])
    """
    for i in range(3, len(words) - 1):
        if words[i - 1] != "-" or deps[i] not in CLAUSAL or tags[i][:2] != "VB" or heads[i - 2] != i:
            continue
        noun = next((j for j in range(i + 1, min(i + REACH, len(words))) if heads[j] == i and deps[j] == "obj"), None)
        mark = i - 3
        if noun is None or pos[i - 2] != "NOUN" or heads[mark] != i or deps[mark] != "mark":
            continue
        above = heads[i]
        heads[noun], deps[noun] = above, "obl" if pos[above] == "VERB" else "nmod"
        heads[i], deps[i], tags[i] = noun, "amod", "VBN"
        heads[mark], deps[mark] = noun, "case"


def second_subjects(heads: Sequence[int], deps: list[str]) -> None:
    """Make a subject behind a verb that has one before it an object, in place: "Anna told *Berg* that it rained".

    >>> deps = ["nsubj", "ROOT", "nsubj", "ccomp"]
    >>> second_subjects([1, 1, 1, 1], deps)
    >>> deps
    ['nsubj', 'ROOT', 'obj', 'ccomp']
    """
    behind = [i for i, label in enumerate(deps) if label == "nsubj" and heads[i] < i]
    if behind:
        before = {heads[i] for i, label in enumerate(deps) if label == "nsubj" and i < heads[i]}
        served = {heads[i] for i, label in enumerate(deps) if label in ("obj", "cop")}
        for i in behind:
            if heads[i] in before - served:
                deps[i] = "obj"


def oblique_objects(heads: Sequence[int], deps: list[str], pos: Sequence[str]) -> None:
    """Make obliques of objects that a preposition introduces, in place: "lent his voice *to* their calls".

    Right behind the verb that word may be a particle: "took *in* refugees".

    >>> deps = ["ROOT", "obj", "case", "obj"]
    >>> oblique_objects([0, 0, 3, 0], deps, ["VERB", "NOUN", "ADP", "NOUN"])
    >>> deps
    ['ROOT', 'obj', 'case', 'obl']
    """
    for i, label in enumerate(deps):
        noun = heads[i]
        if label == "case" and pos[i] == "ADP" and i < noun and deps[noun] == "obj" and heads[noun] != i - 1:
            deps[noun] = "obl"


def predicate_conjunct_heads(heads: Sequence[int], deps: Sequence[str], tags: Sequence[str]) -> list[int]:
    """Heads with each coordinated predicate hung on a predicate: on the nearest above a noun that it was hung on.

    "It is a crime under the *act* and *is* an offence": what a copula or a finite verb says goes with what another says.

    >>> predicate_conjunct_heads([1, 1, 1, 2], ["cop", "ROOT", "nmod", "conj"], ["VBZ", "NN", "NN", "VBZ"])
    [1, 1, 1, 1]
    """
    mended, copular = list(heads), {heads[i] for i, label in enumerate(deps) if label == "cop"}
    for i, label in enumerate(deps):
        if label == "conj" and (i in copular or tags[i] in FINITE):
            above = heads[i]
            for _ in range(REACH):
                if above in copular or tags[above][:2] in ("VB", "JJ") or heads[above] == above:
                    break
                above = heads[above]
            if above in copular or tags[above][:2] == "VB":
                mended[i] = above
    return mended


def _name_before(i: int, heads: Sequence[int], deps: Sequence[str]) -> int:
    """The last token before a conjunct that is no part of it and no sign between."""
    j = i - 1
    while j > heads[i] and (heads[j] == i or deps[j] in ("punct", "cc")):
        j -= 1
    return j


def within_names(deps: Sequence[str], heads: Sequence[int], names: Iterable[tuple[int, int]]) -> list[str]:
    """Labels with no coordination inside a name: "Bosnia *and Herzegovina*" is one; `names` are (first, last + 1).

    >>> within_names(["ROOT", "cc", "conj"], [0, 2, 0], [(0, 3)])
    ['ROOT', 'flat', 'flat']
    """
    mended = list(deps)
    for first, end in names:
        for i in range(first, end):
            if mended[i] in ("cc", "conj") and first <= heads[i] < end:
                mended[i] = "flat"
    return mended
