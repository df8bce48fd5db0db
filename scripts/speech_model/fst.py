"""Finite-state transducers, through OpenFst's programs.

They come with Debian's package libfst-tools. It knows the types of transducer that the decoder
reads only when their libraries are loaded before the program's own.
"""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from speech_model.errors import BuildError

_LIBRARIES = ("libfstlookahead.so.*", "libfstconst.so.*")


class Arc(NamedTuple):
    """From one state to another; `cost` is the negative logarithm of a probability."""

    source: int
    target: int
    reads: int
    writes: int
    cost: float = 0.0


class Transducer(NamedTuple):
    """Arcs, what it costs to end in which state, and the state to start from."""

    arcs: list[Arc]
    finals: dict[int, float]
    start: int = 0


def with_lookahead(transducer: Transducer, path: Path) -> dict[int, int]:
    """Write a transducer that can look ahead to the words it will write.

    Returns:
        The new number of each word: words are renumbered, so that those which can be reached from
        a state stand side by side.
    """
    pairs = path.with_suffix(".pairs")
    data = _run("fstcompile", data=_lines(transducer))
    data = _run("fstarcsort", "--sort_type=olabel", data=data)
    options = ("--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}")
    _run("fstconvert", *options, "-", str(path), data=data)
    rows = [line.split() for line in pairs.read_text().splitlines()]
    pairs.unlink()
    return {int(old): int(new) for old, new in rows}


def constant(transducer: Transducer, path: Path) -> None:
    """Write a transducer that does not change, its arcs sorted by what they read."""
    data = _run("fstcompile", data=_lines(transducer))
    data = _run("fstconnect", data=data)
    data = _run("fstarcsort", "--sort_type=ilabel", data=data)
    _run("fstconvert", "--fst_type=const", "-", str(path), data=data)


def _lines(transducer: Transducer) -> bytes:
    """As `fstcompile` reads it: the first line's state is the one to start from."""
    arcs = sorted(transducer.arcs, key=lambda arc: (arc.source != transducer.start, arc.source))
    lines = ["{}\t{}\t{}\t{}\t{:.5f}".format(*arc) for arc in arcs]
    lines += [f"{state}\t{cost:.5f}" for state, cost in transducer.finals.items()]
    return "\n".join((*lines, "")).encode()


def _run(*command: str, data: bytes) -> bytes:
    environment = os.environ | {"LD_PRELOAD": ":".join(map(str, _preloaded()))}
    try:
        done = subprocess.run(command, input=data, env=environment, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]} is missing. Install Debian's libfst-tools.") from error
    except subprocess.CalledProcessError as error:
        raise BuildError(f"{command[0]} failed: {error.stderr.decode()}") from error
    return done.stdout


def _preloaded() -> Iterable[Path]:
    for name in _LIBRARIES:
        found = sorted(Path("/usr/lib").glob(f"*/{name}"))
        if not found:
            raise BuildError(f"{name} is missing. Install Debian's libfst-tools.")
        yield found[0]
