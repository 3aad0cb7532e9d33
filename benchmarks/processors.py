"""How many words have another analysis on another processor: this one beside an emulated one without VNNI instructions.

    python benchmarks/processors.py [--articles FOLDER] [--cpu Haswell] [--write]

Needs `qemu-x86_64` (on Debian: apt install qemu-user). Integer products are exact everywhere (training/narrow.py); what is left comes
from sums of floats, whose order depends on the width of the processor's registers.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.sections import write_section
from kg import nlp
from kg.model import Article
from kg.reading import read

ANALYSES = "--analyses"
"""Said to the process that runs on the other processor."""


def analyses(folder: str) -> list[list[str]]:
    """Tag, label, head, name and sentence of every word of the articles of a folder."""
    pipeline = nlp.load()
    docs = [pipeline(item.text) for item in read([folder]) if isinstance(item, Article)]
    return [[t.tag_, t.dep_, str(t.head.i), t.ent_type_, str(t.is_sent_start)] for doc in docs for t in doc]


def elsewhere(folder: str, cpu: str) -> list[list[str]]:
    """The same on an emulated processor."""
    call = ["qemu-x86_64", "-cpu", cpu, sys.executable, __file__, ANALYSES, "--articles", folder]
    done = subprocess.run(call, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    found: list[list[str]] = json.loads(done.stdout)
    return found


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", default=str(ROOT / "samples"))
    parser.add_argument("--cpu", default="Haswell", help="a processor that qemu knows")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/scores.md")
    parser.add_argument(ANALYSES, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    if options.analyses:
        print(json.dumps(analyses(options.articles)))
        return
    if shutil.which("qemu-x86_64") is None:
        sys.exit("processors: not measured; that takes qemu-x86_64 (on Debian: apt install qemu-user)")
    here, there = analyses(options.articles), elsewhere(options.articles, options.cpu)
    differ = sum(a != b for a, b in zip(here, there, strict=True))
    text = (
        f"{differ} of {len(here):,} words have another tag, head, label, name or sentence on an emulated {options.cpu}."
    )
    print(text)
    if options.write:
        write_section("processors", text)


if __name__ == "__main__":
    main()
