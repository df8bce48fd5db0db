"""`voice-coach breathe`: paced breathing alone."""

import click

from voice_coach.cli.options import Options, session_options


@click.command()
@click.argument("pattern", nargs=-1)
@click.option(
    "--minutes",
    type=click.FloatRange(0, 60, min_open=True),
    help="How long; rounded to whole breaths.  [default: 5, and four breaths of 4-7-8]",
)
@click.option("--rate", type=float, help="Breaths a minute, for resonance: 4.5 to 6.5.")
@session_options
def breathe(
    options: Options, pattern: tuple[str, ...], minutes: float | None, rate: float | None
) -> None:
    """Breathing, led by tones: rising in, falling out, silence for holds.

    PATTERN, with the seconds of its phases, is one of these. What is to be careful of is said
    before it begins. Say "I feel dizzy" at any time, and the breath is left to itself.

    \b
    extended exhale    in 4, out 6 (the default)
    coherent           in 5, out 5
    resonance          in 5.45, out 5.45, or another --rate
    cyclic sigh        in 3, a little more in 1, out 8
    box                in 4, hold 4, out 4, rest 4
    4-7-8              in 4, hold 7, out 8
    alternate nostril  in 6, out 6, one side of the nose after the other
    natural            as it comes, with a soft bell each minute
    """  # noqa: D301 - click leaves a paragraph as it is after this character
    from voice_coach.builtin import breathing  # noqa: PLC0415 - everything a session needs
    from voice_coach.cli.leading import leader  # noqa: PLC0415
    from voice_coach.session.breathing import DEFAULT_PATTERN  # noqa: PLC0415

    practice = breathing(" ".join(pattern) or DEFAULT_PATTERN, minutes, rate)
    with leader(options) as leads:
        leads.lead(practice)
