"""Gather the lemmatizer's table from the treebanks: `python -m training.lemmas --data DATA --model kg/nlp/model`.

What is gathered are facts of the language (which form is of which lemma), and only where the rules of `kg.nlp.lemmas` err.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

from kg.lexicon import Lexicon
from kg.model import PredicateKind
from kg.nlp.lemmas import KNOWN, SUFFIXES, Lemmas
from kg.ontology import Ontology
from training.corpora import Sentence, read_split

SKIPPED = {"NNP", "NNPS", "ADD", "GW", "FW", "LS", "XX", "CD", "SYM", "NFP"}

IRREGULAR = """
awake awoke awoken|beget begot begotten|beset beset beset|bid bade bidden|bind bound bound|bleed bled bled|breed bred bred|bend bent bent
cast cast cast|cling clung clung|creep crept crept|deal dealt dealt|dig dug dug|feed fed fed|flee fled fled|fling flung flung
forbid forbade forbidden|forsake forsook forsaken|freeze froze frozen|grind ground ground|hew hewed hewn|kneel knelt knelt|leap leapt leapt
learn learnt learnt|light lit lit|plead pled pled|quit quit quit|rend rent rent|rid rid rid|ring rang rung|saw sawed sawn|seek sought sought
shake shook shaken|shed shed shed|shrink shrank shrunk|sink sank sunk|slay slew slain|slide slid slid|sling slung slung|smite smote smitten
sow sowed sown|spit spat spat|split split split|spin spun spun|spread spread spread|spring sprang sprung|steal stole stolen|sting stung stung
stink stank stunk|stride strode stridden|string strung strung|strike struck struck|strive strove striven|swear swore sworn|sweep swept swept
swell swelled swollen|swim swam swum|swing swung swung|tear tore torn|throw threw thrown|thrust thrust thrust|tread trod trodden
undergo underwent undergone|wage waged waged|weave wove woven|weep wept wept|wind wound wound|wring wrung wrung|burn burnt burnt|hide hid hidden
lean leant leant|overthrow overthrew overthrown|uphold upheld upheld|withdraw withdrew withdrawn|withhold withheld withheld|veto vetoed vetoed
arise arose arisen|bear bore borne|beat beat beaten|bite bit bitten|drink drank drunk|forgive forgave forgiven|forgo forwent forgone
heave hove hove|lend lent lent|partake partook partaken|rise rose risen|shine shone shone|sing sang sung|speed sped sped|outbid outbid outbid
traffic trafficked trafficked|panic panicked panicked|mimic mimicked mimicked|frolic frolicked frolicked|picnic picnicked picnicked
dispel dispelled dispelled|hinge hinged hinged|tie tied tied|untie untied untied|vie vied vied|belie belied belied|ride rode ridden
write wrote written|stage staged staged
"""
"""Verbs (lemma, past, participle) that the treebanks may lack or misspell."""


def gather(sentences: list[Sentence]) -> dict[str, object]:
    """Irregular forms by XPOS, and the lemmas of verbs, nouns and adjectives."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, xpos, lemma in zip(sentence.words, sentence.xpos or [], sentence.lemmas or [], strict=True):
            if xpos not in SKIPPED and lemma != "_":
                counts[xpos, word.lower().replace("’", "'")][lemma] += 1
    known = {name: known_lemmas(counts, initial) for initial, name in sorted(KNOWN.items(), reverse=True)}
    for kind, lemmas in lexicon_lemmas():
        known[kind] |= lemmas
    rules = Lemmas({}, {k: frozenset(v) for k, v in known.items()})
    forms: dict[str, dict[str, str]] = defaultdict(dict)
    for (xpos, form), found in sorted(counts.items()):
        lemma, times = found.most_common(1)[0]
        regular = rules.regular(form, xpos)
        # A single sighting is mostly a mistake, of an uninflected word or where the rules lead to a known lemma
        trusted = times > 1 or (xpos in SUFFIXES and regular not in known.get(KNOWN.get(xpos[0], ""), ()))
        if regular != lemma and trusted:
            forms[xpos][form] = lemma
    for lemma, past, participle in (
        entry.split() for line in IRREGULAR.split("\n") for entry in line.split("|") if entry
    ):
        forms["VBD"][past] = forms["VBN"][participle] = lemma
        known["verbs"].add(lemma)
    return {"forms": forms} | {k: sorted(v) for k, v in known.items()}


def lexicon_lemmas() -> list[tuple[str, set[str]]]:
    """Verbs, nouns and adjectives that the lexicon's frames name; plurals among them are forms, not lemmas."""
    frames = Lexicon.load(Ontology.load()).frames
    named = {kind: {w for f in frames if f.kind is kind for w in f.lemmas if w.isalpha()} for kind in PredicateKind}
    nouns = {w for w in named[PredicateKind.NOUN] if not w.endswith("s") or w.endswith("ss")}
    return [("verbs", named[PredicateKind.VERB]), ("nouns", nouns), ("adjectives", named[PredicateKind.ADJECTIVE])]


def known_lemmas(counts: dict[tuple[str, str], Counter[str]], initial: str) -> set[str]:
    """Lemmas of a class of words, seen twice or in their own form."""
    seen: Counter[str] = Counter()
    for (xpos, form), lemmas in counts.items():
        if (xpos[0] == initial and xpos not in ("JJ", "RB", "RP")) or (xpos, initial) in (("JJ", "J"), ("RB", "R")):
            seen += Counter({k: v + (k == form) for k, v in lemmas.items()})
    return {lemma for lemma, times in seen.items() if times > 1 and lemma.isalpha() and lemma.islower()}


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    sentences = [s for _, d in read_split(options.data, "train") for s in d]
    options.model.mkdir(parents=True, exist_ok=True)
    text = json.dumps(gather(sentences), ensure_ascii=False, indent=0, sort_keys=True)
    (options.model / "lemmas.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
