"""`voice-coach demo`: a whole session in which a synthetic person answers."""

import sys
from dataclasses import replace

import click

from voice_coach import texts
from voice_coach.cli.options import AUTO, Options, session_options, warn


@click.command()
@click.argument("practice", default="small-promises")
@click.option(
    "--speed",
    type=click.Choice(["real", "max"]),
    help="As people speak, or as fast as the machine allows. Default: real on a terminal.",
)
@click.option(
    "--examples",
    type=click.IntRange(0),
    default=0,
    help="Which of the practice's further examples to answer with. Default: 0, the first ones.",
)
@session_options
def demo(options: Options, practice: str, speed: str | None, examples: int) -> None:
    """Watch a synthetic person being led through PRACTICE, with the real voice and ear.

    It needs no sound device; where there is a speaker you hear both. What is said goes into a
    journal of its own, unless you choose one with --home.
    """
    from voice_coach.cli.leading import leader  # noqa: PLC0415 - everything a session needs
    from voice_coach.library import Library  # noqa: PLC0415
    from voice_coach.studio import demo_ear, open_demo  # noqa: PLC0415

    found = Library(options.home, options.settings.language).load(practice)
    if not options.home_chosen:  # a synthetic person's promises are not yours
        options = replace(options, home=options.home / "demo", home_named=True)
    if options.captions_asked is None:  # a demo is to be watched
        options = replace(options, captions_asked=AUTO)
    real_time = speed == "real" or (speed is None and sys.stdout.isatty())
    model = demo_ear(options.settings, options.home)
    click.echo(texts.DEMO_EAR.format(model=model.name), err=True)
    if options.interrupt_asked is not None:
        warn(texts.DEMO_INTERRUPT.format(option=options.interrupt_asked))
    if options.keyboard:
        warn(texts.DEMO_KEYBOARD)
    stage = open_demo(options.settings, options.home, found, real_time=real_time, examples=examples)
    with leader(options, stage) as leads:
        session_id = leads.lead(found)
    if options.captions:
        again = texts.HEAR_AGAIN if options.home_chosen else texts.HEAR_DEMO_AGAIN
        click.echo(again.format(command=options.command("replay", session_id)))
