"""The acoustic network: a time-delay neural network, after those of Kaldi's chain models.

Each layer sees a few places of the layer below, further apart the higher it lies; the first one
also leaves out two of three frames. It is written for JAX, whose package from the registry is the
small one for processors, with nothing for graphics cards in it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from speech_model.features import COEFFICIENTS
from speech_model.phones import OUTPUTS


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer's input: `taps` places, `dilation` apart, one output for every `stride` places."""

    taps: int
    stride: int = 1
    dilation: int = 1

    @property
    def reach(self) -> int:
        """Places of the layer below on each side of the middle."""
        return self.taps // 2 * self.dilation


LAYERS = (
    Layer(7, stride=3),
    Layer(3),
    Layer(3),
    Layer(3, dilation=2),
    Layer(3, dilation=2),
    Layer(3),
)

STRIDE = 3
"""Frames from one answer to the next; all of it in the first layer."""

CONTEXT = LAYERS[0].reach + STRIDE * sum(layer.reach for layer in LAYERS[1:])
"""Frames seen on each side of the frame that is judged: a quarter of a second."""

EPSILON = 1e-5
"""Keeps the normalization from dividing by nothing."""

MOMENTUM = 0.01
"""The share of each batch's statistics in those that are kept."""

Parameters = list[dict[str, Array]]
Statistics = list[dict[str, Array]]


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network, as plain arrays.

    Attributes:
        mean: Of each coefficient.
        deviation: The standard deviation of each coefficient.
        weights: For each layer and the output: (inputs, outputs); a layer's inputs are the places
            it sees, one after the other.
        biases: For each of them: (outputs,).
        norm_means: Of each layer's outputs, after the rectifier.
        norm_variances: Likewise.
        priors: How often each output is right, in the training speech.
    """

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    weights: list[NDArray[np.float32]]
    biases: list[NDArray[np.float32]]
    norm_means: list[NDArray[np.float32]]
    norm_variances: list[NDArray[np.float32]]
    priors: NDArray[np.float64]

    def save(self, path: Path) -> None:
        """Write it to a .npz file."""
        arrays: dict[str, Any] = {
            "mean": self.mean,
            "deviation": self.deviation,
            "priors": self.priors,
        }
        for name in ("weights", "biases", "norm_means", "norm_variances"):
            arrays |= {f"{name}-{n}": array for n, array in enumerate(getattr(self, name))}
        np.savez(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> "Network":
        """Read what `save` wrote."""
        with np.load(path) as file:
            several = {
                name: [file[f"{name}-{n}"] for n in range(sum(k.startswith(name) for k in file))]
                for name in ("weights", "biases", "norm_means", "norm_variances")
            }
            return cls(file["mean"], file["deviation"], priors=file["priors"], **several)


def initial(width: int, seed: int) -> tuple[Parameters, Statistics]:
    """Weights to start from, and the statistics of normalization, for layers `width` wide."""
    chance = np.random.default_rng(seed)
    parameters: Parameters = []
    inputs = COEFFICIENTS
    for taps in (*(layer.taps for layer in LAYERS), 1):
        outputs = width if len(parameters) < len(LAYERS) else OUTPUTS
        fan_in = taps * inputs
        weights = chance.standard_normal((fan_in, outputs)) * np.sqrt(2 / fan_in)
        bias = jnp.zeros(outputs, jnp.float32)
        parameters.append({"weights": jnp.asarray(weights, jnp.float32), "bias": bias})
        inputs = outputs
    statistics = [{"mean": jnp.zeros(width), "variance": jnp.ones(width)} for _ in LAYERS]
    return parameters, statistics


def spliced(inputs: Array, layer: Layer) -> Array:
    """The places each answer of a layer sees, side by side: (batch, answers, taps x inputs)."""
    answers = (inputs.shape[1] - (layer.taps - 1) * layer.dilation - 1) // layer.stride + 1
    length = (answers - 1) * layer.stride + 1
    starts = [tap * layer.dilation for tap in range(layer.taps)]
    return jnp.concatenate([inputs[:, s : s + length : layer.stride] for s in starts], axis=-1)


def forward(
    parameters: Parameters, statistics: Statistics, inputs: Array, *, learning: bool
) -> tuple[Array, Statistics]:
    """The logarithm of each output's probability, (batch, answers, outputs); and the statistics.

    Args:
        parameters: Of each layer and of the output.
        statistics: Of each layer's outputs.
        inputs: (batch, frames, coefficients), with a mean of 0 and a deviation of 1.
        learning: Normalize each batch by its own statistics, and keep a moving average of them.
    """
    kept: Statistics = []
    for layer, values, stats in zip(LAYERS, parameters[:-1], statistics, strict=True):
        hidden = jax.nn.relu(spliced(inputs, layer) @ values["weights"] + values["bias"])
        used = stats
        if learning:
            used = {"mean": hidden.mean((0, 1)), "variance": hidden.var((0, 1))}
            stats = jax.tree_util.tree_map(  # noqa: PLW2901 - the next value of the same thing
                lambda old, new: (1 - MOMENTUM) * old + MOMENTUM * new, stats, used
            )
        kept.append(stats)
        inputs = (hidden - used["mean"]) / jnp.sqrt(used["variance"] + EPSILON)
    last = parameters[-1]
    return jax.nn.log_softmax(inputs @ last["weights"] + last["bias"]), kept
