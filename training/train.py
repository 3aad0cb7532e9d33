"""Train the network on all corpora at once: `python -m training.train --data DATA --out OUT`."""

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from kg.nlp.subwords import SHAPES, Subwords, word_shape
from training.corpora import NAME_TYPES, Document, Sentence, read_names, read_split, windows
from training.network import INPUTS, TAG_TASKS, Network, minilm
from training.retokenise import split_hyphens

IGNORE = -100
MASK = 103
"""The piece `[MASK]` of BERT's vocabulary."""
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
TRIED_SENTENCES = 20
"""Sentences of a document where `--limit` asks for a trial alone."""
RATES = 2.5e-4, 1.5e-3
"""Learning rates of the encoder and of the new layers."""

MAX_WINDOW = 250
"""Longer windows (in pieces) are left out of training: one such sentence in five hundred."""
TWICE = ("news", "interview", "bio", "speech")
"""GUM's genres that are closest to news articles count twice."""
WEIGHTS = {"upos": 0.5, "xpos": 0.5, "names": 1.5, "wiki_names": 1.0, "starts": 1.0}
MASKED = 0.06
"""Share of the pieces hidden from the encoder in training, so that it leans on the context (UDify, Kondratyuk & Straka 2019)."""

Row = dict[str, np.ndarray]


def label_sets(documents: list[Document]) -> dict[str, list[str]]:
    """The classes of every task."""
    sentences = [s for d in documents for s in d]
    names = ["O"] + [f"{p}-{t}" for t in NAME_TYPES for p in "BI"]
    found = {
        task: sorted({x for s in sentences for x in getattr(s, task) or ()}) for task in ("upos", "xpos", "labels")
    }
    return found | {"names": names, "wiki_names": names, "starts": ["inside", "start"]}


def changed_case(shapes: np.ndarray, rng: random.Random) -> np.ndarray:
    """Now and then a window in capitals, without any, or in a headline's case: the encoder sees case in shapes alone."""
    letters = np.isin(shapes, [SHAPES.index(s) for s in ("upper", "capital letter", "title", "lower", "mixed")])
    chance = rng.random()
    for shape, share in (("upper", 0.03), ("lower", 0.03), ("title", 0.03)):
        if chance < share:
            return np.where(letters, SHAPES.index(shape), shapes)
        chance -= share
    return shapes


def encode(window: list[Sentence], subwords: Subwords, index: dict[str, dict[str, int]]) -> Row:
    """A window as arrays: `ids` and `shapes` a piece, everything else a word; heads count within the window."""
    ids, shapes, first = [subwords.vocabulary["[CLS]"]], [0], []
    for word in (w for s in window for w in s.words):
        first.append(len(ids))
        pieces = subwords(word)
        ids += pieces
        shapes += [word_shape(word)] * len(pieces)
    row = {
        "ids": np.array([*ids, subwords.vocabulary["[SEP]"]]),
        "shapes": np.array([*shapes, 0]),
        "first": np.array(first),
    }
    gold: dict[str, list[int]] = {k: [] for k in (*TAG_TASKS, "heads", "labels", "sentence")}
    for number, sentence in enumerate(window):
        size, offset = len(sentence.words), len(gold["heads"])
        missing = [IGNORE] * size
        for task in ("upos", "xpos", "labels"):
            values = getattr(sentence, task)
            gold[task] += missing if values is None else [index[task].get(v, IGNORE) for v in values]
        for scheme, task in enumerate(("names", "wiki_names")):
            known = sentence.names is not None and sentence.scheme == scheme
            gold[task] += [index[task][v] for v in sentence.names or ()] if known else missing
        gold["heads"] += missing if sentence.heads is None else [h + offset if h else 0 for h in sentence.heads]
        # wikigold's and crossner's sentences are ours to join, not their text's to divide
        gold["starts"] += [1] + [0] * (size - 1) if sentence.heads else missing
        gold["sentence"] += [number] * size
    return row | {k: np.array(v) for k, v in gold.items()}


def batches(rows: list[Row], size: int, rng: random.Random) -> list[list[Row]]:
    """Rows of like length together, at most `size` padded pieces a batch, in random order."""
    out: list[list[Row]] = []
    current: list[Row] = []
    for row in sorted(rows, key=lambda r: len(r["ids"]) + 4 * rng.random()):
        if current and (len(current) + 1) * len(row["ids"]) > size:
            out.append(current)
            current = []
        current.append(row)
    out += [current] if current else []
    rng.shuffle(out)
    return out


