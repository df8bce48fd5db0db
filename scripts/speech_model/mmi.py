"""Lattice-free maximum mutual information: what the network is trained for.

The likelihood of what was said, along its alignment give or take a few answers, against that of
anything that could have been said, by a model of three phones in a row. See D. Povey et al.,
"Purely sequence-trained neural networks for ASR based on lattice-free MMI", Interspeech 2016. Here
the second sum runs over all pairs of phones, which is dense and small, instead of a sparse graph.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from speech_model.biphones import PHONES, STAYING, entering, staying

LIMIT = 30.0
"""Scores are cut off here, so that their exponentials stay finite."""

IMPOSSIBLE = -1e30


class Spoken(NamedTuple):
    """What is said in a batch of pieces.

    Attributes:
        phones: Their numbers, in order: (places, pieces).
        lefts: The phone before each: (places, pieces).
        arrival: The logarithm of each one's probability after the two before: (places, pieces).
        first: The first answer at which it may be spoken: (places, pieces); past the piece's end
            for places that are not used.
        last: The last answer.
        initial: The logarithm of the probability to be in it just before the piece begins.
        begins: Whether the piece is the beginning of its utterance: (pieces,).
        answers: How many of the piece's answers are to be judged: (pieces,).
    """

    phones: Array
    lefts: Array
    arrival: Array
    first: Array
    last: Array
    initial: Array
    begins: Array
    answers: Array


def objective(scores: Array, spoken: Spoken, following: Array, occupied: Array) -> Array:
    """The logarithm of the share of what was said in all that could have been: (pieces,).

    Args:
        scores: (outputs, answers, pieces).
        spoken: What is said.
        following: See `PhoneModel`.
        occupied: Likewise.
    """
    limited = jnp.clip(scores, -LIMIT, LIMIT)
    said = _said(limited, spoken)
    anything = _anything(limited, spoken, following, occupied)
    return said - anything


def _anything(scores: Array, spoken: Spoken, following: Array, occupied: Array) -> Array:
    answers, pieces = scores.shape[1:]
    likelihoods = jnp.exp(scores).transpose(1, 0, 2)
    enter = likelihoods[:, :STAYING].reshape(answers, PHONES, PHONES, pieces)
    stay = likelihoods[:, STAYING:]
    start = jnp.zeros((PHONES, PHONES)).at[0, 0].set(1.0)
    state = jnp.where(spoken.begins, start[..., None], occupied[..., None])
    total = jnp.zeros(pieces)

    def step(
        carried: tuple[Array, Array], now: tuple[Array, Array, Array]
    ) -> tuple[tuple[Array, Array], None]:
        state, total = carried
        entered, stayed, answer = now
        arriving = jnp.einsum("pqb,pqr->qrb", state, following)
        new = arriving * entered + state * stayed
        judged = answer < spoken.answers
        sums = jnp.where(judged, new.sum((0, 1)), 1.0)
        state = jnp.where(judged, new / sums, state)
        return (state, total + jnp.log(sums)), None

    (_, total), _ = jax.lax.scan(step, (state, total), (enter, stay, jnp.arange(answers)))
    return total


def _said(scores: Array, spoken: Spoken) -> Array:
    answers = scores.shape[1]
    enter = _of_places(scores, entering(spoken.lefts, spoken.phones)) + spoken.arrival
    stay = _of_places(scores, staying(spoken.phones))

    def step(state: Array, now: tuple[Array, Array, Array]) -> tuple[Array, None]:
        entered, stayed, answer = now
        before = jnp.concatenate([jnp.full_like(state[:1], IMPOSSIBLE), state[:-1]])
        new = jnp.logaddexp(before + entered, state + stayed)
        allowed = (spoken.first <= answer) & (answer <= spoken.last)
        new = jnp.where(allowed, jnp.maximum(new, IMPOSSIBLE), IMPOSSIBLE)
        return jnp.where(answer < spoken.answers, new, state), None

    state, _ = jax.lax.scan(step, spoken.initial, (enter, stay, jnp.arange(answers)))
    return jax.nn.logsumexp(state, axis=0)


def _of_places(scores: Array, outputs: Array) -> Array:
    """The scores of each place's output: (answers, places, pieces)."""
    rows = jnp.arange(scores.shape[1])[:, None, None]
    columns = jnp.arange(scores.shape[2])[None, None, :]
    return scores[outputs[None], rows, columns]
