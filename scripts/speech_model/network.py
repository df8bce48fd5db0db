"""The acoustic network: a factored time-delay neural network, after those of Kaldi's chain models.

The first layer sees seven frames and leaves out two of three. Each of the others looks at two
places of the one below through a narrow product, then at two places of that through a wide one, and
adds what it found to what it was given. It is written for JAX, whose package from the registry is
the small one for processors, with nothing for graphics cards in it.

All values lie with their frames and utterances innermost, (values, answers, utterances): so every
product of the training runs along memory. Products are taken in 16 bits and summed in 32.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from speech_model import biphones
from speech_model.features import COEFFICIENTS

TAPS = 7
"""Frames that the first layer sees."""

STRIDE = 3
"""Frames from one answer to the next; all of it in the first layer."""

DILATIONS = (1, 1, 1, 1, 2, 2, 1, 1)
"""Answers between the two places that each of the other layers sees, twice."""

REACH = sum(DILATIONS)
"""Answers of the first layer seen on each side of the one that is judged."""

CONTEXT = TAPS // 2 + STRIDE * REACH
"""Frames seen on each side of the frame that is judged: a third of a second."""

BYPASS = 0.66
"""What a layer is given, added to what it found; as in Kaldi's recipes."""

EPSILON = 1e-3
"""Keeps the normalization from dividing by nothing."""

MOMENTUM = 0.02
"""The share of each batch's statistics in those that are kept."""

Values = dict[str, Array]
Parameters = list[Values]
Statistics = list[Values]


