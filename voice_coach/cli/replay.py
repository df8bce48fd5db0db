"""`voice-coach replay`: hear a past session again."""

from dataclasses import replace

import click

from voice_coach import texts
from voice_coach.cli.options import Options, session_options
from voice_coach.here import HERE


@click.command()
@click.argument("session", default="last")
@session_options
def replay(options: Options, session: str) -> None:
    """Speak a past session back: what you were asked, and what you said.

    SESSION is an id, the beginning of one, `last`, or a practice's name.
    """
    from voice_coach import builtin  # noqa: PLC0415 - everything a session needs
    from voice_coach.cli.history import open_journal  # noqa: PLC0415
    from voice_coach.cli.leading import leader  # noqa: PLC0415

    with open_journal(options.home) as journal:  # before anything is opened or spoken
        row = journal.find(session)
    # Nothing is asked, so no microphone is needed: pause and skip are typed.
    with leader(replace(options, keyboard=True)) as leads:
        practice = builtin.replay(row, leads.journal.turns(row.id))
        intro = builtin.replay_intro(row, leads.stage.clock().astimezone(HERE))
        leads.lead_unkept(practice, intro, texts.REPLAY_CLOSING)
