"""Writes the network down as Kaldi does: `am/final.mdl`, a transition model and a network.

Every number and name here is what Kaldi's readers expect; see its `hmm/hmm-topology.cc`,
`hmm/transition-model.cc`, `nnet3/nnet-nnet.cc` and `matrix/compressed-matrix.cc`.
"""

import math
import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech_model.features import COEFFICIENTS
from speech_model.network import CONTEXT, EPSILON, LAYERS, Network
from speech_model.phone_ids import COUNT, number_of
from speech_model.phones import OUTPUTS

PRIOR_POWER = 0.7
"""The decoder divides by how often an output is right anyway; entirely, and rare phones win too
often."""


def write(network: Network, path: Path) -> None:
    """Write `network` as Vosk reads it."""
    priors = network.priors**PRIOR_POWER
    parts = (
        b"\0B",
        _transition_model(),
        _nnet(network),
        _token("<LeftContext>") + _int(CONTEXT),
        _token("<RightContext>") + _int(CONTEXT),
        _token("<Priors>") + _vector(priors / priors.sum()),
    )
    path.write_bytes(b"".join(parts))


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _double(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def _ints(values: Iterable[int]) -> bytes:
    array = np.fromiter(values, "<i4")
    return b"\x04" + struct.pack("<i", len(array)) + array.tobytes()


def _vector(values: Iterable[float] | NDArray[np.floating]) -> bytes:
    array = np.asarray(values, "<f4")
    return _token("FV") + _int(len(array)) + array.tobytes()


def _matrix(values: NDArray[np.floating]) -> bytes:
    """In 16 bits a value, between the smallest and the largest. In 8 bits words are lost."""
    low, span = float(values.min()), float(np.ptp(values))
    steps = np.round((values - low) / span * 65535).clip(0, 65535).astype("<u2")
    return _token("CM2") + struct.pack("<ffii", low, span, *values.shape) + steps.tobytes()


def _transition_model() -> bytes:
    """Each phone has one state; entering it is one output of the network, staying another."""
    topology = (
        _ints(range(1, COUNT + 1)),
        _ints([-1] + [0] * COUNT),  # every phone has entry 0
        _int(-1),  # what follows has an output of its own for staying
        _int(1),  # one entry
        _int(2),  # of two states
        _int(0) + _int(1) + _int(2) + _int(0) + _float(0.5) + _int(1) + _float(0.5),
        _int(-1) + _int(-1) + _int(0),  # the last one emits nothing
    )
    states = [
        _int(phone) + _int(0) + _int(2 * number_of(phone)) + _int(2 * number_of(phone) + 1)
        for phone in range(1, COUNT + 1)
    ]
    return b"".join(
        (
            _token("<TransitionModel>"),
            _token("<Topology>"),
            *topology,
            _token("</Topology>"),
            _token("<Tuples>"),
            _int(COUNT),
            *states,
            _token("</Tuples>"),
            _token("<LogProbs>"),
            _vector([0.0] + [math.log(0.5)] * (2 * COUNT)),
            _token("</LogProbs>"),
            _token("</TransitionModel>"),
        )
    )


def folded(network: Network) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return each layer's weights (outputs, inputs) and bias, with all normalization inside them.

    What a layer's inputs are multiplied with and moved by, to have a mean of 0 and a deviation
    of 1, its weights can do as well.
    """
    means = [network.mean, *network.norm_means]
    deviations = [network.deviation, *(np.sqrt(v + EPSILON) for v in network.norm_variances)]
    layers = []
    for weights, bias, mean, deviation in zip(
        network.weights, network.biases, means, deviations, strict=True
    ):
        taps = len(weights) // len(mean)
        scale = np.tile(1 / deviation.astype(np.float64), taps)
        scaled = weights.astype(np.float64) * scale[:, None]
        layers.append((scaled.T, bias - np.tile(mean.astype(np.float64), taps) @ scaled))
    return layers


def _nnet(network: Network) -> bytes:
    config = [f"input-node name=input dim={COEFFICIENTS}"]
    components: list[bytes] = []
    below, places = "input", 1
    layers = folded(network)
    for index, (layer, (weights, bias)) in enumerate(
        zip(LAYERS, layers[:-1], strict=True), start=1
    ):
        offsets = [(tap - layer.taps // 2) * layer.dilation * places for tap in range(layer.taps)]
        seen = ", ".join(f"Offset({below}, {n})" if n else below for n in offsets)
        config += [
            f"component-node name=affine{index} component=affine{index} input=Append({seen})",
            f"component-node name=relu{index} component=relu{index} input=affine{index}",
        ]
        components += [
            _affine(f"affine{index}", weights, bias),
            _nonlinear(f"relu{index}", "RectifiedLinearComponent", len(bias)),
        ]
        below, places = f"relu{index}", places * layer.stride
    config += [
        f"component-node name=affine component=affine input={below}",
        "component-node name=log-softmax component=log-softmax input=affine",
        "output-node name=output input=log-softmax objective=linear",
    ]
    components += [
        _affine("affine", *layers[-1]),
        _nonlinear("log-softmax", "LogSoftmaxComponent", OUTPUTS),
    ]
    lines = "\n".join(config) + "\n\n"
    header = _token("<Nnet3>") + b"\n" + lines.encode() + _token("<NumComponents>")
    return header + _int(len(components)) + b"".join(components) + _token("</Nnet3>")


def _affine(name: str, weights: NDArray[np.floating], bias: NDArray[np.floating]) -> bytes:
    return b"".join(
        (
            _token("<ComponentName>"),
            _token(name),
            _token("<FixedAffineComponent>"),
            _token("<LinearParams>"),
            _matrix(weights),
            _token("<BiasParams>"),
            _vector(bias),
            _token("</FixedAffineComponent>"),
        )
    )


def _nonlinear(name: str, kind: str, size: int) -> bytes:
    """Return a component without parameters; what it counts while Kaldi trains it is empty."""
    return b"".join(
        (
            _token("<ComponentName>") + _token(name) + _token(f"<{kind}>"),
            _token("<Dim>") + _int(size),
            _token("<ValueAvg>") + _vector([]) + _token("<DerivAvg>") + _vector([]),
            _token("<Count>") + _double(0),
            _token("<OderivRms>") + _vector([]) + _token("<OderivCount>") + _double(0),
            _token("<NumDimsSelfRepaired>") + _double(0),
            _token("<NumDimsProcessed>") + _double(0),
            _token(f"</{kind}>"),
        )
    )
