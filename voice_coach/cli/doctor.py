"""`voice-coach doctor`: could a spoken session run here, and if not, what to do."""

import json
from dataclasses import asdict

import click

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
        click.echo(json.dumps(found, indent=2) if as_json else "\n".join(found))
        return
    findings = examine(options.settings, options.home)
    well = all(finding.ok for finding in findings)
    if as_json:
        rows = [asdict(finding) for finding in findings]
        click.echo(json.dumps({"ok": well, "checks": rows}, indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'ok' if finding.ok else 'NO':>3}  {finding.name:<10}  {finding.detail}")
    ctx.exit(0 if well else 1)
