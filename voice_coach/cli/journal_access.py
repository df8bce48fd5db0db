"""Access to the journal: whether there is one, opening it, and its passphrase.

A passphrase comes out of the system's keyring, or is asked for at a terminal. It is never an
argument, an environment variable or a line of a pipe, and never spoken.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from voice_coach import texts
from voice_coach.cli.console import confirm, echo, prompt, warn
from voice_coach.errors import CoachError
from voice_coach.journal.errors import journal_error
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.connection import UNWRITABLE, copies_beside
from voice_coach.journal.storage.encryption import finish_locking, key_of, needs_key
from voice_coach.journal.storage.sqlite import CipherKey
from voice_coach.settings import Home, wall_clock
from voice_coach.texts import lock as lock_texts
from voice_coach.texts import recovery as recovery_texts

SERVICE = "voice-coach"
"""In the keyring."""

MAX_TRIES = 3
"""Wrong passphrases in a row."""

MIN_CHARACTERS = 8
"""Of a new passphrase: shorter ones are guessed."""


def has_journal(home: Home) -> bool:
    """Return whether there is a journal in a home folder, or copies of one that is gone."""
    path = home.journal
    return path.exists() or bool(copies_beside(path))


def open_journal(
    home: Home, *, or_empty: bool = False, to_read: bool = False, key: CipherKey | None = None
) -> Journal:
    """Open the journal in a home folder.

    Args:
        home: The home folder.
        or_empty: Where there is no journal, return an empty one.
        to_read: Open it also where it can only be read, and say so.
        key: Opens a locked one; without it, the passphrase is asked for.

    Raises:
        CoachError: `journal.none` if there is none yet, or whatever `Journal.open` finds.
    """
    path = home.journal
    if not has_journal(home):
        if or_empty:
            return Journal.in_memory(wall_clock)
        raise CoachError("journal.none", texts.NO_JOURNAL.format(home=home.path))
    journal = open_maybe_locked(path, to_read=to_read, key=key)
    if journal.refusal is not None:
        warn(f"{journal.refusal.message} {recovery_texts.ONLY_READ}", journal.refusal.command)
    return journal


def open_maybe_locked(
    path: Path,
    *,
    to_read: bool = False,
    key: CipherKey | None = None,
) -> Journal:
    """Open the journal at `path`; if it is locked and no key is given, ask for its passphrase.

    Args:
        path: The journal.
        to_read: See `Journal.open`.
        key: What opens it, if it was asked for before.

    Raises:
        CoachError: What `Journal.open` finds, `lock.needed` where nobody can be asked, `lock.wrong`
            after three tries.
    """
    key = key or key_if_locked(path, to_read=to_read)
    return Journal.open(path, clock=wall_clock, key=key, to_read=to_read)


def key_if_locked(path: Path, *, to_read: bool = False) -> CipherKey | None:
    """Return the key of a journal; None if it is not locked, and nor are its copies if it is lost.

    Where the journal is damaged at its beginning, it may only be that of a copy. What an
    interrupted locking left plain is encrypted, unless the journal is opened `to_read`.

    Raises:
        CoachError: As `open_maybe_locked`.
    """
    if not needs_key(path):
        return None
    key = _key_from_keyring(path) or _ask_for_key(path)
    if not to_read:
        _finish_locking(path, key)
    return key


def _finish_locking(path: Path, key: CipherKey) -> None:
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


def choose_passphrase() -> str:
    """Ask for a new passphrase, twice, and return it.

    Raises:
        CoachError: `lock.terminal`, `lock.short` or `lock.unlike-twice`.
    """
    if not sys.stdin.isatty():
        raise CoachError("lock.terminal", lock_texts.NO_TERMINAL)
    first = _ask(lock_texts.ASK_NEW)
    if len(first) < MIN_CHARACTERS:
        raise CoachError("lock.short", lock_texts.EMPTY)
    if _ask(lock_texts.ASK_AGAIN) != first:
        raise CoachError("lock.unlike-twice", lock_texts.UNLIKE)
    return first


def _ask(question: str) -> str:
    # Not stripped: a passphrase is what was typed.
    return prompt(question, hide_input=True, err=True)


def _ask_for_key(path: Path) -> CipherKey:
    if not sys.stdin.isatty():
        raise journal_error("lock.needed", path)
    for _ in range(MAX_TRIES):
        key = key_of(path, _ask(lock_texts.ASK))
        if key is not None:
            return key
        echo(lock_texts.WRONG, err=True)
    raise journal_error("lock.wrong", path)


def _key_from_keyring(path: Path) -> CipherKey | None:
    passphrase = None
    keyring = _keyring()
    if keyring is not None:
        # Whatever a keyring raises, locked or broken, there is still the person to ask.
        with suppress(keyring.errors.KeyringError):
            passphrase = keyring.get_password(SERVICE, _name_of(path))
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
            echo(lock_texts.NO_KEYRING, err=True)
        return
    if wanted is None:
        wanted = confirm(lock_texts.KEEP_IT, default=False, err=True)
    if not wanted:
        return
    try:
        keyring.set_password(SERVICE, _name_of(path), passphrase)
    except keyring.errors.KeyringError:
        echo(lock_texts.NO_KEYRING, err=True)
    else:
        echo(lock_texts.KEPT, err=True)


def forget_in_keyring(path: Path) -> None:
    """Take the passphrase of a journal out of the keyring."""
    keyring = _keyring()
    if keyring is not None:
        with suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, _name_of(path))


def _name_of(path: Path) -> str:
    """Return the name of a journal's passphrase in the keyring."""
    return os.path.realpath(path)


def _keyring() -> Any:
    """Return the library for the system's keyring; None where there is no keyring."""
    try:
        import keyring  # noqa: PLC0415 - an extra
        import keyring.errors  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return keyring if keyring.get_keyring().priority > 0 else None
