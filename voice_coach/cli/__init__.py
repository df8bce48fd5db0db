"""The command line: the only way in and the only exit.

Commands live in one module each and are imported only when they are run, so that `--help` answers
at once. Every error a person can mend arrives here as a `CoachError` and leaves as one line. Of any
other only the kind is printed: its text might quote what was said (see `console`).
"""

import importlib
from typing import Any

import click

from voice_coach import __version__, allocator
from voice_coach.cli import console
from voice_coach.cli.console import echo, warn
from voice_coach.cli.params import with_forms, with_session_options
from voice_coach.errors import CoachError
from voice_coach.plain_text import printable

COMMANDS: dict[str, tuple[str, str]] = {
    "practice": ("sessions:practice", "Be led through a guided practice."),
    "standby": ("standby:standby", "Wait until you call it by voice."),
    "breathe": ("sessions:breathe", "Paced breathing, led by tones."),
    "journal": ("sessions:journal", "Speak a journal entry."),
    "replay": ("sessions:replay", "Hear a past session again."),
    "history": ("history:history", "List past sessions."),
    "show": ("history:show", "Print a past session."),
    "search": ("history:search", "Find words in everything that was said."),
    "edit": ("edit:edit", "Correct what was misheard, a title, a day; give tags."),
    "hear-again": ("hear_again:hear_again", "Hear recordings once more, with a better model."),
    "memories": ("memories:memories", "List, close, edit and forget what is kept."),
    "insight": ("insight:insight", "Look back: what can be counted and quoted."),
    "export": ("transfer:export", "Hand sessions over as files to read, keep or bring back."),
    "import": ("transfer:import_", "Take in exported sessions, and recordings."),
    "forget": ("history:forget", "Delete sessions for good."),
    "recover": ("recover:recover", "Go on with a copy where the journal is damaged."),
    "lock": ("encryption:lock", "Encrypt the journal with a passphrase."),
    "unlock": ("encryption:unlock", "Decrypt the journal."),
    "practices": ("practices:practices", "List, show and check practices."),
    "plans": ("plans:list_plans", "List the plans over days."),
    "transcribe": ("transcribe:transcribe", "Write down what is said in recordings."),
    "models": ("models:models", "List, install, choose and remove speech models."),
    "voices": ("voices:voices", "List, hear, install, choose and remove voices."),
    "about": ("about:about", "What this is and is not, and whom to call."),
    "setup": ("devices:setup", "Choose and test a speaker and a microphone, by voice."),
    "doctor": ("devices:doctor", "Check whether a session could run here."),
    "demo": ("sessions:demo", "Watch a synthetic person being led."),
}
"""Every command: where it is (`module:function` in this package), and its line of help."""


class _Commands(click.Group):
    """A group that imports a command only when it is run, and turns errors into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        allocator.give_back_freed_memory()  # before anything large is loaded
        module, _, function = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(
            importlib.import_module(f"voice_coach.cli.{module}"), function
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, with_forms(args))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        console.make_usable()
        console.keep_quiet()
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            error.message = printable(error.message)  # type: ignore[misc]  # Final: for callers
            raise
        except (click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # what click ends quietly
        except Exception as error:  # noqa: BLE001 - the only exit
            if ctx.params.get("debug"):
                echo(console.traceback_of(error), err=True, nl=False)
            warn(error if isinstance(error, CoachError) else console.unexpected(error))
            ctx.exit(1)
        except KeyboardInterrupt:  # the second one: the first ends a session and saves it
            ctx.exit(130)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--debug", is_flag=True, help="Show where an error came from, never its words.")
@with_session_options
@click.version_option(__version__, prog_name="voice-coach")
@click.pass_context
def main(ctx: click.Context, /, debug: bool, **values: Any) -> None:  # noqa: ARG001, FBT001
    """An offline companion for guided reflection and breathing, led and answered by voice.

    Without a command it asks, by voice, what you would like to do. Nothing you say leaves this
    machine.
    """
    if ctx.invoked_subcommand is None:
        command = main.get_command(ctx, "practice")
        if command is not None:
            from voice_coach.settings import Home  # noqa: PLC0415 - msgspec, not for --help

            home = values.pop("home") or Home.find()
            ctx.invoke(command, name=None, resume=False, home=home, **values)
        return
    given = {name: value for name, value in values.items() if value is not None}
    home = {"home": values["home"]} if values["home"] else {}
    ctx.default_map = {name: {**given, "show": home} for name in COMMANDS}
