"""Words a second from file to graph, with one and more processes and with Ray; memory as articles go by.

    python benchmarks/volume.py [--only speed|memory] [--articles 300] [--long 20000] [--workers 1 2] [--ray] [--write]

Articles are the samples' sentences, shuffled into new texts of about 200 words by a fixed seed. Each way runs `kg add` in a process of
its own, so that starting it counts, beside the bare language pipeline on the same texts in this process. Graphs are compared byte for
byte. Memory is the most that the writing process had, after each tenth of a longer run whose articles have one sentence.
"""

import argparse
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.sections import write_section
from kg import nlp
from kg.model import Article
from kg.reading import read
from kg.store import Store

SAMPLES = ROOT / "samples"
PARTS = 10


def sentences() -> list[str]:
    """Sentences of the samples."""
    texts = [item.text for item in read([SAMPLES]) if isinstance(item, Article)]
    return [s for text in texts for s in re.split(r"(?<=[.”])\s+", text) if len(s.split()) > 5]


def write_articles(path: Path, count: int, length: int) -> None:
    """Articles of some sentences each, as JSON lines."""
    pool, rng = sentences(), random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = " ".join(rng.choices(pool, k=length))
            row = {"id": number, "text": f"{text} Note {number}.", "title": f"Article {number}", "date": "2024-02-24"}
            file.write(f"{json.dumps(row)}\n")


def bare(path: Path) -> tuple[int, float]:
    """Words, and seconds of the language pipeline alone, after a warm-up."""
    texts = [item.text for item in read([path]) if isinstance(item, Article)]
    pipeline = nlp.load()
    pipeline(texts[0])
    begin = time.perf_counter()
    words = sum(not token.is_space for text in texts for token in pipeline(text))
    return words, time.perf_counter() - begin


def added(path: Path, store: Path, options: Sequence[str]) -> float:
    """Seconds of adding, its start included."""
    begin = time.perf_counter()
    call = [sys.executable, "-m", "kg", "--store", str(store), "add", str(path), "--quiet", *options]
    subprocess.run(call, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    return time.perf_counter() - begin


def fingerprint(store: Path) -> str:
    """A hash of the graph as canonical N-Quads."""
    with Store.open(store, read_only=True) as graph:
        return hashlib.sha256("".join(graph.nquads()).encode()).hexdigest()[:12]


def resident(pid: int) -> int:
    """Bytes that a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def memory(path: Path, store: Path, count: int) -> list[int]:
    """MiB of the writing process after each tenth of the articles."""
    call = [sys.executable, "-m", "kg", "--store", str(store), "add", str(path), "--json", "--workers", "1"]
    sizes = []
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        for number, _ in enumerate(running.stdout or (), 1):
            if number % (count // PARTS) == 0:
                sizes.append(resident(running.pid) >> 20)
                print(f"{number} articles: {sizes[-1]} MiB", file=sys.stderr, flush=True)
    return sizes


def speed(options: argparse.Namespace, folder: Path) -> str:
    """Words a second each way, as Markdown."""
    texts = folder / "articles.jsonl"
    write_articles(texts, options.articles, 10)
    load = os.getloadavg()[0]
    words, seconds = bare(texts)
    most = str(max(options.workers))
    ways = {f"`kg add --workers {n}`": ["--workers", str(n)] for n in options.workers}
    if options.ray:
        ways[f"`kg add --engine ray --workers {most}`"] = ["--engine", "ray", "--workers", most]
    times = {way: added(texts, folder / f"{i}.kg", given) for i, (way, given) in enumerate(ways.items())}
    graphs = {way: fingerprint(folder / f"{i}.kg") for i, way in enumerate(ways)}
    rows = [("bare language pipeline", seconds, ""), *((way, taken, graphs[way]) for way, taken in times.items())]
    return "\n".join([
        f"{options.articles} articles, {words} words, {os.cpu_count()} cores, load {load:.1f} as it began.",
        "",
        "| way | seconds | articles/s | words/s | graph |",
        "|---|---|---|---|---|",
        *(f"| {way} | {s:.1f} | {options.articles / s:.1f} | {words / s:,.0f} | {g} |" for way, s, g in rows),
    ])  # fmt: skip


def long_run(options: argparse.Namespace, folder: Path) -> str:
    """Memory as articles go by, as Markdown."""
    long = folder / "long.jsonl"
    write_articles(long, options.long, 1)
    sizes = memory(long, folder / "long.kg", options.long)
    return f"Memory of the writing process over {options.long:,} articles, MiB after each tenth: {', '.join(map(str, sizes))}."


SECTIONS = {"speed": ("volume", speed), "memory": ("volume memory", long_run)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=[*SECTIONS], help="one of both")
    parser.add_argument("--articles", type=int, default=300, help="how many, for speed")
    parser.add_argument("--long", type=int, default=20_000, help="how many, for memory")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of processes")
    parser.add_argument("--ray", action="store_true", help="also with Ray on this machine")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/scores.md")
    options = parser.parse_args()
    for part in [options.only] if options.only else SECTIONS:
        section, measure = SECTIONS[part]
        with tempfile.TemporaryDirectory() as folder:
            text = measure(options, Path(folder))
        print(text)
        if options.write:
            write_section(section, text)


if __name__ == "__main__":
    main()