class Shape(NamedTuple):
    """How wide the layers are, their narrow products, and what the outputs are made of."""

    width: int = 768
    narrow: int = 128
    last: int = 192


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network, as plain arrays by name; see `initial` for what stands in it.

    Attributes:
        parameters: What is learned, for each layer, for the last product and for both outputs.
        statistics: The mean and variance of each normalization.
        mean: Of each coefficient.
        deviation: The standard deviation of each.
    """

    parameters: list[dict[str, NDArray[np.float32]]]
    statistics: list[dict[str, NDArray[np.float32]]]
    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]

    def save(self, path: Path) -> None:
        """Write it to a .npz file, whole or not at all."""
        arrays: dict[str, Any] = {"mean": self.mean, "deviation": self.deviation}
        for name, layers in (("parameters", self.parameters), ("statistics", self.statistics)):
            for number, layer in enumerate(layers):
                arrays |= {f"{name}/{number}/{key}": value for key, value in layer.items()}
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, **arrays)
        part.rename(path)

    @classmethod
    def load(cls, path: Path) -> "Network":
        """Read what `save` wrote."""
        found: dict[str, list[dict[str, NDArray[np.float32]]]] = {
            "parameters": [],
            "statistics": [],
        }
        with np.load(path) as file:
            for name in file.files:
                kind, *rest = name.split("/")
                if rest:
                    layers = found[kind]
                    while len(layers) <= int(rest[0]):
                        layers.append({})
                    layers[int(rest[0])][rest[1]] = file[name]
            return cls(mean=file["mean"], deviation=file["deviation"], **found)


def initial(shape: Shape, seed: int) -> tuple[Parameters, Statistics]:
    """Weights to start from, and the statistics of normalization.

    The outputs' weights are those of a phone after any other, `phone`, and what is different after
    a certain one, `pair`; the latter start at nothing.
    """
    chance = np.random.default_rng(seed)

    def drawn(outputs: int, inputs: int, gain: float = 1.0) -> Array:
        scale = gain / np.sqrt(inputs)
        return jnp.asarray(chance.standard_normal((outputs, inputs)) * scale, jnp.float32)

    width, narrow, last = shape
    both = 2 * biphones.PHONES
    parameters: Parameters = [
        {"weights": drawn(width, TAPS * COEFFICIENTS, 2**0.5), "bias": jnp.zeros(width)},
        *(
            {
                "narrow": drawn(narrow, 2 * width),
                "weights": drawn(width, 2 * narrow, 2**0.5),
                "bias": jnp.zeros(width),
            }
            for _ in DILATIONS
        ),
        {"weights": drawn(last, width)},
        {
            "phone": drawn(both, last, 0.1),
            "phone-bias": jnp.zeros(both),
            "pair": jnp.zeros((biphones.STAYING, last)),
            "pair-bias": jnp.zeros(biphones.STAYING),
        },
        {"weights": drawn(both, last, 0.1), "bias": jnp.zeros(both)},
    ]
    widths = [width] * (1 + len(DILATIONS)) + [last]
    statistics = [{"mean": jnp.zeros(size), "variance": jnp.ones(size)} for size in widths]
    return parameters, statistics


@jax.custom_vjp
def product(weights: Array, values: Array) -> Array:
    """Weights (outputs, inputs) times values (inputs, …): (outputs, …)."""
    return _forward(weights, values)[0]


def _forward(weights: Array, values: Array) -> tuple[Array, tuple[Array, Array]]:
    short = values.astype(jnp.bfloat16).reshape(values.shape[0], -1)
    narrow = weights.astype(jnp.bfloat16)
    found = jax.lax.dot(narrow, short, preferred_element_type=jnp.float32)
    return found.reshape(-1, *values.shape[1:]), (narrow, short)


def _backward(kept: tuple[Array, Array], gradient: Array) -> tuple[Array, Array]:
    weights, values = kept
    short = gradient.astype(jnp.bfloat16).reshape(gradient.shape[0], -1)
    along = (((1,), (1,)), ((), ()))
    for_weights = jax.lax.dot_general(short, values, along, preferred_element_type=jnp.float32)
    turned = jax.lax.optimization_barrier(weights.T)
    for_values = jax.lax.dot(turned, short, preferred_element_type=jnp.float32)
    return for_weights, for_values.reshape(-1, *gradient.shape[1:])


product.defvjp(_forward, _backward)


class _Normalization:
    """Normalizes layer after layer, and keeps the statistics of what it was given."""

    def __init__(self, statistics: Statistics, *, learning: bool) -> None:
        self._given = iter(statistics)
        self._learning = learning
        self.kept: Statistics = []

    def __call__(self, values: Array) -> Array:
        """Return the values with a mean of 0 and a deviation of 1."""
        known = next(self._given)
        mean, variance = known["mean"], known["variance"]
        if self._learning:
            mean = values.mean((1, 2))
            variance = jnp.maximum((values * values).mean((1, 2)) - mean * mean, 0.0)
            now = jax.lax.stop_gradient({"mean": mean, "variance": variance})
            known = {name: (1 - MOMENTUM) * known[name] + MOMENTUM * now[name] for name in known}
        self.kept.append(known)
        scale = jax.lax.rsqrt(variance + EPSILON)
        return values * scale[:, None, None] - (mean * scale)[:, None, None]


def forward(
    parameters: Parameters, statistics: Statistics, inputs: Array, *, learning: bool
) -> tuple[Array, Array, Statistics]:
    """The network's answers for a batch.

    Args:
        parameters: Of each layer and of the outputs.
        statistics: Of each normalization.
        inputs: (coefficients, frames, utterances), with a mean of 0 and a deviation of 1.
        learning: Normalize each batch by its own statistics, and keep a moving average of them.

    Returns:
        The score of each output (outputs, answers, utterances), the logarithm of the probability of
        entering and staying in each phone, whatever stood before, and the statistics.
    """
    normalized = _Normalization(statistics, learning=learning)
    first, *layers, last, outputs, single = parameters
    length = inputs.shape[1] - TAPS + 1
    seen = jnp.concatenate([inputs[:, tap : tap + length : STRIDE] for tap in range(TAPS)])
    values = normalized(jax.nn.relu(product(first["weights"], seen) + _column(first["bias"])))
    for layer, dilation in zip(layers, DILATIONS, strict=True):
        inner = product(layer["narrow"], _two(values, dilation))
        wide = product(layer["weights"], _two(inner, dilation)) + _column(layer["bias"])
        middle = values[:, dilation : values.shape[1] - dilation]
        values = normalized(jax.nn.relu(wide)) + BYPASS * middle
    values = normalized(product(last["weights"], values))
    weights, bias = output_weights(outputs)
    scores = product(weights, values) + _column(bias)
    alone = product(single["weights"], values) + _column(single["bias"])
    return scores, jax.nn.log_softmax(alone, axis=0), normalized.kept


def output_weights(outputs: Values) -> tuple[Array, Array]:
    """Return the outputs' weights (outputs, inputs) and biases, in the order of `biphones`."""
    size = biphones.PHONES
    inputs = outputs["pair"].shape[1]
    entering, staying = outputs["phone"][:size], outputs["phone"][size:]
    pairs = outputs["pair"].reshape(size, size, inputs) + entering
    biases = outputs["pair-bias"].reshape(size, size) + outputs["phone-bias"][:size]
    weights = jnp.concatenate([pairs.reshape(-1, inputs), staying])
    return weights, jnp.concatenate([biases.reshape(-1), outputs["phone-bias"][size:]])


def _column(bias: Array) -> Array:
    return bias[:, None, None]


def _two(values: Array, dilation: int) -> Array:
    """Each place beside the one `dilation` later: (2 x values, answers - dilation, utterances)."""
    return jnp.concatenate([values[:, :-dilation], values[:, dilation:]])


LENGTHS = 64
"""Answers by which utterances are made longer, so that few lengths have to be compiled for."""


@jax.jit
def _judged(parameters: Parameters, statistics: Statistics, inputs: Array) -> Array:
    return forward(parameters, statistics, inputs, learning=False)[0][..., 0].T


def judged(network: Network, features: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the scores of a whole utterance: (answers, outputs).

    Args:
        network: A trained network.
        features: As Vosk computes them, normalized: (frames, coefficients).
    """
    answers = -(-len(features) // STRIDE)
    longer = -(-answers // LENGTHS) * LENGTHS
    rows = np.arange(STRIDE * (longer - 1) + 1 + 2 * CONTEXT) - CONTEXT
    frames = features[np.clip(rows, 0, len(features) - 1)] / network.deviation
    inputs = np.ascontiguousarray(frames.T[..., None], np.float32)
    found = _judged(network.parameters, network.statistics, inputs)
    return np.asarray(found)[:answers]
