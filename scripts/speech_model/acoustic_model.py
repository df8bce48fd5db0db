"""Writes the network down as Kaldi does: `am/final.mdl`, a transition model and a network.

Every number and name here is what Kaldi's readers expect; see its `hmm/hmm-topology.cc`,
`hmm/transition-model.cc`, `nnet3/nnet-nnet.cc`, `nnet3/nnet-simple-component.cc` and
`matrix/compressed-matrix.cc`.
"""

import math
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from speech_model import biphones
from speech_model.features import COEFFICIENTS, GLOBAL_FRAMES
from speech_model.network import (
    BYPASS,
    CONTEXT,
    DILATIONS,
    EPSILON,
    STRIDE,
    TAPS,
    Network,
    output_weights,
)
from speech_model.phone_ids import COUNT, number_of, transitions

Weights = NDArray[np.float64]


class Product(NamedTuple):
    """Weights (outputs, inputs) and a bias, with all normalization inside them."""

    weights: Weights
    bias: Weights


def write(network: Network, folder: Path) -> None:
    """Write `network` into the folder `am` of a model, as Vosk reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = (
        b"\0B",
        _transition_model(),
        _nnet(network),
        _token("<LeftContext>") + _int(CONTEXT),
        _token("<RightContext>") + _int(CONTEXT),
        _token("<Priors>") + _vector([]),  # an output's score is no probability
    )
    (folder / "final.mdl").write_bytes(b"".join(parts))
    sums = np.zeros((2, COEFFICIENTS + 1))
    sums[0] = np.append(network.mean.astype(np.float64), 1.0) * GLOBAL_FRAMES
    shape = _int(len(sums)) + _int(sums.shape[1])
    stats = b"\0B" + _token("DM") + shape + sums.astype("<f8").tobytes()
    (folder / "global_cmvn.stats").write_bytes(stats)


def lefts(model: Path) -> int:
    """Return how many phones before a phone the network of a finished model tells apart."""
    return biphones.PHONES if (model / "am" / "global_cmvn.stats").exists() else 1


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
    """Each phone has one state; entering it is an output of the network, staying another."""
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
        _int(phone)
        + _int(0)
        + _int(biphones.entering(left, number_of(phone)))
        + _int(biphones.staying(number_of(phone)))
        for phone in range(1, COUNT + 1)
        for left in range(biphones.PHONES)
    ]
    return b"".join(
        (
            _token("<TransitionModel>"),
            _token("<Topology>"),
            *topology,
            _token("</Topology>"),
            _token("<Tuples>"),
            _int(len(states)),
            *states,
            _token("</Tuples>"),
            _token("<LogProbs>"),
            _vector([0.0] + [math.log(0.5)] * transitions()),
            _token("</LogProbs>"),
            _token("</TransitionModel>"),
        )
    )


class Folded(NamedTuple):
    """The products of a network; see `folded`."""

    first: Product
    layers: list[tuple[Product, Product]]
    last: Product
    outputs: Product


def folded(network: Network) -> Folded:
    """Return the network's products with all normalization inside them.

    A layer's values are kept as a scale times what its rectifiers found so far, and a constant:
    what they are to be multiplied with and moved by, the weights of what sees them do as well.
    """
    first, *layers, last, _, _ = [
        {name: value.astype(np.float64) for name, value in layer.items()}
        for layer in network.parameters
    ]
    scales = [
        1 / np.sqrt(one["variance"].astype(np.float64) + EPSILON) for one in network.statistics
    ]
    shifts = [-one["mean"] * scale for one, scale in zip(network.statistics, scales, strict=True)]
    weights = first["weights"] / np.tile(network.deviation, TAPS)
    start = Product(weights * scales[0][:, None], first["bias"] * scales[0])
    found, factor, constant = [], 1.0, shifts[0]
    for layer, scale, shift in zip(layers, scales[1:-1], shifts[1:-1], strict=True):
        inner = Product(layer["narrow"] * factor, layer["narrow"] @ np.tile(constant, 2))
        factor *= BYPASS
        gain = scale / factor
        found.append((inner, Product(layer["weights"] * gain[:, None], layer["bias"] * gain)))
        constant = shift + BYPASS * constant
    end = last["weights"] * scales[-1][:, None]
    ended = Product(end * factor, end @ constant + shifts[-1])
    heads = {name: jnp.asarray(value) for name, value in network.parameters[-2].items()}
    output, bias = map(np.asarray, output_weights(heads))
    return Folded(start, found, ended, Product(output.astype(np.float64), bias.astype(np.float64)))


class _Nnet:
    """Kaldi's network: a line for each node, and its component."""

    def __init__(self) -> None:
        self.config = [f"input-node name=input dim={COEFFICIENTS}"]
        self.components: list[bytes] = []

    def add(self, name: str, seen: str, component: bytes) -> str:
        """Add a node of this name with what it sees; returns the name."""
        line = f"component-node name={name} component={name} input={seen}"
        self.config.append(line)
        self.components.append(_token("<ComponentName>") + _token(name) + component)
        return name

    def affine(self, name: str, seen: str, product: Product) -> str:
        """Add a product."""
        parts = (
            _token("<FixedAffineComponent>"),
            _token("<LinearParams>") + _matrix(product.weights),
            _token("<BiasParams>") + _vector(product.bias),
            _token("</FixedAffineComponent>"),
        )
        return self.add(name, seen, b"".join(parts))

    def rectified(self, name: str, seen: str, product: Product) -> str:
        """Add a product whose negative values are cut off."""
        affine = self.affine(f"{name}.affine", seen, product)
        return self.add(f"{name}.relu", affine, _rectifier(len(product.bias)))

    def total(self, name: str, seen: str, size: int) -> str:
        """Add a sum."""
        parts = (
            _token("<NoOpComponent>"),
            _token("<Dim>") + _int(size),
            _token("<BackpropScale>") + _float(1.0),
            _token("</NoOpComponent>"),
        )
        return self.add(name, seen, b"".join(parts))


