"""The report of a run: a table for people, JSON for programs."""

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.figure import Result

Machine = dict[str, str | int | float]

_DIGITS = ((100, 0), (10, 1), (0.1, 2))
"""From which size on how many digits after the point are worth reading; below, four are."""

_STYLES = {
    "met": "green",
    "missed": "red",
    "not measured": "yellow",
    "broken": "bold red",
    "told": "dim",
}


def as_json(machine: Machine, results: Sequence[Result], *, quick: bool, seconds: float) -> str:
    """Return all results as one JSON object."""
    whole = {
        "machine": machine,
        "quick": quick,
        "seconds": round(seconds, 1),
        "figures": [_figure(result) for result in results],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _figure(result: Result) -> dict[str, object]:
    figure, measured = result.figure, result.measured
    told: dict[str, object] = {
        "name": figure.name,
        "meaning": figure.meaning,
        "unit": figure.unit,
        "value": measured.value if measured else None,
        "target": figure.target,
        "target_is_for": "ratio" if figure.as_share else "value",
        "verdict": result.verdict,
    }
    if figure.usual:
        told |= {
            "usual_way": figure.usual,
            "usual": measured.usual if measured else None,
            "ratio": result.ratio,
        }
    if measured is None:
        return told | {"reason": result.reason}
    return told | {"details": measured.details}


def print_table(
    console: Console, machine: Machine, results: Sequence[Result], *, seconds: float
) -> None:
    """Print the figures, each beside its target and the usual way, and why some are missing."""
    table = Table(title="Lower is better. See docs/benchmarks.md", title_justify="left")
    table.add_column("figure", no_wrap=True)
    for heading in ("measured", "target"):
        table.add_column(heading, justify="right")
    table.add_column("verdict", no_wrap=True)
    for heading in ("usual way", "ratio", "n"):
        table.add_column(heading, justify="right")
    for result in results:
        figure, measured = result.figure, result.measured
        style = _STYLES[result.verdict]
        table.add_row(
            figure.name,
            _number(measured.value if measured else None, figure.unit),
            _number(figure.target, "of it" if figure.as_share else figure.unit),
            f"[{style}]{result.verdict}[/{style}]",
            _number(measured.usual if measured else None, figure.unit),
            _number(result.ratio, ""),
            str(measured.details.get("n", "")) if measured else "",
        )
    console.print(table)
    for result in results:
        if result.reason:
            console.print(f"{result.figure.name}: {result.reason}", markup=False, highlight=False)
    described = ", ".join(f"{name} {value}" for name, value in machine.items())
    console.print(f"{described}. {seconds:.0f} seconds.", style="dim")


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if 0 < abs(value) < 0.0001:
        return f"{value:.0e} {unit}".rstrip()
    digits = next((digits for limit, digits in _DIGITS if abs(value) >= limit), 4)
    return f"{value:.{digits}f} {unit}".rstrip()