def tensors(batch: list[Row]) -> dict[str, Tensor]:
    """Pad a batch."""
    pieces, words = max(len(r["ids"]) for r in batch), max(len(r["first"]) for r in batch)
    out = {k: torch.zeros(len(batch), pieces, dtype=torch.long) for k in ("ids", "shapes", "mask")}
    out |= {k: torch.zeros(len(batch), words, dtype=torch.long) for k in ("first", "words")}
    out |= {k: torch.full((len(batch), words), IGNORE) for k in (*TAG_TASKS, "heads", "labels", "sentence")}
    for i, row in enumerate(batch):
        for key, values in row.items():
            out[key][i, : len(values)] = torch.from_numpy(values)
        out["mask"][i, : len(row["ids"])] = 1
        out["words"][i, : len(row["first"])] = 1
    return {k: v.to(DEVICE) for k, v in out.items()}


def same_sentence(sentence: Tensor) -> Tensor:
    """(windows, words, 1 + words): which heads a word may have, the root among them."""
    block = (sentence[:, :, None] == sentence[:, None, :]) & (sentence >= 0)[:, None, :]
    return torch.cat([torch.ones_like(block[..., :1]), block], -1)


def masked(ids: Tensor, mask: Tensor) -> Tensor:
    """The pieces with some hidden behind `[MASK]`."""
    hidden = (torch.rand_like(mask, dtype=torch.float32) < MASKED) & (mask > 0)
    return ids.masked_fill(hidden, MASK)


def half_precision() -> torch.autocast:
    """The forward pass in bfloat16 where the machine has instructions for it: two to three times the speed."""
    able = DEVICE == "cuda" or torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001  torch has no public question for it
    return torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=able)


def loss_of(scores: Tensor, gold: Tensor) -> Tensor:
    """Cross entropy where there is a gold label."""
    return F.cross_entropy(scores.flatten(0, 1).float(), gold.flatten(), ignore_index=IGNORE)


def total_loss(net: Network, x: dict[str, Tensor]) -> Tensor:
    """Weighted sum of the losses of the tasks that this batch has gold labels for."""
    *tags, arcs, label_head, label_dep = net(**{k: x[k] for k in INPUTS})
    loss = torch.zeros((), device=DEVICE)
    for task, scores in zip(TAG_TASKS, tags, strict=True):
        if (x[task] >= 0).any():
            loss = loss + WEIGHTS[task] * loss_of(scores, x[task])
    if (x["heads"] >= 0).any():
        arcs = arcs.masked_fill(~same_sentence(x["sentence"]), -1e4)
        labels = net.label_scores(label_head, label_dep, x["heads"].clamp(min=0))
        loss = loss + loss_of(arcs, x["heads"]) + loss_of(labels, x["labels"])
    return loss


@torch.inference_mode()
def accuracy(net: Network, rows: list[Row]) -> dict[str, float]:
    """Share of words right in every task, by greedy choice within gold sentences: a quick look between epochs."""
    net.eval()
    right = dict.fromkeys((*TAG_TASKS, "uas", "las"), 0)
    known = dict(right)
    for batch in batches(rows, 2200, random.Random(0)):
        x = tensors(batch)
        *tags, arcs, label_head, label_dep = net(**{k: x[k] for k in INPUTS})
        for task, scores in zip(TAG_TASKS, tags, strict=True):
            there = x[task] >= 0
            right[task] += int(((scores.argmax(-1) == x[task]) & there).sum())
            known[task] += int(there.sum())
        heads = arcs.masked_fill(~same_sentence(x["sentence"]), -1e4).argmax(-1)
        labels = net.label_scores(label_head, label_dep, heads).argmax(-1)
        there = (x["heads"] >= 0) & (x["upos"] != net.punct)
        right["uas"] += int(((heads == x["heads"]) & there).sum())
        right["las"] += int(((heads == x["heads"]) & (labels == x["labels"]) & there).sum())
        known["uas"] += int(there.sum())
    known["las"] = known["uas"]
    net.train()
    return {k: round(100 * v / max(1, known[k]), 2) for k, v in right.items()}