def _nnet(network: Network) -> bytes:
    products = folded(network)
    nnet = _Nnet()
    offsets = [tap - TAPS // 2 for tap in range(TAPS)]
    values = nnet.rectified("tdnn0", _append("input", *offsets), products.first)
    for number, ((inner, wide), dilation) in enumerate(
        zip(products.layers, DILATIONS, strict=True), start=1
    ):
        name, distance = f"tdnnf{number}", dilation * STRIDE
        narrow = nnet.affine(f"{name}.linear", _append(values, 0, distance), inner)
        found = nnet.rectified(name, _append(narrow, -distance, 0), wide)
        values = nnet.total(f"{name}.sum", f"Sum({found}, {values})", len(wide.bias))
    last = nnet.affine("prefinal", values, products.last)
    nnet.config.append(
        f"output-node name=output input={nnet.affine('outputs', last, products.outputs)} "
        "objective=linear"
    )
    lines = "\n".join(nnet.config) + "\n\n"
    header = _token("<Nnet3>") + b"\n" + lines.encode() + _token("<NumComponents>")
    return header + _int(len(nnet.components)) + b"".join(nnet.components) + _token("</Nnet3>")


def _append(below: str, *offsets: int) -> str:
    return f"Append({', '.join(f'Offset({below}, {n})' if n else below for n in offsets)})"


def _rectifier(size: int) -> bytes:
    """Return a rectifier; what it counts while Kaldi trains it is empty."""
    return b"".join(
        (
            _token("<RectifiedLinearComponent>"),
            _token("<Dim>") + _int(size),
            _token("<ValueAvg>") + _vector([]) + _token("<DerivAvg>") + _vector([]),
            _token("<Count>") + _double(0),
            _token("<OderivRms>") + _vector([]) + _token("<OderivCount>") + _double(0),
            _token("<NumDimsSelfRepaired>") + _double(0),
            _token("<NumDimsProcessed>") + _double(0),
            _token("</RectifiedLinearComponent>"),
        )
    )
