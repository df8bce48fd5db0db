"""What the network is trained for, on what, and that a training can be interrupted."""

import jax.numpy as jnp
import numpy as np
import pytest
from speech_model import biphones, mmi, pieces, training
from speech_model.features import GLOBAL_FRAMES, WINDOW, mean_of, normalized
from speech_model.pieces import ANSWERS, FRAMES, IGNORED, cut, phone_model, phones_of
from speech_model.speech import Example

from tests.speech_model.made_up_speech import SMALL, speech

pytestmark = pytest.mark.builder


@pytest.fixture(scope="module")
def lesson(tmp_path_factory) -> training.Lesson:
    said = speech(12)
    mean = mean_of(one.features for one in said)
    path = tmp_path_factory.mktemp("pieces") / "features"
    model = phone_model(one.labels for one in said)
    return training.Lesson(cut(said, mean, path), model, steps=60, rate=5e-3, batch=4)


def log_of_anything(scores, lesson, begins, answers) -> float:
    """The objective's second part, by its definition: the sum over all states, one by one."""
    size = biphones.PHONES
    state = lesson.phones.occupied.astype(float)
    if begins:
        state = np.zeros((size, size))
        state[0, 0] = 1.0
    for now in np.exp(scores.T[:answers].astype(float)):
        enter, stay = now[: biphones.STAYING].reshape(size, size), now[biphones.STAYING :]
        state = (
            np.tensordot(np.ones(size), state[:, :, None] * lesson.phones.following, 1) * (enter)
            + state * stay
        )
    return float(np.log(state.sum()))


def test_what_was_said_is_measured_against_all_that_could_have_been(lesson):
    chance = np.random.default_rng(1)
    which = np.array([0, 1])
    spoken = lesson.pieces.spoken(which, lesson.phones)
    scores = chance.standard_normal((biphones.OUTPUTS, ANSWERS, 2)).astype(np.float32)
    known = jnp.asarray(lesson.phones.following), jnp.asarray(lesson.phones.occupied)
    found = mmi.objective(jnp.asarray(scores), spoken, *known)
    assert (np.asarray(found) < 0).all()
    free = spoken._replace(answers=jnp.zeros(2, jnp.int32))
    nothing = mmi.objective(jnp.asarray(scores), free, *known)
    said = found + np.array(
        [
            log_of_anything(scores[..., n], lesson, bool(spoken.begins[n]), int(spoken.answers[n]))
            for n in range(2)
        ]
    )
    assert np.isfinite(nothing).all()
    for piece in range(2):  # the likeliest way to say it is a part of all the ways
        labels = lesson.pieces.labels[which[piece]]
        phones, starts = phones_of(labels)
        assert len(phones) == np.count_nonzero(np.diff(starts, prepend=-1))
        along = sum(
            scores[_output(labels, answer, spoken, piece), answer, piece]
            for answer in range(int(spoken.answers[piece]))
        )
        arrived = float(spoken.arrival[:, piece][: len(phones) + 1].sum())
        assert float(said[piece]) >= along + arrived - 12


def _output(labels, answer, spoken, piece) -> int:
    """The output that the alignment's label means."""
    phone, staying = labels[answer] // 2, labels[answer] % 2
    if staying:
        return biphones.staying(int(phone))
    entered = np.flatnonzero(labels[: answer + 1] % 2 == 0)
    before = labels[entered[-2]] // 2 if len(entered) > 1 else int(spoken.lefts[1, piece])
    return biphones.entering(int(before), int(phone))


def test_a_network_that_knows_what_was_said_has_nothing_left_to_learn(lesson):
    which = np.array([0])
    spoken = lesson.pieces.spoken(which, lesson.phones)
    scores = np.full((biphones.OUTPUTS, ANSWERS, 1), -25.0, np.float32)
    for answer in range(int(spoken.answers[0])):
        scores[_output(lesson.pieces.labels[0], answer, spoken, 0), answer, 0] = 25.0
    known = jnp.asarray(lesson.phones.following), jnp.asarray(lesson.phones.occupied)
    value = float(mmi.objective(jnp.asarray(scores), spoken, *known)[0])
    assert -0.05 < value <= 1e-3


def test_the_mean_is_taken_away_as_the_decoder_does_frame_by_frame():
    chance = np.random.default_rng(5)
    features, mean = chance.normal(3, 1, (900, 40)), chance.normal(0, 1, 40)
    found = normalized(features, mean)
    for frame in (0, 1, 399, 400, 500, 599, 600, 899):
        heard = features[max(0, frame - WINDOW + 1) : frame + 1]
        others = min(GLOBAL_FRAMES, WINDOW - len(heard))
        expected = (heard.sum(0) + others * mean) / (len(heard) + others)
        assert found[frame] == pytest.approx(features[frame] - expected, abs=1e-4)


@pytest.mark.parametrize("answers", [10, 64, 65, 150, 200])
def test_every_answer_is_in_a_piece_however_the_speech_is_cut(answers, tmp_path):
    labels = (np.arange(answers) % 84).astype(np.int8)
    labels[0] = 0
    features = np.zeros((3 * answers, 40), np.float16) + np.arange(3 * answers)[:, None]
    found = cut([Example(features, labels)], np.zeros(40, np.float32), tmp_path / "features")
    seen = set(found.labels[found.labels != IGNORED].tolist())
    assert seen == set(labels.tolist())
    assert found.frames(np.arange(len(found.starts))).shape == (len(found.starts), FRAMES, 40)
    assert list(found.begins) == [True] + [False] * (len(found.starts) - 1)


def test_what_was_only_there_to_be_heard_before_is_left_out(tmp_path):
    labels = np.concatenate([np.full(100, IGNORED), [0, 1, 1, 20, 21]]).astype(np.int8)
    features = np.ones((315, 40), np.float16)
    features[:300] = 9
    found = cut([Example(features, labels)], np.zeros(40, np.float32), tmp_path / "features")
    assert found.answers.tolist() == [5]
    assert (found.features[:1] < 0).all()  # the mean of what was heard before is taken away
    assert pieces.phones_of(found.labels[0])[0].tolist() == [0, 10]


def numbers(trained) -> list[np.ndarray]:
    return [value for layer in trained.parameters for value in layer.values()]


class Interruption(Exception):  # noqa: N818 - it is no error
    """Somebody stops the training."""


def test_a_training_that_was_interrupted_ends_as_if_it_had_not_been(lesson, tmp_path, monkeypatch):
    start = training.initial_network(lesson.pieces, SMALL, np.zeros(40, np.float32))
    told: list[str] = []
    whole = training.train(start, lesson, tmp_path / "whole", told.append)
    before, *_, after = (float(line.split()[7].rstrip(",")) for line in told if "step" in line)
    assert after > before + 0.1

    def interrupted(number: int, size: int) -> training.Masks:
        if number == 14:
            raise Interruption
        return masks(number, size)

    masks = training._masks
    with monkeypatch.context() as patch:
        patch.setattr(training, "KEEP_EVERY", 0.0)
        patch.setattr(training, "_masks", interrupted)
        with pytest.raises(Interruption):
            training.train(start, lesson, tmp_path / "parts", told.append)
    assert training.kept_network(start, lesson, tmp_path / "parts")[1] == 13
    parts = training.train(start, lesson, tmp_path / "parts", told.append)
    assert all(map(np.array_equal, numbers(whole), numbers(parts)))
