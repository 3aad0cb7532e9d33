"""Export the trained network to what `kg.nlp` loads: `python -m training.export --run OUT --model kg/nlp/model`."""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.meta import update_meta
from training.narrow import narrow
from training.network import INPUTS, OUTPUTS, Network, minilm

OPSET = 17


def load_network(run: Path) -> Network:
    """The network that a training run has written."""
    net = Network(json.loads((run / "labels.json").read_text(encoding="utf-8")))
    net.load_state_dict(torch.load(run / "net.pt", map_location="cpu"))
    return net.eval()


def dummy() -> tuple[torch.Tensor, ...]:
    """Inputs of two windows of five pieces and three words; the exported graph takes any size."""
    pieces, words = torch.ones(2, 5, dtype=torch.long), torch.ones(2, 3, dtype=torch.long)
    first = torch.tensor([[1, 2, 3], [1, 2, 3]])
    return pieces, pieces, pieces, first, words


def export(net: Network, path: Path) -> None:
    """Write the ONNX graph with weights as 8-bit integers, a scale for each channel, alike on every processor."""
    plain = path.with_name("encoder.onnx")
    axes = {k: {0: "windows", 1: "pieces"} for k in INPUTS[:3]} | {
        k: {0: "windows", 1: "words"} for k in (*INPUTS[3:], *OUTPUTS)
    }
    axes["label_head"][1] = axes["arcs"][2] = "heads"
    torch.onnx.export(
        net, dummy(), str(plain), input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes,
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True)
    model = onnx.load(path)
    narrow(model)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder that training wrote: net.pt and labels.json")
    parser.add_argument("--model", type=Path, required=True, help="folder of the model that kg.nlp loads")
    options = parser.parse_args()
    options.model.mkdir(parents=True, exist_ok=True)
    net = load_network(options.run)
    export(net, options.run / "encoder.int8.onnx")
    shutil.copy(options.run / "encoder.int8.onnx", options.model)
    update_meta(options.model, labels=json.loads((options.run / "labels.json").read_text(encoding="utf-8")))
    shutil.copy(minilm() / "vocab.txt", options.model)
    weights = net.label.detach().numpy().astype(np.float32)
    np.savez(options.model / "labels.npz", label=weights)


if __name__ == "__main__":
    main()
