"""`voice-coach practice`: be led through a practice, or choose one by voice."""

import click

from voice_coach import texts
from voice_coach.cli.options import Options, session_options


@click.command()
@click.argument("name", required=False)
@click.option("--resume", is_flag=True, help="Go on with an interrupted session.")
@session_options
def practice(options: Options, name: str | None, resume: bool) -> None:  # noqa: FBT001 - a flag
    r"""Be led through a guided practice. Without NAME you choose one by voice.

    \b
    voice-coach practice small-promises
    voice-coach practice --resume
    """
    from voice_coach.cli import leading  # noqa: PLC0415 - everything a session needs
    from voice_coach.library import Library  # noqa: PLC0415

    library = Library(options.home, options.settings.language)
    chosen = library.load(name) if name is not None else None
    notice = leading.hearing_notice(options)
    with leading.on_stage(options) as stage:
        interrupted = None
        if resume or chosen is not None:
            interrupted = leading.unfinished(options, stage, chosen.name if chosen else None)
        if resume:
            if interrupted is None:
                raise leading.nothing_to_resume(name)
            chosen = leading.practice_of(interrupted, library)
        elif interrupted is not None:
            click.echo(texts.UNFINISHED.format(practice=interrupted.practice), err=True)
        if chosen is None:
            chosen = leading.choose(stage, library)
        session_id = leading.lead_kept(
            stage,
            options,
            chosen,
            notice=notice,
            resumed=interrupted if resume else None,
        )
    if options.captions:
        click.echo(texts.HEAR_AGAIN.format(session=session_id))
