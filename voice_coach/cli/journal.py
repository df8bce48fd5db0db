"""`voice-coach journal`: a spoken journal entry."""

import click

from voice_coach import texts
from voice_coach.cli.options import Options, session_options


@click.command()
@click.option("--title", metavar="T", help="What the entry is called.")
@session_options
def journal(options: Options, title: str | None) -> None:
    """Speak a journal entry. It ends when you say "I'm done", or after a long silence."""
    from voice_coach.builtin import entry  # noqa: PLC0415 - everything a session needs
    from voice_coach.cli import leading  # noqa: PLC0415

    notice = leading.hearing_notice(options)
    with leading.on_stage(options) as stage:
        session_id = leading.lead_kept(stage, options, entry(title), notice=notice)
    if options.captions:
        click.echo(texts.HEAR_AGAIN.format(session=session_id))
