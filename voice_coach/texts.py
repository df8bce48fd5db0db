"""Every sentence that is spoken or printed and does not belong to a practice.

One place, so that the tone stays one voice, a translation has one file to follow, and a change of
wording needs no change of code. Placeholders are named; whoever speaks a sentence fills them.
"""

# What the coach says around a practice.
GREETING = "{title}. {minutes}. When I listen, you can say pause, repeat, skip or stop."
GREETING_AGAIN = "Welcome back to {title}. We go on where we left off."
ABOUT_A_MINUTE = "It takes about a minute"
ABOUT_MINUTES = "It takes about {minutes} minutes"
CLOSING = "That is all for now. What you said is kept, on this machine only."
CLOSING_STOPPED = "We end here. What you said is kept. Come back whenever you like."

# When an answer is not clear.
CONFIRM = "I heard: {heard}. Is that right?"
ASK_AFTER_NO = "Then please tell me again."
AGAIN_YES_NO = "I did not quite catch that. Is it a yes, or a no?"
AGAIN_NUMBER = "I did not quite catch that. Which number from {low} to {high} comes closest?"
AGAIN_CHOICE = "I did not quite catch that. The choices are: {choices}. Which one is it?"
AGAIN_TEXT = "I did not quite catch that. Would you say it once more?"
OFFER_SKIP = "It still did not reach me. Say skip to leave it, or try once more in a few words."
LET_GO = "That is fine. We leave this one open."

# When there is silence.
NUDGE = "Take your time. I am listening."
PAUSED = "Paused. Say resume when you want to go on."
PAUSED_BY_SILENCE = (
    "I will wait here. Everything is saved. Say resume when you want to go on, or stop to end."
)
GO_ON = "Go on."

# Help.
HELP = (
    "You can say pause, repeat, skip, or stop. After an answer, a silence tells me you have "
    "finished. You can also say: I'm done. Or ask for more time."
)
HELP_PAUSED = "Say resume to go on, or stop to end. What you said so far is kept."

# Trouble.
TROUBLE = (
    "There is trouble with the {part}. The session waits here, and everything is saved. "
    "If it does not come back, end with Control C, and go on another time."
)
TROUBLE_BACK = "It works again. We go on."
RECOVERED = "it works again"
RESCUED = "Your last words are in {path}."
NOT_RESCUED = "Your last words could not be put anywhere else either."

# Before the first session, and where only the demo model is there.
FIRST_TIME = (
    "Welcome. Before we begin: this is practice, not therapy, and I am only a program. "
    "I can call nobody for you. What you say stays on this machine."
)
DEMO_MODEL = (
    "A word about my hearing: only the small demo model is installed. "
    "It was trained on synthetic voices and understands very little of a human one."
)

# Breathing alone.
BREATHE_TITLE = "Breathing"
BREATHE_ABOUT = "Paced breathing, led by tones."
BREATHE_INTRO = (
    "We breathe together: {pattern}. Breathe in while the tone rises, and out while it falls. "
    "Breathe gently, not deeper than feels easy."
)
HOLD_CAUTION = (
    "This one holds the breath. Leave the holds out if you are pregnant, driving, in water, "
    "or have a heart, lung or seizure condition. End it if you get dizzy."
)
BREATHE_AFTERWARDS = "Now let your breath come and go as it likes."

# A journal entry.
JOURNAL_TITLE = "Journal entry"
JOURNAL_ABOUT = "Say what is on your mind, for as long as you like."
JOURNAL_ASK = (
    "Say whatever is on your mind. Take all the time you need, and end with the words: I'm done. "
    "What would you like to put down?"
)

# Choosing a practice.
CHOOSE_TITLE = "Choosing a practice"
CHOOSE = "What would you like to do? There are: {titles}."
CHOOSE_AGAIN = "I did not quite catch that. Say one of these names: {titles}."

# Replay.
REPLAY_INTRO = "This is {title}, from {ago}."
REPLAY_CLOSING = "That was all."
YOU_SAID = "You said: {text}"


# Choosing by voice has a greeting of its own.
CHOOSE_GREETING = "Hello."

# What the command line prints around a session.
HEAR_AGAIN = "Kept. Hear it again with: {command}"
HEAR_DEMO_AGAIN = "Kept in a journal of its own. Hear it again with: {command}"
DEMO_EAR = "Heard by {model}, with a synthetic person answering."
INTERRUPTED = "The session was interrupted; everything is saved."
GO_ON_WITH = "Go on with: {command}"
UNFINISHED = "There is an unfinished session of this practice. To go on with it: {command}"
NO_JOURNAL = "There is no journal in {home} yet. It begins with your first session."
NO_SESSIONS = "The journal is empty."
NOTHING_FOUND = "Nothing was found."
PRACTICE_READS_WELL = "{file}: fine"
