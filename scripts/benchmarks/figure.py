"""A figure: a number with a meaning, a unit, a target and something to compare it with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.bench import Bench

Details = dict[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement: the figure, the same done the usual way, and details of both."""

    value: float
    usual: float | None = None
    details: Details = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. Lower is better in all of them.

    Attributes:
        name: `group.figure`; `--only` takes either.
        meaning: One line.
        unit: Of the value and the usual way, and of the target if that is no ratio.
        measure: Measures it now; raises `NotMeasuredError` where it cannot be measured here.
        target: The most it may be; None where it is only told.
        as_share: Whether the target is for the ratio to the usual way and not for the value.
        usual: What it is compared with, in a few words; empty where there is nothing.
        on_request: Whether it is measured only where `--only` names it: it takes long, and the net.
    """

    name: str
    meaning: str
    unit: str
    measure: Callable[[Bench], Measured]
    target: float | None = None
    usual: str = ""
    as_share: bool = False
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A figure after the attempt to measure it.

    Attributes:
        figure: Which.
        measured: None where there is no measurement.
        reason: Why there is none.
        broken: Whether that is a fault, of the program or of the benchmark.
    """

    figure: Figure
    measured: Measured | None
    reason: str = ""
    broken: bool = False

    @property
    def verdict(self) -> str:
        """Return `met` or `missed`, `told` without a target, `not measured`, or `broken`."""
        if self.measured is None:
            return "broken" if self.broken else "not measured"
        if self.figure.target is None:
            return "told"
        value = self.ratio if self.figure.as_share else self.measured.value
        return "met" if value is not None and value <= self.figure.target else "missed"

    @property
    def ratio(self) -> float | None:
        """Return the figure as a share of the usual way's."""
        if self.measured is None or not self.measured.usual:
            return None
        return self.measured.value / self.measured.usual


def spread(values: Sequence[float]) -> Details:
    """Return how many values there are, their median, 95th percentile and maximum.

    Raises:
        ValueError: There are none.
    """
    if not values:
        raise ValueError("nothing was measured")
    return {
        "n": len(values),
        "p50": float(np.percentile(values, 50)),
        "p95": percentile_95(values),
        "max": float(max(values)),
    }


def percentile_95(values: Sequence[float]) -> float:
    """Return the 95th percentile, interpolated; of few values nearly their maximum."""
    return float(np.percentile(values, 95))


def prefixed(prefix: str, details: Details) -> Details:
    """Return the same details under longer names."""
    return {f"{prefix}_{name}": value for name, value in details.items()}
