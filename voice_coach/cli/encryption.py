"""The commands that encrypt and decrypt the journal and its recordings: `lock` and `unlock`."""

import click

from voice_coach.cli.console import at_work, echo, warn
from voice_coach.cli.journal_access import (
    choose_passphrase,
    forget_in_keyring,
    key_if_locked,
    offer_keyring,
    open_journal,
)
from voice_coach.cli.params import home_option
from voice_coach.errors import CoachError
from voice_coach.journal.storage import encryption, sqlite
from voice_coach.settings import Home
from voice_coach.texts import lock as lock_texts


@click.command()
@click.option(
    "--keyring/--no-keyring",
    default=None,
    help="Keep the passphrase in the system's keyring. Default: ask, where there is one.",
)
@home_option
def lock(home: Home, keyring: bool | None) -> None:  # noqa: FBT001 - a flag
    """Encrypt the journal, its copies and your recordings with a passphrase, asked for twice.

    From then on every command that opens the journal asks for it, or has it from the keyring.
    """
    path = home.journal
    if encryption.is_locked(path):
        echo(lock_texts.ALREADY_LOCKED)
        return
    sqlite.import_sqlcipher()  # before anything is asked
    open_journal(home).close()  # that it is there, sound and of today
    echo(lock_texts.WARNING, err=True)
    passphrase = choose_passphrase()
    damaged: list[CoachError] = []
    with at_work(lock_texts.LOCKING):
        encryption.lock(path, passphrase, damaged)
    for error in damaged:
        warn(error)
    echo(f"{lock_texts.LOCKED}\n{lock_texts.NOT_PROTECTED}")
    offer_keyring(path, passphrase, wanted=keyring)


@click.command()
@home_option
def unlock(home: Home) -> None:
    """Decrypt the journal, its copies and your recordings, for whoever can open it now."""
    path = home.journal
    key = key_if_locked(path)
    if key is None:
        open_journal(home).close()  # or say that there is none
        echo(lock_texts.NOT_LOCKED)
        return
    open_journal(home, key=key).close()  # it may be damaged, where the key opens a copy
    with at_work(lock_texts.UNLOCKING):
        damaged = encryption.unlock(path, key)
    forget_in_keyring(path)
    for error in damaged:
        warn(error)
    echo(lock_texts.UNLOCKED)
