"""Texts of locking and unlocking the journal, printed."""

ASK = "Passphrase of the journal"

ASK_NEW = "New passphrase"

ASK_AGAIN = "The same again"

UNLIKE = "The two weren't the same. Nothing was changed."

WRONG = "That passphrase doesn't open it."

KEYRING_WRONG = "The passphrase in the keyring doesn't open the journal. It may be an older one."

WARNING = (
    "Without the passphrase nobody can read the journal again, and nobody can get the passphrase "
    "back. Write it down where you'll find it."
)

KEEP_IT = "Keep the passphrase in the keyring of this system, so that it isn't asked for?"

KEPT = "The passphrase is in the keyring."

NO_KEYRING = "There's no keyring here that could keep it; you'll be asked for the passphrase."

LOCKED = "The journal is locked, and so are its copies and recordings."

UNLOCKED = "The journal isn't locked any more, and nor are its copies and recordings."

ALREADY_LOCKED = "The journal is locked already. For another passphrase, unlock it first."

NOT_LOCKED = "The journal isn't locked."

FINISHED = "A copy or a recording wasn't locked yet, after an interruption. It is now."

NOT_FINISHED = (
    "A copy or a recording is still not locked, after an interruption, and it can't be done now: "
    "the disk is full, or lets nothing be written. The next session, or command that changes the "
    "journal, tries again."
)

NOT_PROTECTED = (
    "Not locked: exports, last-words files, the journal of demos, settings and your practices. "
    "See docs/privacy.md."
)

LOCKING = "Locking"

UNLOCKING = "Unlocking"

NO_TERMINAL = (
    "A passphrase is asked for at a terminal only, never taken from an argument, the environment "
    "or a pipe. Run this in a terminal."
)

EMPTY = "A passphrase needs at least eight characters. Nothing was changed."
"""Of a new passphrase that is too short."""
