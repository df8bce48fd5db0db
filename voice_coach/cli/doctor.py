"""`voice-coach doctor`: could a spoken session run here, and if not, what to do."""

import json
from dataclasses import asdict

import click

from voice_coach.cli.options import Options, json_option, session_options


@click.command()
@json_option
@session_options
@click.pass_context
def doctor(ctx: click.Context, options: Options, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """Check voice, ear, model, microphone, speaker, journal and disk.

    The exit status is 1 if a spoken session could not run.
    """
    from voice_coach.checkup import examine  # noqa: PLC0415 - everything a session needs

    findings = examine(options.settings, options.home)
    well = all(finding.ok for finding in findings)
    if as_json:
        rows = [asdict(finding) for finding in findings]
        click.echo(json.dumps({"ok": well, "checks": rows}, indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'ok' if finding.ok else 'NO':>3}  {finding.name:<10}  {finding.detail}")
    ctx.exit(0 if well else 1)
