"""`voice-coach practice`: be led through a practice, or choose one by voice."""

import click

from voice_coach import texts
from voice_coach.cli.options import Options, session_options


@click.command()
@click.argument("name", required=False)
@click.option("--resume", is_flag=True, help="Go on with an interrupted session.")
@session_options
def practice(options: Options, name: str | None, resume: bool) -> None:  # noqa: FBT001 - a flag
    """Be led through a guided practice. Without NAME you choose one by voice.

    For example: voice-coach practice small-promises
    """
    from voice_coach.cli.leading import leader, nothing_to_resume, practice_of  # noqa: PLC0415
    from voice_coach.library import Library  # noqa: PLC0415 - everything a session needs

    def go_on(name: str) -> str:
        return options.command("practice", name, "--resume")

    library = Library(options.home, options.settings.language)
    chosen = library.load(name) if name is not None else None
    with leader(options) as leads:
        interrupted = leads.unfinished(chosen.name if chosen else None)
        if resume:
            if interrupted is None:
                raise nothing_to_resume(name)
            chosen = practice_of(interrupted, library)
        elif chosen is not None and interrupted is not None:
            click.echo(texts.UNFINISHED.format(command=go_on(chosen.name)), err=True)
        if chosen is None:
            chosen = leads.choose(library)
        hint = texts.GO_ON_WITH.format(command=go_on(chosen.name))
        session_id = leads.lead(chosen, interrupted if resume else None, hint)
    if options.captions:
        click.echo(texts.HEAR_AGAIN.format(command=options.command("replay", session_id)))
