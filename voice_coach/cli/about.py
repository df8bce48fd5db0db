"""The command that says what this is and what it is not, whom to call, and where things are."""

import json
from pathlib import Path

import click
import msgspec

from voice_coach import __version__
from voice_coach.cli.console import echo, warn
from voice_coach.cli.params import home_option, json_option
from voice_coach.safety.helplines import Country, look_up
from voice_coach.settings import Home, country_of, load_settings
from voice_coach.texts import care as care_texts


@click.command()
@json_option
@home_option
def about(home: Home, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """What this is and what it is not, whom to call in need, and where things are."""
    code = country_of(load_settings(home))
    found, error = look_up(code, home.helplines)
    if as_json:
        facts = {
            "version": __version__,
            "is": care_texts.ABOUT_IS,
            "is_not": care_texts.ABOUT_IS_NOT,
            "country": code,
            "name": found.name if found is not None else None,
            "emergency": found.emergency if found is not None else None,
            "helplines": found.helplines if found is not None else [],
            "places": {name: str(place) for name, place in _places(home).items()},
        }
        echo(json.dumps(msgspec.to_builtins(facts), indent=2, ensure_ascii=False))
    else:
        echo(f"Voice Coach {__version__}\n\n{care_texts.ABOUT_IS}\n\n{care_texts.ABOUT_IS_NOT}\n")
        for line in _numbers(found):
            echo(line)
        echo(f"\n{care_texts.ABOUT_NUMBERS.format(home=home.path)}\n\n{care_texts.ABOUT_PLACES}")
        for name, place in _places(home).items():
            echo(f"  {name:<10}  {place}")
    if error is not None:
        warn(error)


def _numbers(found: Country | None) -> list[str]:
    """Return the numbers of a country, a line each; where none is known, how to find them."""
    lines = []
    if found is not None and found.emergency is not None:
        lines.append(care_texts.ABOUT_IN.format(country=found.name))
        lines.append(f"  {found.emergency.number}  {care_texts.EMERGENCY_NAME}")
    else:
        lines.append(care_texts.EMERGENCY_ANYWHERE)
    if found is not None and found.helplines:
        for line in found.helplines:
            hours = f", {line.hours}" if line.hours else ""
            checked = f" (checked {line.checked})" if line.checked else ""
            lines.append(f"  {line.number}  {line.name}{hours}{checked}")
    else:
        lines.append(care_texts.ABOUT_LINES_ANYWHERE)
    return lines


def _places(home: Home) -> dict[str, Path]:
    """Return where a person's things are, whether they are there yet or not."""
    return {
        "journal": home.journal,
        "settings": home.settings,
        "practices": home.practices,
        "models": home.models,
        "helplines": home.helplines,
    }
