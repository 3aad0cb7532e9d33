"""The lexicon of a language: frames by predicate, and the closed lists that reading propositions needs."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from kg.errors import OntologyError
from kg.lexicon.frames import Frame, Transparent
from kg.model import Modality, PredicateKind
from kg.ontology import Ontology
from kg.resources import resource

__all__ = ["Implicative", "Lexicon", "Reporting"]

FRAMES = "[[frame]]"
"""What marks a file of frames among the tables of a language."""
HYPHEN = "-"
PARTICLE_VERB = 2
"""Words of a verb with a particle; longer lemmas are idioms."""

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a word of saying or thinking makes of what it reports."""

    factive: bool = False
    denies: bool = False
    modality: Modality | None = None


@dataclass(frozen=True, slots=True)
class Implicative:
    """What a verb, noun or adjective makes of the clause it governs: "*refused* to condemn", "*plans* to join"."""

    negates: bool = False
    modality: Modality | None = None


@dataclass(frozen=True)
class Lexicon:
    """All that is known of a language's words; lemmas in lower case."""

    frames: tuple[Frame, ...]
    transparent: Mapping[str, Transparent] = field(repr=False)
    light_verbs: frozenset[str] = field(repr=False)
    amounts: frozenset[str] = field(repr=False)
    """Noun lemmas that hand on to a phrase after them, and name nobody: "a *round* of talks"."""
    predicate_nouns: frozenset[str] = field(repr=False)
    """Noun lemmas that carry a relation or hand on to their arguments."""
    index: Mapping[tuple[PredicateKind, str], tuple[Frame, ...]] = field(repr=False)
    reports: Mapping[str, Reporting] = field(repr=False)
    dismissals: frozenset[str] = field(repr=False)
    """Verbs that say that what their object reports is not so: "*rejected* claims that"."""
    acts: frozenset[str] = field(repr=False)
    """Verbs whose saying is the deed, even of what is not to happen: "*threatened* not to sign"."""
    implicatives: Mapping[str, Implicative] = field(repr=False)
    nouns: Mapping[str, str] = field(repr=False)
    compounds: frozenset[str] = frozenset()
    """Lemmas with a hyphen, which a parser takes apart."""
    idioms: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, repr=False)
    """Verb lemma -> the words that make an idiom of it, two or more: "take *to task*"."""
    reciprocal_nouns: frozenset[str] = frozenset()
    """Noun lemmas of what is between several: "a *war* between A and B"."""
    governing: frozenset[str] = frozenset()
    """Verb lemmas that with a particle report, or make something of the clause they govern: "*rule* out"."""

    @classmethod
    def load(cls, ontology: Ontology, path: Path | None = None) -> Self:
        """Read the lexicon of English that ships with kg, or another folder of the same form.

        Raises:
            OntologyError: if a file is not TOML or says what the ontology does not know; names file and entry.
        """
        folder = path or resource("ontology/lexicon/en")
        frames = tuple(read_frames(folder, ontology))
        transparent = tuple(read_transparent(folder / "transparent.toml"))
        entries = {lemma: entry for entry in transparent for lemma in entry.lemmas}
        nouns = noun_classes(folder / "nouns.toml", ontology)
        light = read_light(folder / "lightverbs.toml")
        reports, dismissals, acts, implicatives = read_attribution(folder / "attribution.toml")
        return cls(
            frames=frames,
            transparent=entries,
            light_verbs=light["verbs"],
            amounts=frozenset().union(*(t.lemmas for t in transparent if t.is_amount)),
            predicate_nouns=light["nouns"].union(nouns, entries, *map(nouns_of, frames)),
            index=index(frames),
            reports=reports,
            dismissals=dismissals,
            acts=acts,
            implicatives=implicatives,
            nouns=nouns,
            compounds=frozenset(w for w in (*words_of(frames), *entries, *nouns) if HYPHEN in w),
            idioms=idioms_of(frames),
            reciprocal_nouns=frozenset().union(
                *(f.lemmas for f in frames if f.reciprocal and f.kind is PredicateKind.NOUN)
            ),
            governing=frozenset(w.partition(" ")[0] for w in (*reports, *implicatives) if " " in w),
        )

    def of(self, kind: PredicateKind, lemma: str) -> tuple[Frame, ...]:
        """Frames of a predicate, most specific first; none where the lexicon does not know it."""
        return self.index.get((kind, lemma), ())

    def of_verb(self, lemma: str) -> Iterator[Frame]:
        """Frames of a verb; those of an idiom before those of its verb alone."""
        words = lemma.split(" ")
        for end in range(len(words), 0 if len(words) > PARTICLE_VERB else len(words) - 1, -1):
            yield from self.of(PredicateKind.VERB, " ".join(words[:end]))

    def reporting(self, lemma: str) -> Reporting | None:
        """What the word makes of what it reports; None if it reports nothing."""
        return self.reports.get(lemma)

    def implicative(self, lemma: str) -> Implicative | None:
        """What the word makes of the clause it governs; None if it leaves it as it is."""
        return self.implicatives.get(lemma)

    def noun_class(self, lemma: str) -> str | None:
        """Class of what a common noun's phrase denotes, if that is worth keeping as an entity."""
        return self.nouns.get(lemma)


