"""Fits the network to the training speech: a fixed number of steps, the same for the same seed."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from numpy.typing import NDArray

from speech_model.features import COEFFICIENTS
from speech_model.network import CONTEXT, STRIDE, Network, Parameters, Statistics, forward, initial
from speech_model.phones import OUTPUTS
from speech_model.speech import Example

SEED = 3

ANSWERS = 48
"""Of the network in a piece of training speech: 1.44 seconds."""

PIECES = 64
"""In a batch."""

FRAMES = STRIDE * (ANSWERS - 1) + 1 + 2 * CONTEXT

WARM_UP = 200
"""Steps in which the learning rate rises; then it falls to nothing along a cosine."""

WEIGHT_DECAY = 1e-3
MAX_GRADIENT = 5.0

COLOUR, GRAIN = 0.15, 0.05
"""Noise added to the features, in their standard deviations: one value for a whole piece, as
another microphone would, and one for each frame."""

VALIDATION = 512
"""Pieces that are not learned from, to see what the network makes of speech it has not seen."""

IGNORED = -1
"""The label of an answer that is not to be judged."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The training speech, cut up.

    Attributes:
        features: All frames one after the other, float16.
        starts: The first frame of each piece.
        labels: (pieces, `ANSWERS`), int8.
    """

    features: NDArray[np.float16]
    starts: NDArray[np.int64]
    labels: NDArray[np.int8]

    def batch(self, which: NDArray[np.int64]) -> tuple[NDArray[np.float16], NDArray[np.int8]]:
        """Return the features (pieces, `FRAMES`, coefficients) and labels of some of them."""
        rows = self.starts[which][:, None] + np.arange(FRAMES)
        return self.features[rows], self.labels[which]


def cut(examples: Iterable[Example]) -> Pieces:
    """Cut examples into pieces; their first and last frames are repeated, as the decoder does."""
    features: list[NDArray[np.float16]] = []
    starts: list[int] = []
    labels: list[NDArray[np.int8]] = []
    length = 0
    for example in examples:
        count = len(example.labels)
        answers = max(count, ANSWERS)
        padded = np.full(answers, IGNORED, np.int8)
        padded[:count] = example.labels
        frames = _with_edges(example.features, STRIDE * (answers - 1) + 1 + 2 * CONTEXT)
        for place in range(0, answers, ANSWERS):
            start = min(place, answers - ANSWERS)
            piece = padded[start : start + ANSWERS].copy()
            piece[: place - start] = IGNORED  # these belong to the piece before
            starts.append(length + STRIDE * start)
            labels.append(piece)
        features.append(frames)
        length += len(frames)
    return Pieces(np.concatenate(features), np.array(starts), np.array(labels))


def _with_edges(features: NDArray[np.float16], length: int) -> NDArray[np.float16]:
    rows = np.arange(length) - CONTEXT
    return features[np.clip(rows, 0, len(features) - 1)]


class State(NamedTuple):
    """The state of training; `optimizer` is optax's state."""

    parameters: Parameters
    statistics: Statistics
    optimizer: Any


def initial_network(pieces: Pieces, width: int) -> Network:
    """Return a network that has learned nothing but the scale of the features, and the priors."""
    chance = np.random.default_rng(SEED)
    rows = chance.integers(0, len(pieces.features), 200_000)
    some = pieces.features[rows].astype(np.float32)
    counts = np.bincount(pieces.labels[pieces.labels != IGNORED], minlength=OUTPUTS) + 1.0
    mean, deviation = some.mean(0), some.std(0) + np.float32(1e-3)
    return _network(State(*initial(width, SEED), None), mean, deviation, counts / counts.sum())


