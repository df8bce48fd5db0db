"""Texts of the correction of an entry by voice."""

NO_ENTRY = "There's no entry yet."

ASK = "You said: {words}. What should it be? Say, for example: I said walk, not work."

ASK_AGAIN = "Say what is right, and what was heard instead: I said walk, not work."

NOT_FOUND = "I can't find that in your last entry. It stays as it is."

NOT_CLEAR = "I didn't get what to change. It stays as it is."

ASK_RIGHT = "Now it says: {words}. Is that right?"

CHANGED = "It's changed. If that was wrong, say: undo the last change."

KEPT = "It stays as it was."

UNDONE = "It's as it was before the last change."

NOTHING_TO_UNDO = "Nothing was changed in it."
