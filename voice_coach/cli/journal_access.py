"""The passphrase of a locked journal: out of the system's keyring, or asked for at a terminal.

It is never an argument, an environment variable or a line of a pipe, and never spoken.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach.cli.params import warn
from voice_coach.errors import CoachError
from voice_coach.texts import lock as lock_texts

if TYPE_CHECKING:
    from voice_coach.journal.journal import Journal
    from voice_coach.journal.sqlite import CipherKey


SERVICE = "voice-coach"


TRIES = 3


LEAST = 8
"""Characters of a passphrase."""


def open_maybe_locked(
    path: Path,
    clock: Callable[[], datetime],
    *,
    to_read: bool = False,
    key: "CipherKey | None" = None,
) -> "Journal":
    """The journal at `path`; if it is locked and no key is given, its passphrase is asked for.

    Args:
        path: The journal.
        clock: Tells the time.
        to_read: See `Journal.open`.
        key: What opens it, if it was asked for before.

    Raises:
        CoachError: What `Journal.open` finds, `lock.needed` where nobody can be asked, `lock.wrong`
            after three tries.
    """
    from voice_coach.journal.journal import Journal  # noqa: PLC0415 - sqlite-utils takes its time

    key = key or key_if_locked(path, to_read=to_read)
    return Journal.open(path, clock=clock, key=key, to_read=to_read)


def key_if_locked(path: Path, *, to_read: bool = False) -> "CipherKey | None":
    """Return the key of a journal; None if it is not locked, and nor are its copies if it is lost.

    Where the journal is damaged at its beginning, it may only be that of a copy. What an
    interrupted locking left plain is encrypted, unless the journal is opened `to_read`.

    Raises:
        CoachError: As `open_maybe_locked`.
    """
    from voice_coach.journal.encryption import needs_key  # noqa: PLC0415

    if not needs_key(path):
        return None
    key = _from_keyring(path) or _asked_for(path)
    if not to_read:
        _finish_locking(path, key)
    return key


def _finish_locking(path: Path, key: "CipherKey") -> None:
    from voice_coach.journal.connection import UNWRITABLE  # noqa: PLC0415
    from voice_coach.journal.encryption import finish_locking  # noqa: PLC0415

    damaged: list[CoachError] = []
    try:
        if finish_locking(path, key, damaged):
            warn(lock_texts.FINISHED)
    except CoachError as error:
        if error.code not in UNWRITABLE:
            raise
        warn(lock_texts.NOT_FINISHED)
    for each in damaged:
        warn(each)


def choose() -> str:
    """A new passphrase, typed twice.

    Raises:
        CoachError: `lock.terminal`, `lock.short` or `lock.unlike-twice`.
    """
    if not sys.stdin.isatty():
        raise CoachError("lock.terminal", lock_texts.NO_TERMINAL)
    first = _ask(lock_texts.ASK_NEW)
    if len(first) < LEAST:
        raise CoachError("lock.short", lock_texts.EMPTY)
    if _ask(lock_texts.ASK_AGAIN) != first:
        raise CoachError("lock.unlike-twice", lock_texts.UNLIKE)
    return first


def _ask(question: str) -> str:
    # Not stripped: a passphrase is what was typed.
    return str(click.prompt(question, hide_input=True, err=True))


def _asked_for(path: Path) -> "CipherKey":
    from voice_coach.journal.encryption import key_of  # noqa: PLC0415
    from voice_coach.journal.errors import journal_error  # noqa: PLC0415

    if not sys.stdin.isatty():
        raise journal_error("lock.needed", path)
    for _ in range(TRIES):
        key = key_of(path, _ask(lock_texts.ASK))
        if key is not None:
            return key
        click.echo(lock_texts.WRONG, err=True)
    raise journal_error("lock.wrong", path)


def _from_keyring(path: Path) -> "CipherKey | None":
    from voice_coach.journal.encryption import key_of  # noqa: PLC0415

    passphrase = None
    keyring = _keyring()
    if keyring is not None:
        # Whatever a keyring raises, locked or broken, there is still the person to ask.
        with suppress(keyring.errors.KeyringError):
            passphrase = keyring.get_password(SERVICE, name_of(path))
    if passphrase is None:
        return None
    key = key_of(path, passphrase)
    if key is None:
        warn(lock_texts.KEYRING_WRONG)
    return key


def offer_keyring(path: Path, passphrase: str, *, wanted: bool | None) -> None:
    """Keep a passphrase in the keyring if that is wanted; None asks, where there is a keyring."""
    keyring = _keyring()
    if keyring is None:
        if wanted:
            click.echo(lock_texts.NO_KEYRING, err=True)
        return
    if wanted is None:
        wanted = click.confirm(lock_texts.KEEP_IT, default=False, err=True)
    if not wanted:
        return
    try:
        keyring.set_password(SERVICE, name_of(path), passphrase)
    except keyring.errors.KeyringError:
        click.echo(lock_texts.NO_KEYRING, err=True)
    else:
        click.echo(lock_texts.KEPT, err=True)


def forget_in_keyring(path: Path) -> None:
    """The passphrase opens nothing any more: it need not be kept."""
    keyring = _keyring()
    if keyring is not None:
        with suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, name_of(path))


def name_of(path: Path) -> str:
    """How the keyring calls the passphrase of a journal."""
    return os.path.realpath(path)


def _keyring() -> Any:
    """The library for the system's keyring, if there is a keyring."""
    try:
        import keyring  # noqa: PLC0415 - an extra
        import keyring.errors  # noqa: PLC0415
    except ImportError:
        return None
    return keyring if keyring.get_keyring().priority > 0 else None