def train(
    network: Network, pieces: Pieces, steps: int, rate: float, tell: Callable[[str], None]
) -> Network:
    """Return a network trained further on the pieces.

    Args:
        network: What to start from. The scale of its features and its priors stay as they are.
        pieces: The training speech.
        steps: How many batches it learns from.
        rate: The learning rate at its highest.
        tell: Takes a line of progress now and then.
    """
    chance = np.random.default_rng(SEED + 1)
    order = chance.permutation(len(pieces.starts))
    suspended = min(VALIDATION, len(order) // 10)
    validation, rest = order[:suspended], order[suspended:]
    optimizer = _optimizer(steps, rate)
    parameters, statistics = _values(network)
    state = State(parameters, statistics, optimizer.init(parameters))
    step = _step(optimizer)
    key = jax.random.key(SEED)
    config = time.monotonic()
    losses: list[Array] = []
    for number, which in enumerate(_batches(rest, steps, chance), start=1):
        key, noise = jax.random.split(key)
        features, labels = pieces.batch(which)
        inputs = _scaled(network, features)
        state, loss = step(state, inputs, labels.astype(np.int32), noise)
        losses.append(loss)
        if number % 500 == 0 or number == steps:
            judged = _judge(_network(state, *_given(network)), pieces, validation)
            passed = time.monotonic() - config
            lately = float(jnp.mean(jnp.stack(losses[-500:])))
            tell(f"step {number} of {steps}, {passed:.0f} s: loss {lately:.3f}; unseen: {judged}")
    return _network(state, *_given(network))


def _scaled(network: Network, features: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the features with a mean of 0 and a deviation of 1."""
    return (features.astype(np.float32) - network.mean) / network.deviation


def _given(
    network: Network,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    """Return the part of the state that training leaves as it is."""
    return network.mean, network.deviation, network.priors


def _values(network: Network) -> tuple[Parameters, Statistics]:
    """Return the trained part, for JAX, as copies: a step of training reuses its input's memory."""
    parameters = [
        {"weights": jnp.array(weights), "bias": jnp.array(bias)}
        for weights, bias in zip(network.weights, network.biases, strict=True)
    ]
    statistics = [
        {"mean": jnp.array(mean), "variance": jnp.array(variance)}
        for mean, variance in zip(network.norm_means, network.norm_variances, strict=True)
    ]
    return parameters, statistics


def _network(
    state: State,
    mean: NDArray[np.float32],
    deviation: NDArray[np.float32],
    priors: NDArray[np.float64],
) -> Network:
    return Network(
        mean,
        deviation,
        [np.array(layer["weights"]) for layer in state.parameters],
        [np.array(layer["bias"]) for layer in state.parameters],
        [np.array(layer["mean"]) for layer in state.statistics],
        [np.array(layer["variance"]) for layer in state.statistics],
        priors,
    )


def _batches(
    pieces: NDArray[np.int64], steps: int, chance: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Batches of pieces, in another order each time round."""
    pool = np.zeros(0, np.int64)
    for _ in range(steps):
        while len(pool) < PIECES:
            pool = np.concatenate([pool, chance.permutation(pieces)])
        yield pool[:PIECES]
        pool = pool[PIECES:]


def _optimizer(steps: int, highest: float) -> optax.GradientTransformation:
    warm_up = min(WARM_UP, steps // 5)
    rate = optax.warmup_cosine_decay_schedule(0.0, highest, warm_up, steps, end_value=highest / 200)
    return optax.chain(
        optax.clip_by_global_norm(MAX_GRADIENT),
        optax.adamw(rate, weight_decay=WEIGHT_DECAY),
    )


def _loss(answers: Array, labels: Array) -> Array:
    """Return the mean cross-entropy of the answers that are to be judged."""
    judged = labels != IGNORED
    right = jnp.take_along_axis(answers, jnp.where(judged, labels, 0)[..., None], axis=-1)[..., 0]
    return -jnp.sum(right * judged) / jnp.sum(judged)


def _step(
    optimizer: optax.GradientTransformation,
) -> Callable[[State, NDArray[np.float32], NDArray[np.int32], Array], tuple[State, Array]]:
    """One step of learning, compiled: from a state, inputs, labels and a key for the noise."""

    def step(state: State, features: Array, labels: Array, key: Array) -> tuple[State, Array]:
        colour_key, grain_key = jax.random.split(key)
        colour = jax.random.normal(colour_key, (len(features), 1, COEFFICIENTS))
        grain = jax.random.normal(grain_key, features.shape)
        inputs = features + COLOUR * colour + GRAIN * grain

        def cost(parameters: Parameters) -> tuple[Array, Statistics]:
            answers, kept = forward(parameters, state.statistics, inputs, learning=True)
            return _loss(answers, labels), kept

        (loss, kept), gradients = jax.value_and_grad(cost, has_aux=True)(state.parameters)
        updates, moments = optimizer.update(gradients, state.optimizer, state.parameters)
        return State(optax.apply_updates(state.parameters, updates), kept, moments), loss

    return jax.jit(step, donate_argnums=0)


@jax.jit
def _answers(parameters: Parameters, statistics: Statistics, inputs: Array) -> Array:
    return forward(parameters, statistics, inputs, learning=False)[0]


def _judge(network: Network, pieces: Pieces, which: NDArray[np.int64]) -> str:
    """Return the network's results on validation pieces, in words."""
    parameters, statistics = _values(network)
    loss = right = count = 0.0
    for start in range(0, len(which) - PIECES + 1, PIECES):
        features, labels = pieces.batch(which[start : start + PIECES])
        answers = _answers(parameters, statistics, jnp.asarray(_scaled(network, features)))
        judged = labels != IGNORED
        loss += float(_loss(answers, jnp.asarray(labels, jnp.int32))) * judged.sum()
        phones = np.asarray(answers).argmax(-1) // 2
        right += float((phones == labels // 2)[judged].sum())
        count += float(judged.sum())
    if not count:
        return "too little speech to tell"
    return f"loss {loss / count:.3f}, {100 * right / count:.1f} % of the phones"