def epochs_of(documents: list[Document], encoder: tuple[Subwords, dict[str, dict[str, int]]], epochs: int, size: int,
              rng: random.Random) -> Iterator[list[list[Row]]]:  # fmt: skip
    """Yield each epoch's batches, its windows drawn anew."""
    for _ in range(epochs):
        rows = [encode(w, *encoder) for w in windows(documents, rng)]
        rows = [r | {"shapes": changed_case(r["shapes"], rng)} for r in rows if len(r["ids"]) <= MAX_WINDOW]
        yield batches(rows, size, rng)


def options_of() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder laid out as training/README.md says")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--limit", type=int, help="only so many documents, to try it out")
    parser.add_argument("--batch", type=int, default=2200, help="padded pieces a batch")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", type=Path, help="weights (net.pt) to go on from: a second cycle of the rate")
    parser.add_argument("--rate", type=float, default=1.0, help="factor on the learning rates, below 1 with --resume")
    return parser.parse_args()


def training_documents(data: Path, limit: int | None) -> list[Document]:
    """What is learnt from: trees, some genres twice, and names."""
    trees = read_split(data, "train")
    documents = [d for genre, d in trees for _ in range(2 if genre in TWICE else 1)][:limit]
    documents += read_names(data)[:limit]
    most = TRIED_SENTENCES if limit else None
    return [[split_hyphens(s) for s in document[:most]] for document in documents]


def labels_for(documents: list[Document], resume: Path | None) -> dict[str, list[str]]:
    """The classes of every task; those of an earlier run must stay in their places."""
    if resume:
        labels: dict[str, list[str]] = json.loads((resume.parent / "labels.json").read_text(encoding="utf-8"))
        return labels
    return label_sets(documents)


def network(labels: dict[str, list[str]], resume: Path | None) -> Network:
    """A network to train, on the GPU where there is one."""
    net = Network(labels)
    if resume:
        net.load_state_dict(torch.load(resume, map_location="cpu"))
    net.punct = labels["upos"].index("PUNCT")
    return net.to(DEVICE)


def optimizer_of(net: Network) -> torch.optim.Optimizer:
    """AdamW, the new layers at a higher rate than the encoder."""
    groups = [
        {"params": [p for n, p in net.named_parameters() if n.startswith("bert") is body], "lr": rate}
        for body, rate in zip((True, False), RATES, strict=True)
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def train(net: Network, epochs: Iterator[list[list[Row]]], options: argparse.Namespace, held_out: list[Row]) -> None:
    """Train with a linear warm-up and decay; write the weights and print a first look after each epoch."""
    optimizer = optimizer_of(net)
    total = warm = step = 0
    began = time.monotonic()
    for epoch, epoch_batches in enumerate(epochs):
        if not epoch:
            total, warm = int(options.epochs * len(epoch_batches) * 1.01), min(200, len(epoch_batches))
        for batch in epoch_batches:
            rate = options.rate * min((step + 1) / warm, max(0.0, (total - step) / max(1, total - warm)))
            for group, base in zip(optimizer.param_groups, RATES, strict=True):
                group["lr"] = base * rate
            inputs = tensors(batch)
            with half_precision():
                loss = total_loss(net, inputs | {"ids": masked(inputs["ids"], inputs["mask"])})
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step % 50 == 0:
                print(f"step {step}/{total} loss {loss.item():.3f} {time.monotonic() - began:.0f} s", flush=True)
        torch.save(net.state_dict(), options.out / "net.pt")
        print(f"epoch {epoch}: {accuracy(net, held_out)} {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    """Read the command line and train."""
    options = options_of()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    documents = training_documents(options.data, options.limit)
    labels = labels_for(documents, options.resume)
    (options.out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")
    index = {task: {x: i for i, x in enumerate(values)} for task, values in labels.items()}
    encoder = Subwords.read((minilm() / "vocab.txt").read_text(encoding="utf-8")), index
    held_out = [d[: TRIED_SENTENCES if options.limit else None] for _, d in read_split(options.data, "dev")][
        : options.limit
    ]
    held_rows = [encode(w, *encoder) for w in windows(held_out, random.Random(0))]
    held_rows = [r for r in held_rows if len(r["ids"]) <= 2 * MAX_WINDOW]
    batches_by_epoch = epochs_of(documents, encoder, options.epochs, options.batch, rng)
    train(network(labels, options.resume), batches_by_epoch, options, held_rows)


if __name__ == "__main__":
    main()
