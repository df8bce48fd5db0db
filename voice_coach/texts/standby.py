"""Texts of standby: what is said when somebody calls, and what stands at the terminal."""

HERE = "I'm here."

GOOD_NIGHT = "Good night. I'm quiet until {time}."

WAITING = (
    'Standby. Say "coach, are you there?", "hey coach" or "coach, good morning"{own}. '
    '"Coach, good night" makes it quiet. Ctrl-C ends it. Words of danger aren\'t listened for here.'
)

OWN = ', or "{phrase}"'

SESSION = "Somebody called."

QUIET = "Quiet until {time}."

RUNNING = (
    "Standby already runs in this home, {home}. End that one first, or choose another home "
    "with --home."
)

NO_MICROPHONE = (
    "Standby needs a microphone: it can't wait for typed words or a recording. "
    "Choose a microphone with --microphone or in the settings."
)

NOT_KNOWN = "I'm here. What was that?"

INSTALLED = "Standby runs now, and from each login on. Its service is {path}."

REMOVED = "The service is gone."

IS_INSTALLED = "The service is installed: {path}"

NOT_INSTALLED = "No service is installed. voice-coach standby --install makes one."

RUNS = "Standby runs."

RUNS_NOT = "Standby doesn't run."

INVITATION = "It's {time}. Shall we take a few minutes?"

WILL_INVITE = "All right. While standby runs, I'll ask you {when}."

WILL_SKIP = "All right, not {day}."

WILL_NOT_INVITE = "All right, no more reminders."

NO_INVITATIONS = "There are no reminders."

LATER = "All right, later."
