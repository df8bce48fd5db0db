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
    from voice_coach.cli.leading import leader  # noqa: PLC0415

    hint = texts.GO_ON_WITH.format(command=options.command("practice", "--resume"))
    with leader(options) as leads:
        session_id = leads.lead(entry(title), hint=hint)
    if options.captions:
        click.echo(texts.HEAR_AGAIN.format(command=options.command("replay", session_id)))
