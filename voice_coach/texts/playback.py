"""Texts of a replay: finding a session, and playing it."""

# Which one.
FOUND_ONE = "You did, {ago}, in {title}. Shall I play it?"

FOUND_SEVERAL = (
    "I found {count}. The newest is {title}, from {ago}. Shall I play that one, or an older one?"
)

FOUND_OLDER = "There is {title}, from {ago}. Shall I play that one, or an older one?"

FOUND_OLDEST = "The oldest is {title}, from {ago}. Shall I play that one?"

FOUND_AGAIN = (
    "I didn't quite catch that. Shall I play {title}, from {ago}? You can say yes, older, or no."
)

FOUND_NO_MORE = "There's no older one. I'll leave it."

MANY = "many"

FOUND_NOTHING = (
    "I found nothing like that. You can name a day, a practice, or what you talked about. "
    "Or ask for the last one."
)

NOTHING_SAID_YET = (
    "There's nothing to play yet. What you say in a session is kept, and then I can play it."
)

NO_SUCH_SESSION = (
    "No session was found for {words!r}. Name a day (yesterday, last sunday, 2026-11-22), a "
    "practice, what you talked about, an id, or last; {command} lists them."
)

# While it is spoken.
INTRO = "In the short pauses you can say: skip, back, only my words, or stop."

HELP = (
    "This is a replay of {title}. It goes on by itself. "
    "You can pause, repeat, skip, go back, or stop. For all of it, ask: what can I say?"
)

WHAT_CAN_I_SAY = (
    "You can say: pause, and resume. Repeat, skip, or back. "
    "Slower, faster, louder, or quieter. Only my words, or both of us. "
    "Help me tells you who you can call. Stop ends it."
)

ONLY_MINE = "Only your words from now on. Say both of us to hear mine again."

BOTH = "Both of us from now on."

# Where the person's voice is kept.
RECORDED = (
    "I keep your voice, too, in a recording on this machine. It goes when you delete what you said."
)
