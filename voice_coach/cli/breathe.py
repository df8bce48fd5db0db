"""`voice-coach breathe`: paced breathing alone."""

import click

from voice_coach.cli.options import Options, session_options


@click.command()
@click.argument("pattern", default="extended exhale")
@click.option(
    "--minutes",
    type=click.FloatRange(0, 60, min_open=True),
    default=5.0,
    show_default=True,
    help="How long; rounded to whole breaths.",
)
@session_options
def breathe(options: Options, pattern: str, minutes: float) -> None:
    """Paced breathing, led by tones: rising in, falling out, silence for holds.

    PATTERN is "extended exhale" (in 4 seconds, out 6; the default), "coherent" (5 and 5) or "box"
    (4 each: in, hold, out, rest).
    """
    from voice_coach.builtin import breathing  # noqa: PLC0415 - everything a session needs
    from voice_coach.cli.leading import leader  # noqa: PLC0415

    practice = breathing(pattern, minutes)
    with leader(options) as leads:
        leads.lead(practice)
