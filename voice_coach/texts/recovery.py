"""Texts of what went wrong between sessions: a damaged journal, two programs at once."""

ASK_COPY = (
    "Your journal is damaged. There's a good copy of it, from {ago}. "
    "Shall I keep the damaged one aside, and go on with the copy?"
)

ASK_NEW = (
    "Your journal is damaged, and there's no good copy of it. "
    "Shall I keep the damaged one aside, and begin a new one?"
)

ASK_LOST = (
    "Your journal is gone, or empty. There's a good copy of it, from {ago}. "
    "Shall I go on with the copy?"
)

ASK_LOST_NEW = (
    "Your journal is gone, or empty, and there's no good copy of it. Shall I begin a new one?"
)

LEFT = "Then I leave everything as it is. We end here."

GOING_ON = "The old journal is kept in {aside}. You go on with {what}."

LOST_GOING_ON = "You go on with {what}."

OF_COPY = "the copy of {day} ({sessions})"

OF_NEW = "a new journal"

NOT_FROM_HERE = (
    "What was said since that copy may still be readable in the damaged journal; "
    "deleting sessions or memories doesn't reach it, forget --all does."
)

NOT_FROM_NEW = (
    "What was said before may still be readable in what is kept aside: the old journal and its "
    "copies, whose names begin with journal-damaged. Deleting sessions or memories doesn't reach "
    "them, forget --all does."
)

CHECKING = "Reading the journal through"

DAMAGED = "The journal {path} is damaged."

LOST = "The journal {path} is gone, or empty."

CLOSED = "The journal {path} stays closed without its passphrase."

NO_KEY = (
    "The passphrase opens neither the journal {path} nor a copy of it. To keep them aside and "
    "begin a new journal, type: {command} --new"
)

SAY_YES = (
    "The journal is damaged or gone. Nobody can be asked here; to go on all the same, what is left "
    "of it kept aside, add --yes."
)

WHOLE = "The journal {path} is whole: {sessions}. There's nothing to do."

NO_COPIES = "There's no copy of it that could be gone on with."

COPIES = "Good copies, the newest first:"

RECOVER_COPY = "Keep it aside, and go on with the copy of {day} ({sessions})?"

RECOVER_NEW = "Keep it aside, and begin a new journal?"

LOST_COPY = "Go on with the copy of {day} ({sessions})?"

LOST_NEW = "Begin a new journal?"

NOTHING_DONE = "Nothing was changed."

ONLY_READ = "The journal is opened all the same, to be read only."

IN_COMPANY = (
    "Another session is going on at this moment, in another program. "
    "Both are kept, and each may hear the other."
)
