"""Fits the network to the training speech: a fixed number of steps, the same for the same seed.

The work is divided among the processors, each of which takes a part of every batch. What a training
has come to is kept every few minutes, and a training that was interrupted goes on from there.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from numpy.typing import NDArray

from speech_model.features import COEFFICIENTS, spectrum_of_cepstrum
from speech_model.mmi import Spoken, objective
from speech_model.network import (
    Network,
    Parameters,
    Shape,
    Statistics,
    forward,
    initial,
)
from speech_model.phone_lm import PhoneModel
from speech_model.pieces import FRAMES, IGNORED, Pieces

SEED = 3

BATCH = 48
"""Pieces in a batch, 92 seconds of speech."""

WARM_UP = 200
"""Steps in which the learning rate rises; then it falls to nothing along a cosine."""

WEIGHT_DECAY = 0.02
MAX_GRADIENT = 5.0

SINGLE = 0.2
"""The share of the cross-entropy of single phones beside the objective."""

SMALL = 2.5e-5
"""The share of the squares of the outputs, which keeps them near nothing; half of Kaldi's 5e-5."""

COLOUR = 0.1
"""Deviation of what is added to the features of a whole piece, in theirs: as another microphone."""

BANDS, WIDEST = 2, 8
"""Bands of the spectrum that are blotted out in each piece, and how many of its bins at most."""

GAPS, LONGEST = 2, 18
"""Stretches of a piece that are blotted out, and how many frames at most."""

VALIDATION = 480
"""Pieces that are not learned from, to see what the network makes of speech it has not seen."""

TELL_EVERY, JUDGE_EVERY = 50, 500
"""Steps after which progress is told, and the network is tried on pieces it has not seen."""

KEEP_EVERY = 180.0
"""Seconds of training that an interruption may cost."""


class State(NamedTuple):
    """The state of training; `optimizer` is optax's state."""

    parameters: Parameters
    statistics: Statistics
    optimizer: Any


class Masks(NamedTuple):
    """What of each piece is blotted out, and what is added: see `BANDS`, `GAPS` and `COLOUR`."""

    bands: Array
    gaps: Array
    colour: Array


@dataclass(frozen=True, slots=True)
class Lesson:
    """A training: on which pieces, measured against which phones, how long and how fast."""

    pieces: Pieces
    phones: PhoneModel
    steps: int
    rate: float
    batch: int = BATCH


def initial_network(pieces: Pieces, shape: Shape, mean: NDArray[np.float32]) -> Network:
    """Return a network that has learned nothing but the scale of the features.

    `mean` is what was taken for the mean of all speech when they were normalized.
    """
    chance = np.random.default_rng(SEED)
    rows = np.sort(chance.integers(0, len(pieces.features), 50_000))
    some = pieces.features[rows].astype(np.float32)
    state = State(*initial(shape, SEED), None)
    return _network(state, mean, some.std(0) + np.float32(1e-3))


