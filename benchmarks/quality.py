"""Quality of what is read, beside other tools on the same sentences: prints a report, or writes docs/scores.md.

    python benchmarks/quality.py --data FOLDER [--only statements|benchie|carb|plover|own_seen|own_blind] [--json] [--out FOLDER] [--write]

FOLDER holds `benchie/benchie_gold_dev.txt` (github.com/gkiril/benchie, the sentences that also stand in CaRB's development
part), `carb/gold_dev.tsv` (github.com/dair-iitd/CaRB, `data/gold/dev.tsv`) and `plover_gsr/plover_gsr_cameo.jsonl`
(github.com/openeventdata/PLOVER, gold standard records), itself or in a folder `dev`; two folders up stands `articles/` with
an article and its gold table. None of them is part of this project; the sentences of `own_seen` and `own_blind` are.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import benchie, carb, plover, statements
from benchmarks.sections import read_section, write_section
from kg.pipeline import Tools

TOLERANCE = 0.01
"""How far a figure may fall below the one in docs/scores.md before `--check` fails."""

Figures = dict[str, float]


def score_benchie(tools: Tools, gold: Path, out: Path | None) -> Figures:
    """BenchIE's measure; with `out` also the predictions: sentence id, first argument, relation, second argument."""
    predictions = benchie.predict(tools.nlp, gold)
    save(out, "benchie.tsv", ((name, *triple) for name, triple in predictions))
    return benchie.score(predictions, gold)


def score_carb(tools: Tools, gold: Path, out: Path | None) -> Figures:
    """CaRB's measure; with `out` also the predictions: sentence, confidence, relation, both arguments."""
    predictions = carb.predict(tools.nlp, gold)
    save(out, "carb.tsv", ((p.sentence, str(p.confidence), p.relation, p.arg1, p.arg2) for p in predictions))
    return carb.score(predictions, gold)


def score_plover(tools: Tools, gold: Path, out: Path | None) -> Figures:
    """PLOVER's measures; with `out` also the precision of each frame: statements that join a pair, right ones, estimate."""
    frames: plover.Frames = {}
    figures = plover.score(tools, gold, frames)
    save(out, "frames.tsv", (tuple(map(str, row)) for row in plover.precisions(frames)))
    return figures


def score_own(tools: Tools, gold: Path, _: Path | None) -> Figures:
    """The same measures of our own sentences; of the blind ones nothing more may be seen."""
    return plover.score(tools, gold, {})


def save(out: Path | None, name: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Write rows divided by tabs into a folder, if there is one."""
    if out is not None:
        (out / name).write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


MEASURES: dict[str, tuple[str, Callable[[Tools, Path, Path | None], Figures]]] = {
    "statements": (statements.FILE, lambda tools, gold, _: statements.score(tools, gold)),
    "benchie": (benchie.FILE, score_benchie),
    "carb": (carb.FILE, score_carb),
    "plover": (plover.FILE, score_plover),
    "own_seen": (str(ROOT / "benchmarks/sentences/seen.jsonl"), score_own),
    "own_blind": (str(ROOT / "benchmarks/sentences/blind.jsonl"), score_own),
}
"""Name -> the file it needs, as a pattern under --data or in the checkout, and how to score it."""

PEERS: dict[tuple[str, str], str] = {
    ("benchie", "f1"): ", ".join(f"{name} {f1:.3f}" for name, f1 in benchie.PEERS.items()),
    ("carb", "f1"): "test part: " + ", ".join(f"{name} {f1:.3f}" for name, f1 in carb.PEERS.items()),
    **{("plover", figure): text for figure, text in plover.PEERS.items()},
}


def measure(names: list[str], data: Path, out: Path | None) -> Iterator[tuple[str, Figures]]:
    """Scores of the benchmarks whose data are there; the others are named on stderr."""
    tools, folder = Tools.load(), data / "dev" if (data / "dev").is_dir() else data
    for name in names:
        pattern, scorer = MEASURES[name]
        gold = next(iter(sorted((folder / pattern).parent.glob(Path(pattern).name))), None)
        if gold is None:
            print(f"{name}: skipped, there is no {folder / pattern}; --help says where it comes from", file=sys.stderr)
        else:
            yield name, scorer(tools, gold, out)


def table(results: dict[str, Figures]) -> str:
    """The figures as a Markdown table."""
    rows = [
        f"| {name} | {figure} | {value:.3f} | {PEERS.get((name, figure), '')} |"
        for name, figures in results.items()
        for figure, value in figures.items()
    ]
    return "\n".join(["| benchmark | figure | kg | others, same part |", "|---|---|---|---|", *rows])


def commit() -> str:
    """The checkout's commit."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def write(results: dict[str, Figures]) -> None:
    """Put the table into docs/scores.md, between its marks."""
    stamp = f"Measured on {date.today().isoformat()} at {commit()}.\n\n"  # noqa: DTZ011  (the reader's own day)
    write_section("quality", f"{stamp}{table(results)}")


def recorded() -> dict[tuple[str, str], float]:
    """The figures in docs/scores.md."""
    lines = read_section("quality").splitlines()
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {(c[0], c[1]): float(c[2]) for c in cells[1:]}


def fallen(results: dict[str, Figures]) -> list[str]:
    """Figures that fell; more statements a sentence is no better and no worse."""
    known = recorded()
    return [
        f"{name} {figure}: {value:.3f}, docs/scores.md has {known[name, figure]:.3f}"
        for name, figures in results.items()
        for figure, value in figures.items()
        if figure != "statements_per_sentence" and value < known.get((name, figure), 0.0) - TOLERANCE
    ]


def main() -> None:
    """Measure, then print, write or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(), help="folder of the benchmarks' data")
    parser.add_argument("--only", choices=list(MEASURES))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, help="folder for the predictions")
    parser.add_argument("--write", action="store_true", help="write the table into docs/scores.md")
    parser.add_argument("--check", action="store_true", help="fail where a figure fell below docs/scores.md")
    options = parser.parse_args()
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
    results = dict(measure([options.only] if options.only else list(MEASURES), options.data, options.out))
    print(json.dumps(results, indent=1) if options.json else table(results))
    if options.write:
        write(results)
    if options.check and (lost := fallen(results)):
        sys.exit("\n".join(lost))


if __name__ == "__main__":
    main()
