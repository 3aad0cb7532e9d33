"""Words a second on one core: the bare language pipeline, the whole way to statements, and `kg add`.

    python benchmarks/speed.py [--articles FOLDER] [--repeat 5] [--write]

A word is a token that is not white space. Each stage runs over all articles, stage after stage in one run; its time is
the best of several runs, since whatever else the machine does only ever slows a run down.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy and onnxruntime read it

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.sections import write_section
from kg import entities, mapping
from kg.extract import propositions
from kg.extract.tree import Tree
from kg.model import Article, Extraction
from kg.pipeline import Tools
from kg.reading import ReadFailure, ReadOptions, read, story_spans
from kg.store import Store, default_rules

SAMPLES = ROOT / "samples"
LANGUAGE, STORE = "language pipeline", "store"


class Laps:
    """Seconds a stage: each lap ends where the next begins."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.start = perf_counter()

    def __call__(self, stage: str) -> None:
        """End a stage."""
        now = perf_counter()
        self.seconds[stage], self.start = now - self.start, now


def measure(articles: list[Article], tools: Tools, folder: Path) -> tuple[int, dict[str, float]]:
    """Words, and seconds a stage, of one run over all articles into a new store."""
    rules = default_rules()
    lap = Laps()
    docs = [tools.nlp(a.text) for a in articles]
    lap(LANGUAGE)
    pairs = [(a, Tree.of(d)) for a, d in zip(articles, docs, strict=True)]
    said = [propositions(t, a, tools.lexicon, story=story_spans(a.text)) for a, t in pairs]
    lap("propositions")
    mentions = [entities.resolve(t, a, tools.gazetteer, tools.lexicon) for a, t in pairs]
    lap("entities")
    mapped = [
        mapping.map_propositions(a, p, m, tools.ontology, tools.lexicon)
        for a, p, m in zip(articles, said, mentions, strict=True)
    ]
    lap("mapping")
    with Store.open(folder, rules=rules) as store:
        for article, found, (evidences, rejected) in zip(articles, mentions, mapped, strict=True):
            store.add(Extraction(article, found, evidences, rejected))
    lap(STORE)
    return sum(not t.is_space for d in docs for t in d), lap.seconds


def best(articles: list[Article], tools: Tools, repeat: int) -> tuple[int, dict[str, float]]:
    """Words, and the least seconds of each stage."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [measure(articles, tools, Path(folder) / f"{i}.kg") for i in range(repeat + 1)]
    words, _ = runs[0]  # the first run warms up
    return words, {stage: min(seconds[stage] for _, seconds in runs[1:]) for stage in runs[0][1]}


def report(words: int, seconds: dict[str, float]) -> str:
    """Words a second, the ratios and the share of each stage, as Markdown."""
    bare = seconds[LANGUAGE]
    extraction, adding = sum(s for stage, s in seconds.items() if stage != STORE), sum(seconds.values())
    ways = {"bare language pipeline": bare, "to statements": extraction, "`kg add`": adding}
    return "\n".join(
        [
            f"{words} words in all, one core.",
            "",
            "| way | words/s | time, in times of the language pipeline |",
            "|---|---|---|",
            *(f"| {name} | {words / time:,.0f} | {time / bare:.2f} |" for name, time in ways.items()),
            "",
            "| stage | ms | share |",
            "|---|---|---|",
            *(f"| {stage} | {time * 1000:,.0f} | {time / adding:.1%} |" for stage, time in seconds.items()),
        ]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=SAMPLES, help="folder of articles; by default the samples")
    parser.add_argument("--repeat", type=int, default=5, help="runs to choose the best from")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/scores.md")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    items = list(read([options.articles], ReadOptions()))
    articles = [item for item in items if not isinstance(item, ReadFailure)]
    text = report(*best(articles, Tools.load(), options.repeat))
    print(text)
    if options.write:
        write_section("speed", text)


if __name__ == "__main__":
    main()
