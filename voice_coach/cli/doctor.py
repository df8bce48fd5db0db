"""`voice-coach doctor`: could a spoken session run here, and if not, what to do."""

from dataclasses import asdict

import click

from voice_coach.cli.history import print_json
from voice_coach.cli.options import Options, json_option, session_options


@click.command()
@click.option("--voices", is_flag=True, help="List the voices there are, and nothing else.")
@json_option
@session_options
@click.pass_context
def doctor(ctx: click.Context, options: Options, voices: bool, as_json: bool) -> None:  # noqa: FBT001
    """Check voice, ear, model, microphone, speaker, journal and disk.

    The exit status is 1 if a spoken session could not run.
    """
    from voice_coach.checkup import examine, voices_of  # noqa: PLC0415 - all a session needs

    if voices:
        found = voices_of(options.settings)
        if as_json:
            print_json(found)
        else:
            click.echo("\n".join(found))
        return
    findings = examine(options.settings, options.home)
    well = all(finding.ok for finding in findings)
    if as_json:
        rows = [asdict(finding) for finding in findings]
        print_json({"ok": well, "checks": rows})
    else:
        for finding in findings:
            click.echo(f"{'ok' if finding.ok else 'NO':>3}  {finding.name:<10}  {finding.detail}")
    ctx.exit(0 if well else 1)