def train(network: Network, lesson: Lesson, folder: Path, tell: Callable[[str], None]) -> Network:
    """Return a network trained further.

    Args:
        network: What to start from.
        lesson: What it learns.
        folder: Where the state of the training is kept, and found again.
        tell: Takes a line of progress now and then.
    """
    order = np.random.default_rng(SEED + 1).permutation(len(lesson.pieces.starts))
    suspended = min(VALIDATION, len(order) // 10) // lesson.batch * lesson.batch
    validation, rest = order[:suspended], order[suspended:]
    mesh = Mesh(np.array(_devices(lesson.batch)), ("part",))
    state, done = _begun(network, _optimizer(lesson.steps, lesson.rate), folder)
    step = _step(lesson.steps, lesson.rate, mesh)
    phones = _of(lesson.phones)
    given = network.mean, network.deviation
    begun = kept = time.monotonic()
    losses: list[Array] = []
    for number in range(done + 1, lesson.steps + 1):
        which = _batch(rest, number - 1, lesson.batch)
        batch = _inputs(lesson, which, network), _masks(number, lesson.batch)
        state, loss = step(state, *_divided(batch, mesh), phones)
        losses.append(loss)
        if number % TELL_EVERY == 0 or number == lesson.steps:
            lately = np.mean(np.array(losses), axis=0)
            losses = []
            tell(
                f"step {number} of {lesson.steps}, {time.monotonic() - begun:.0f} s: "
                f"objective {-lately[0]:.4f}, single phones {lately[1]:.3f}"
            )
        if number % JUDGE_EVERY == 0 or number == lesson.steps:
            tell(_judge(state, lesson, validation, network))
        if time.monotonic() - kept > KEEP_EVERY or number == lesson.steps:
            _keep(state, number, folder)
            kept = time.monotonic()
    return _network(state, *given)


def _of(model: PhoneModel) -> tuple[Array, Array]:
    """Return a model of phones as `objective` takes it."""
    return jnp.asarray(model.following), jnp.asarray(model.occupied)


def _devices(batch: int) -> list[jax.Device]:
    """The processors, as far as a batch can be divided among them."""
    devices = jax.devices()
    return devices[: next(n for n in range(len(devices), 0, -1) if batch % n == 0)]


def use_processors(count: int) -> None:
    """Have the training divided among so many processors; to be called before anything is."""
    flags = os.environ.get("XLA_FLAGS", "")
    os.environ["XLA_FLAGS"] = f"{flags} --xla_force_host_platform_device_count={count}".strip()


def _batch(pieces: NDArray[np.integer], number: int, size: int) -> NDArray[np.int64]:
    """Return the pieces of a batch; they come in another order each time round."""
    in_round = len(pieces) // size
    around, place = divmod(number, max(in_round, 1))
    order = np.random.default_rng([SEED, around]).permutation(pieces)
    return np.resize(order, max(in_round, 1) * size)[place * size : (place + 1) * size]


def _inputs(
    lesson: Lesson, which: NDArray[np.integer], network: Network
) -> tuple[Array, Array, Spoken]:
    """Return a batch's features (coefficients, frames, pieces), labels and what is said."""
    frames = lesson.pieces.frames(which).astype(np.float32) / network.deviation
    labels = lesson.pieces.labels[which].astype(np.int32).T
    return (
        jnp.asarray(np.ascontiguousarray(frames.transpose(2, 1, 0))),
        jnp.asarray(np.ascontiguousarray(labels)),
        lesson.pieces.spoken(which, lesson.phones),
    )


def _masks(number: int, size: int) -> Masks:
    """Return a batch's masks: (bins, pieces), (frames, pieces) and (coefficients, pieces)."""
    chance = np.random.default_rng([SEED, number, 1])

    def blots(length: int, count: int, longest: int) -> Array:
        lengths = chance.integers(0, longest + 1, (count, 1, size))
        starts = chance.integers(0, length, (count, 1, size)) - lengths // 2
        places = np.arange(length)[None, :, None]
        inside = (places >= starts) & (places < starts + lengths)
        return jnp.asarray(~inside.any(0), jnp.float32)

    colour = COLOUR * jnp.asarray(chance.standard_normal((COEFFICIENTS, size), np.float32))
    return Masks(blots(COEFFICIENTS, BANDS, WIDEST), blots(FRAMES, GAPS, LONGEST), colour)


def _divided(batch: Any, mesh: Mesh) -> Any:
    """Return the batch with the pieces, its last dimension, divided among the processors."""

    def put(values: Array) -> Array:
        spec = PartitionSpec(*[None] * (values.ndim - 1), "part")
        found: Array = jax.device_put(values, NamedSharding(mesh, spec))
        return found

    return jax.tree.map(put, batch)


def _optimizer(steps: int, highest: float) -> optax.GradientTransformation:
    warm_up = min(WARM_UP, steps // 5)
    rate = optax.warmup_cosine_decay_schedule(0.0, highest, warm_up, steps, end_value=highest / 50)
    return optax.chain(
        optax.clip_by_global_norm(MAX_GRADIENT),
        optax.adamw(rate, b2=0.99, weight_decay=WEIGHT_DECAY),
    )


def _losses(
    answers: tuple[Array, Array],
    labels: Array,
    spoken: Spoken,
    phones: tuple[Array, Array],
) -> tuple[Array, Array, Array]:
    """Return a batch's loss, its objective and its cross-entropy, each for one answer."""
    scores, single = answers
    count = jnp.sum(spoken.answers)
    value = jnp.sum(objective(scores, spoken, *phones)) / count
    judged = labels != IGNORED
    right = jnp.take_along_axis(single, jnp.where(judged, labels, 0)[None], axis=0)[0]
    entropy = -jnp.sum(right * judged) / count
    size = jnp.mean(jnp.sum(scores * scores, axis=0))
    return -value + SINGLE * entropy + SMALL * size, -value, entropy


def _masked(features: Array, masks: Masks, to_spectrum: Array, to_cepstrum: Array) -> Array:
    flat = (to_spectrum @ features.reshape(COEFFICIENTS, -1)).reshape(features.shape)
    flat = flat * masks.bands[:, None] * masks.gaps[None]
    flat = (to_cepstrum @ flat.reshape(COEFFICIENTS, -1)).reshape(features.shape)
    return flat + masks.colour[:, None]


@cache
def _step(steps: int, rate: float, mesh: Mesh) -> Callable[..., tuple[State, Array]]:
    """One step of learning, compiled: from a state, a batch, its masks and a model of phones."""
    optimizer = _optimizer(steps, rate)
    spectrum = spectrum_of_cepstrum()
    known = jnp.asarray(spectrum), jnp.asarray(np.linalg.inv(spectrum))

    def step(
        state: State, batch: Any, masks: Masks, phones: tuple[Array, Array]
    ) -> tuple[State, Array]:
        features, labels, spoken = batch
        inputs = _masked(features, masks, *known)

        def cost(parameters: Parameters) -> tuple[Array, tuple[Statistics, Array]]:
            *answers, kept = forward(parameters, state.statistics, inputs, learning=True)
            loss, value, entropy = _losses((answers[0], answers[1]), labels, spoken, phones)
            return loss, (kept, jnp.stack([value, entropy]))

        gradients, (kept, told) = jax.grad(cost, has_aux=True)(state.parameters)
        gradients, kept, told = jax.lax.pmean((gradients, kept, told), "part")
        updates, moments = optimizer.update(gradients, state.optimizer, state.parameters)
        return State(optax.apply_updates(state.parameters, updates), kept, moments), told

    one, last = PartitionSpec(None, "part"), PartitionSpec("part")
    spoken = *[one] * 6, last, last
    inputs = PartitionSpec(None, None, "part"), one, Spoken(*map(_any, spoken))
    specs = PartitionSpec(), inputs, Masks(*map(_any, [one] * 3)), PartitionSpec()
    divided = jax.shard_map(
        step, mesh=mesh, in_specs=specs, out_specs=PartitionSpec(), check_vma=False
    )
    return jax.jit(divided, donate_argnums=0)


def _any(spec: PartitionSpec) -> Any:
    """Return a division of values; it stands where the values will."""
    return spec


def _begun(
    network: Network, optimizer: optax.GradientTransformation, folder: Path
) -> tuple[State, int]:
    """Return the state that was kept, and after how many steps; or one at the beginning."""
    parameters = [{k: jnp.array(v) for k, v in layer.items()} for layer in network.parameters]
    statistics = [{k: jnp.array(v) for k, v in layer.items()} for layer in network.statistics]
    state = State(parameters, statistics, optimizer.init(parameters))
    path = folder / "state.npz"
    if not path.exists():
        return state, 0
    with np.load(path) as file:
        leaves = [jnp.array(file[f"arr_{n}"]) for n in range(len(file.files) - 1)]
        return jax.tree.unflatten(jax.tree.structure(state), leaves), int(file["done"])


def _keep(state: State, done: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "state.part"
    with part.open("wb") as file:
        np.savez(file, *map(np.asarray, jax.tree.leaves(state)), done=done)
    part.rename(folder / "state.npz")


def kept_network(network: Network, lesson: Lesson, folder: Path) -> tuple[Network, int]:
    """Return the network of a training that still goes on, and after how many steps."""
    state, done = _begun(network, _optimizer(lesson.steps, lesson.rate), folder)
    return _network(state, network.mean, network.deviation), done


def _network(state: State, mean: NDArray[np.float32], deviation: NDArray[np.float32]) -> Network:
    return Network(
        [{name: np.asarray(value) for name, value in one.items()} for one in state.parameters],
        [{name: np.asarray(value) for name, value in one.items()} for one in state.statistics],
        mean,
        deviation,
    )


@jax.jit
def _answers(
    state: tuple[Parameters, Statistics], batch: Any, phones: tuple[Array, Array]
) -> tuple[Array, Array, Array]:
    features, labels, spoken = batch
    *answers, _ = forward(*state, features, learning=False)
    _, value, entropy = _losses((answers[0], answers[1]), labels, spoken, phones)
    judged = labels != IGNORED
    right = (answers[1].argmax(0) // 2 == labels // 2) & judged
    return value, entropy, right.sum() / judged.sum()


def _judge(state: State, lesson: Lesson, which: NDArray[np.integer], network: Network) -> str:
    """Return the network's results on validation pieces, in words."""
    if not len(which):
        return "too little speech to tell"
    phones = _of(lesson.phones)
    found = [
        _answers(
            (state.parameters, state.statistics),
            _inputs(lesson, which[start : start + lesson.batch], network),
            phones,
        )
        for start in range(0, len(which), lesson.batch)
    ]
    value, entropy, right = np.mean(np.array(found), axis=0)
    return (
        f"unseen: objective {-value:.4f}, single phones {entropy:.3f}, "
        f"{100 * right:.1f} % of the phones"
    )
