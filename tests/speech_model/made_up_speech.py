"""Small made-up networks and speech for the tests of the builder."""

import numpy as np
from speech_model.features import COEFFICIENTS
from speech_model.network import Network, Shape, initial
from speech_model.speech import Example

SMALL = Shape(24, 8, 12)


def network(shape: Shape = SMALL, loudness: float = 1.0) -> Network:
    """A network that has learned nothing, all of whose values are different from their first."""
    chance = np.random.default_rng(14)
    parameters, statistics = initial(shape, 14)

    def drawn(like: np.ndarray) -> np.ndarray:
        return (0.1 * chance.standard_normal(like.shape)).astype(np.float32)

    layers = [
        {name: np.asarray(value) + drawn(value) for name, value in layer.items()}
        for layer in parameters
    ]
    layers[-2] = {name: value * np.float32(loudness) for name, value in layers[-2].items()}
    norms = [
        {
            "mean": 3 * drawn(layer["mean"]),
            "variance": chance.uniform(0.5, 2.0, layer["mean"].shape).astype(np.float32),
        }
        for layer in statistics
    ]
    mean = 30 * drawn(np.zeros(COEFFICIENTS))
    return Network(layers, norms, mean, chance.uniform(5, 9, COEFFICIENTS).astype(np.float32))


def speech(count: int, answers: int = 90) -> list[Example]:
    """Noise, in which a new phone begins every three answers."""
    chance = np.random.default_rng(2)
    found = []
    for _ in range(count):
        labels = np.repeat(2 * chance.integers(0, 42, answers // 3), 3).astype(np.int8)
        labels[np.arange(answers) % 3 > 0] += 1
        features = chance.standard_normal((3 * answers, COEFFICIENTS)) + labels.repeat(3)[:, None]
        found.append(Example(features.astype(np.float16), labels))
    return found
