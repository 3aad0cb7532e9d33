"""Integer weights that every processor multiplies alike.

Without VNNI instructions a product of 8-bit integers adds pairs of neighbours in 16 bits and cuts off what is larger, so the
same sentence had other tags and trees on another processor. Weights of 7 bits avoid it, as onnxruntime advises (`reduce_range`);
scaling a channel down until no pair of its own can overflow does too, and costs a fifth of the steps instead of half.
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

__all__ = ["WIDEST", "integer_weights", "narrow", "narrowed", "widest"]

WIDEST = 128
"""What two neighbouring weights may sum up to: 255, the largest input, times as much still fits 16 bits."""


def integer_weights(model: onnx.ModelProto) -> dict[str, NDArray[Any]]:
    """The weights (inputs, channels) of a model's integer products, by name."""
    parts = {part.name: part for part in model.graph.initializer}
    used = [node.input[1] for node in model.graph.node if node.op_type == "MatMulInteger"]
    return {name: numpy_helper.to_array(parts[name]) for name in used if name in parts}


def narrow(model: onnx.ModelProto) -> None:
    """Scale down the weights of integer products, channel by channel, until none can overflow."""
    parts = {part.name: part for part in model.graph.initializer}
    for name, weights in integer_weights(model).items():
        fitting, factors = narrowed(weights)
        parts[name].CopyFrom(numpy_helper.from_array(fitting, name))
        scales = parts[name.removesuffix("_quantized") + "_scale"]
        wider = (numpy_helper.to_array(scales) / factors).astype(np.float32)
        scales.CopyFrom(numpy_helper.from_array(wider, scales.name))


def narrowed(weights: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Weights (inputs, channels) that cannot overflow, and by what factor each channel was scaled down."""
    factors = np.ones(weights.shape[1])
    while True:
        rounded = np.rint(weights * factors)
        sums = widest(rounded)
        if not (wide := sums > WIDEST).any():
            return rounded.astype(np.int8), factors
        factors[wide] *= np.minimum(WIDEST / sums[wide], 0.999)


def widest(weights: NDArray[Any]) -> NDArray[np.float64]:
    """The largest sum of two neighbouring weights of one sign, for each channel; those of two signs cannot overflow."""
    even = np.pad(weights.astype(np.float64), ((0, len(weights) % 2), (0, 0)))
    first, second = even[0::2], even[1::2]
    return np.asarray(np.where(first * second > 0, np.abs(first + second), 0).max(0))