def read(path: Path) -> Table:
    """A TOML file as plain data."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OntologyError(f"{path}: {error}") from error


def read_frames(folder: Path, ontology: Ontology) -> Iterator[Frame]:
    """The frames of all files of a folder that hold any, in order of file name and place."""
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        if FRAMES not in path.read_text(encoding="utf-8"):
            continue
        for number, entry in enumerate(read(path)["frame"], 1):
            frame = read_frame(path, number, entry, ontology)
            if frame.id in seen:
                raise OntologyError(f"{path}: frame {frame.id!r}: already in {seen[frame.id]}; give it another id")
            seen[frame.id] = path
            yield frame


def read_frame(path: Path, number: int, entry: Table, ontology: Ontology) -> Frame:
    """One frame; an error names its file and its id, or its number where it has none."""
    try:
        return Frame.read(entry, ontology)
    except OntologyError as error:
        raise OntologyError(f"{path}: frame {entry.get('id', number)!r}: {error}") from error


def read_transparent(path: Path) -> Iterator[Transparent]:
    """Nouns that hand on."""
    try:
        yield from (Transparent.read(entry) for entry in read(path)["transparent"])
    except (KeyError, OntologyError) as error:
        raise OntologyError(f"{path}: {error}") from error


def nouns_of(frame: Frame) -> frozenset[str]:
    """Nouns whose own arguments the frame reads: itself, or the last of its words, and those that its slots lead through."""
    ways = {slot.steps[0].role for slot in (*frame.subject, *frame.object) if len(slot.steps) > 1}
    through = (condition.lemmas for condition in frame.requires if condition.step.role in ways)
    own = {lemma.rpartition(" ")[2] for lemma in frame.lemmas} if frame.kind is PredicateKind.NOUN else ()
    return frozenset().union(own, *through)


def words_of(frames: Iterable[Frame]) -> Iterator[str]:
    """All that frames look for: their lemmas, and those of their conditions."""
    for frame in frames:
        yield from frame.lemmas
        yield from (lemma for condition in (*frame.requires, *frame.excludes) for lemma in condition.lemmas)


def idioms_of(frames: Iterable[Frame]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Verb lemma -> what follows it in lemmas of three words or more, in the order of the alphabet."""
    words = {tuple(lemma.split()) for f in frames if f.kind is PredicateKind.VERB for lemma in f.lemmas}
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for verb, *others in sorted(w for w in words if len(w) > PARTICLE_VERB):
        found[verb] = (*found.get(verb, ()), tuple(others))
    return found


def index(frames: Iterable[Frame]) -> dict[tuple[PredicateKind, str], tuple[Frame, ...]]:
    """Frames by predicate, the most specific first, then in the order of the files."""
    found: dict[tuple[PredicateKind, str], tuple[Frame, ...]] = {}
    for frame in sorted(frames, key=lambda f: f.specificity, reverse=True):
        for lemma in frame.lemmas:
            found[frame.kind, lemma] = (*found.get((frame.kind, lemma), ()), frame)
    return found


def read_light(path: Path) -> dict[str, frozenset[str]]:
    """Verbs that lend a noun their subject, and nouns that are read for their arguments alone."""
    table = read(path)
    try:
        return {key: frozenset(table[key]) for key in ("verbs", "nouns")}
    except KeyError as error:
        raise OntologyError(f"{path}: {error} is missing") from error


def read_attribution(
    path: Path,
) -> tuple[dict[str, Reporting], frozenset[str], frozenset[str], dict[str, Implicative]]:
    """Words that report, that dismiss a report, whose saying is a deed, and that govern a clause, with what they make of it."""
    table = read(path)
    try:
        said = table["reporting"]
        reports = reporting(said)
        return reports, frozenset(said["dismissal"]), frozenset(said["acts"]), implicative(table["implicative"])
    except KeyError as error:
        raise OntologyError(f"{path}: {error} is missing") from error
    except ValueError as error:
        raise OntologyError(f"{path}: {error}; known are {', '.join(Modality)}") from error


def reporting(table: Table) -> dict[str, Reporting]:
    """Words of saying and thinking: lists by class, and by the modality they lend."""
    modal = modalities(table["modality"])
    found = {lemma: Reporting(modality=modal.get(lemma)) for lemma in (*table["claim"], *modal)}
    found |= {lemma: Reporting(factive=True, modality=modal.get(lemma)) for lemma in table["factive"]}
    return found | {lemma: Reporting(denies=True, modality=modal.get(lemma)) for lemma in table["denial"]}


def implicative(table: Table) -> dict[str, Implicative]:
    """Words that govern a clause: those that negate it, affirm it, or lend it a modality."""
    modal = modalities(table["modality"])
    found = {lemma: Implicative(modality=modality) for lemma, modality in modal.items()}
    found |= {lemma: Implicative() for lemma in table["affirms"]}
    return found | {lemma: Implicative(negates=True, modality=modal.get(lemma)) for lemma in table["negates"]}


def modalities(table: Table) -> dict[str, Modality]:
    """Lemma -> the modality under whose name it stands."""
    return {lemma: Modality(name) for name, lemmas in table.items() for lemma in lemmas}


def noun_classes(path: Path, ontology: Ontology) -> dict[str, str]:
    """Lemma -> class, from lists under the names of classes."""
    table = read(path)
    unknown = sorted(set(table) - set(ontology.classes))
    if unknown:
        raise OntologyError(f"{path}: {unknown[0]!r} is no class of the ontology")
    return {lemma: name for name, lemmas in table.items() for lemma in lemmas}
