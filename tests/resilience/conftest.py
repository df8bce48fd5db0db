"""The program as a person runs it; the fixture is that of the command line's tests."""

from tests.cli.conftest import run

__all__ = ["run"]
