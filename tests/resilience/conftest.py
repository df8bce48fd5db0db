"""The program as a person runs it; the fixture is that of the command line's tests."""

from tests.cli.conftest import run, run_program, said_before, voice_in_process

__all__ = ["run", "run_program", "said_before", "voice_in_process"]
