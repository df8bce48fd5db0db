"""The memory of a session, without the speech model.

The whole tree of processes counts: the program and its voice. Resident set sizes (RSS) count a page
for every process that uses it, and proportional ones (PSS) become smaller with every other program
that runs the same libraries, the benchmark among them. So the figure is what the tree would take
if it ran alone: its private pages, and each page that is shared, once.

The model is the person's choice, so its part is measured by itself and taken off.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped] # it publishes no type information

from benchmarks.bench import NotMeasuredError

MEGABYTE = 1_000_000

_MAPPING = re.compile(r"^[0-9a-f]+-[0-9a-f]+ \S+ (?P<offset>\S+) (?P<device>\S+) (?P<inode>\d+)")
_SIZE = re.compile(r"^(?P<name>\w+): +(?P<kilobytes>\d+) kB$")


@dataclass(frozen=True, order=True)
class Weight:
    """Memory in megabytes (10^6 bytes): alone, proportional, resident; of so many processes."""

    alone: float
    pss: float
    rss: float
    processes: int = 1

    def __sub__(self, other: "Weight") -> "Weight":
        return Weight(
            self.alone - other.alone, self.pss - other.pss, self.rss - other.rss, self.processes
        )


def of_tree(pid: int, *, childless: bool = False) -> Weight:
    """Return the memory of a process, and unless it is `childless` of all its descendants, now.

    Raises:
        NotMeasuredError: This system does not tell.
    """
    if not Path("/proc/self/smaps").exists():
        raise NotMeasuredError("only Linux tells which memory processes share")
    sizes: Counter[str] = Counter()
    shared: Counter[tuple[str, ...]] = Counter()
    processes = 0
    children = [] if childless else psutil.Process(pid).children(recursive=True)
    for each in (pid, *(child.pid for child in children)):
        try:
            lines = Path(f"/proc/{each}/smaps").read_text().splitlines()
        except OSError:
            continue  # it has ended meanwhile
        processes += 1
        own_sizes, own_shared = _of_lines(lines)
        sizes += own_sizes
        shared |= own_shared  # the larger of both: these may be the same pages
    alone = sizes["Private_Clean"] + sizes["Private_Dirty"] + shared.total()
    return Weight(_megabytes(alone), _megabytes(sizes["Pss"]), _megabytes(sizes["Rss"]), processes)


def _of_lines(lines: list[str]) -> tuple[Counter[str], Counter[tuple[str, ...]]]:
    """Return the kilobytes by name, and the shared ones by the mapping they come from."""
    sizes: Counter[str] = Counter()
    shared: Counter[tuple[str, ...]] = Counter()
    stretch: tuple[str, ...] = ()
    for line in lines:
        if mapping := _MAPPING.match(line):
            stretch = mapping.groups()
        elif size := _SIZE.match(line):
            name, kilobytes = size["name"], int(size["kilobytes"])
            sizes[name] += kilobytes
            if name in ("Shared_Clean", "Shared_Dirty"):
                shared[stretch] += kilobytes
    return sizes, shared


def _megabytes(kilobytes: int) -> float:
    return kilobytes * 1024 / MEGABYTE
