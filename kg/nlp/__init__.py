"""The language pipeline: text -> spaCy Doc with tags, lemmas, trees of Universal Dependencies, and names."""

import hashlib
import json

import spacy
from spacy.language import Language

from kg.errors import ResourceError
from kg.nlp import component, lemmas, ud  # noqa: F401  (they register their factories)
from kg.nlp.tokens import tune

__all__ = ["identity", "load"]

MAX_LENGTH = 100_000_000
"""Characters of a text: the encoder reads windows, so memory grows with the text alone and not with a model's state."""


def load(name: str | None = None) -> Language:
    """Load the packaged pipeline, or another spaCy pipeline by its name or path.

    Raises:
        ResourceError: if a file of the packaged model is missing, or no pipeline has that name.
    """
    if name is not None:
        return load_other(name)
    nlp = spacy.blank("en")
    tune(nlp)
    nlp.max_length = MAX_LENGTH
    nlp.add_pipe("kg_encoder")
    nlp.add_pipe("kg_lemmas")
    nlp.meta.update(packaged())
    return nlp


def packaged() -> dict[str, str]:
    """Name and version of the packaged model, with a hash of its files."""
    known = json.loads((component.PACKAGED / "meta.json").read_text(encoding="utf-8"))
    made_of = hashlib.blake2b(digest_size=8)
    for path in sorted(component.PACKAGED.glob("*.*")):
        made_of.update(path.read_bytes())
    return {"name": known["name"], "version": f"{known['version']}+{made_of.hexdigest()}"}


def identity(nlp: Language) -> str:
    """Name and version of a pipeline."""
    return f"{nlp.meta['name']} {nlp.meta['version']}"


def load_other(name: str) -> Language:
    """Another spaCy pipeline, its trees turned into Universal Dependencies where they are of another scheme."""
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ResourceError(
            f"{name}: no spaCy pipeline of that name or path; leave it out for the packaged one"
        ) from error
    nlp.add_pipe("kg_universal")
    return nlp
