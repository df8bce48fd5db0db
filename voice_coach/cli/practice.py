"""`voice-coach practice`: be led through a practice, or say what to do next."""

import click

from voice_coach import texts
from voice_coach.cli.options import Options, session_options


@click.command()
@click.argument("name", required=False)
@click.option("--resume", is_flag=True, help="Go on with an interrupted session.")
@session_options
def practice(options: Options, name: str | None, resume: bool) -> None:  # noqa: FBT001 - a flag
    """Be led through a guided practice. Without NAME you are asked what to do next.

    For example: voice-coach practice small-promises
    """
    from voice_coach.cli.choosing import choose  # noqa: PLC0415 - everything a session needs
    from voice_coach.cli.leading import (  # noqa: PLC0415
        go_on_with,
        leader,
        nothing_to_resume,
        practice_of,
    )
    from voice_coach.library import Library  # noqa: PLC0415

    library = Library(options.home, options.settings.language)
    chosen = library.load(name) if name is not None else None
    with leader(options) as leads:
        interrupted = leads.unfinished(chosen.name if chosen else None)
        resumed = interrupted if resume else None
        if resume:
            if interrupted is None:
                raise nothing_to_resume(name)
            chosen = practice_of(interrupted, library)
        elif chosen is not None and interrupted is not None:
            click.echo(texts.UNFINISHED.format(command=go_on_with(chosen, options)), err=True)
        if chosen is None:
            chosen, resumed = choose(leads, library)
        command = go_on_with(chosen, options)
        hint = texts.GO_ON_WITH.format(command=command) if command else ""
        session_id = leads.lead(chosen, resumed, hint)
    if options.captions:
        click.echo(texts.HEAR_AGAIN.format(command=options.command("replay", session_id)))
