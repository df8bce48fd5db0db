"""Texts that are spoken or printed and belong to no practice.

In one place they keep one tone, a translation has one file to follow, and new wording needs no
change of code. Placeholders are named; the code that uses a text fills them.
"""

# What the coach says around a practice.
GREETING = "{title}. It takes {minutes}. When I listen, you can say pause, repeat, skip or stop."

GREETING_KNOWN = "{title}, {minutes}."

GREETING_UNTIMED = "{title}. When I listen, you can say pause, repeat, skip or stop."

GREETING_AGAIN = "Welcome back to {title}. Let's go on where we left off."

ABOUT_HALF_A_MINUTE = "about half a minute"

ABOUT_A_MINUTE = "about a minute"

ABOUT_A_MINUTE_AND_A_HALF = "about a minute and a half"

ABOUT_MINUTES = "about {minutes} minutes"

CLOSING = "That's all for now. Nothing you said leaves this machine."

CLOSING_STOPPED = (
    "We'll stop here. Nothing you said leaves this machine. Come back whenever you like."
)

# When an answer is not clear.
CONFIRM = "I heard: {heard}. Is that right?"

CONFIRM_UNSURE = "I may not have heard that well. I heard: {heard}. Is that right?"

HARDLY_HEARD = "I may not have heard that well. Would you say it once more?"

ASK_AFTER_NO = "Then please tell me again."

AGAIN_YES_NO = "I didn't quite catch that. Is it a yes, or a no?"

AGAIN_NUMBER = "I didn't quite catch that. Which number from {low} to {high} comes closest?"

AGAIN_CHOICE = "I didn't quite catch that. The choices are: {choices}. Which one is it?"

AGAIN_TIME = "I didn't quite catch that. When will it be?"

AGAIN_TEXT = "I didn't quite catch that. Would you say it once more?"

OFFER_SKIP = "It still didn't reach me. Say skip to leave it, or try once more in a few words."

OFFER_TYPING = (
    "It still didn't reach me. Say skip to leave it, type your answer, or try once more in a few "
    "words."
)

LET_GO = "That's fine. We'll leave this one open."

# Putting a list in order.
ORDER_ASK = "Which comes first for you: {one}, or {other}?"

# When there is silence.
NUDGE = "Take your time. I'm listening."

_NOTHING_HEARD = (
    "I hear nothing at all from the microphone. It may be muted, or switched off, or I may be "
    "listening to another one. See that it's on, "
)

NUDGE_MUTED = f"{_NOTHING_HEARD}and then answer."

NUDGE_MUTED_TYPE = f"{_NOTHING_HEARD}or type your answer."

MUTED = (
    "The microphone gives no sound at all. It may be muted, or switched off, or not the one you "
    "speak into. To test it and to choose another: {command}"
)

PAUSED = "Paused. Say resume when you want to go on."

PAUSED_BY_SILENCE = (
    "I'll wait here. Everything is saved. Say resume when you want to go on, or stop to end."
)

PAUSED_MUTED = (
    "I still hear nothing from the microphone, so I'll wait here. Everything is saved. "
    "When it's on again, say resume."
)

GO_ON = "Go on."

# Help.
HELP_WHERE = "We're in {title}."

HELP_SPEAKING = "I'm telling you something, and then it goes on by itself."

HELP_BREATHING = "I'm leading a breath. If you get dizzy, say: I feel dizzy."

HELP_RESTING = "This is a silence. It ends by itself after {seconds} seconds."

HELP_ANSWERING = "Take your time. When you have finished, be silent, or say: I'm done."

HELP_TEXT = "I asked you something, and I'm listening for whatever you say."

HELP_YES_NO = "I asked you something, and I'm waiting for a yes or a no."

HELP_NUMBER = "I asked you something, and I'm waiting for a number from {low} to {high}."

HELP_CHOICE = "I asked you something, and I'm waiting for one of these: {choices}."

HELP_LIST = "I asked you for one thing or several. Say one after the other."

HELP_TIME = "I asked you when. Say a day, or a moment, in your own words."

HELP_LETTER = "I'm taking down your letter, sentence by sentence."

HELP_MORE = "You can pause, repeat, skip, go back, or stop. For all of it, ask: what can I say?"

HELP_PAUSED = "Say resume to go on, or stop to end."

WHAT_CAN_I_SAY = (
    "You can say: pause, and resume. Repeat, skip, or back. "
    "Slower, faster, louder, or quieter. Delete that, and undo. "
    "In an answer: more time, or I'm done. After one: I wasn't finished. "
    "While a breath is led: I feel dizzy. "
    "In a bad minute: steady me. "
    "Out of what's kept: remind me, read my letter, or what did I promise. "
    "Help tells you where you are. Help me tells you who you can call. Stop ends it."
)

# Help in a bad minute, from inside anything. The practice Steady says the same at more length.
STEADY = (
    "I'm here. Press both feet down. Look at one thing that isn't moving. "
    "Three sighs. In, a sip more, and slowly out through your mouth."
)

STEADY_CARE = (
    "A fast heart is energy. If this is pain, or new to you, get medical help now. "
    "Say help me, and I'll tell you who to call."
)

STEADY_OVER = "It can still be there, and so are you. Say resume to go on, or stop to end."

# The voice: slower, faster, louder, quieter.
SLOWER = "I'll speak more slowly."

SLOWEST = "This is as slow as I can speak."

FASTER = "I'll speak faster."

FASTEST = "This is as fast as I can speak."

LOUDER = "I'll speak louder."

LOUDEST = "This is as loud as I can speak."

QUIETER = "I'll speak more quietly."

QUIETEST = "This is as quiet as I can speak."

# Going back, deleting and undoing.
BACK = "Let's go back."

NO_QUESTION_BEFORE = "There's no question before this one."

NO_ANSWER_BEFORE = "There's no answer yet that could go on."

DELETED = "It's deleted. Say undo to bring it back."

NOTHING_TO_DELETE = "There's nothing you said here that could be deleted."

UNDONE = "It's there again."

NOTHING_TO_UNDO = "There's nothing to bring back."

# What is remembered.
WIN = "This went well, {ago}: {text}."

NO_WINS = "Nothing is kept yet that went well."

PROMISE = "You promised, {ago}: {text}."

NO_PROMISES = "There's no open promise."

LETTER = "This is your letter from {ago}."

NO_LETTER = "There's no letter yet."

# Trouble.
PARTS = {"ear": "my hearing", "microphone": "the microphone", "speaker": "the speaker"}

TROUBLE = (
    "There's trouble with {part}. The session waits here, and everything is saved. "
    "If it doesn't come back, end with Control C, and go on another time."
)

TROUBLE_TYPE = (
    "There's trouble with {part}. The session waits here, and everything is saved. "
    "If it doesn't come back, type resume, and then your answers."
)

TROUBLE_BACK = "It works again. We go on."

REPLACED = {
    "ear": "The machine that listens for me isn't answering, so I'm listening right here.",
    "voice": "The machine that speaks for me isn't answering, so this is my own voice.",
}
"""Said once, before the next prompt; by part."""

RECOVERED = "it works again"

RESCUED = "Your last words are in {path}."

NOT_RESCUED = "Your last words couldn't be put anywhere else either."

# Before the first session, and where only the model that ships is there.
FIRST_TIME = (
    "Welcome. Before we begin: this is practice, not therapy, and no emergency service. "
    "I'm only a program, and I can call nobody for you. "
    "Whenever you say help me, I'll tell you who you can call. What you say stays on this machine."
)

SMALL_MODEL = (
    "A word about my hearing: the small model that comes with me gets about half of a person's "
    "words wrong. A larger one hears much better. To get it, type: {command}"
)

# Breathing alone.
BREATHE_TITLE = "Breathing"

BREATHE_ABOUT = "Breathing led by tones, or left to itself."

BREATHE_INTRO = "Let's breathe together: {pattern}."

BREATHE_TONES = (
    "Breathe in while the tone rises, and out while it falls. "
    "Breathe gently, not deeper than feels easy."
)

BREATHE_HOLDS = (
    "Breathe in while the tone rises, and out while it falls. "
    "Where there's no tone, let the breath wait. Breathe gently, not deeper than feels easy."
)

BREATHE_SIGH = (
    "Breathe in through your nose while the tone rises. Then comes a short tone, higher than that. "
    "Take a small sip of air on top. Then breathe out slowly, through your mouth, as it falls."
)

BREATHE_SIDES = (
    "Breathe in while the tone rises, and out while it falls. "
    "With one hand, close one side of your nose at a time. "
    "The breath goes in on the left, and out on the right. "
    "Then it goes in on the right, and out on the left. I'll tell you the side."
)

BREATHE_NATURAL = (
    "Let your breath come and go as it likes. There's nothing to follow. "
    "A soft bell tells you when a minute has passed."
)

HOLD_CAUTION = (
    "This one holds the breath. "
    "Leave the holds out when you're pregnant, driving, or in water. "
    "Leave them out with a heart, lung, or seizure condition. "
    "Leave them out with high blood pressure, or when holding your breath brings on panic."
)

SIGH_CARE = "Keep the second breath in small, and leave it out if it's too much."

SIDES_CARE = "Leave this one for another day while your nose is blocked. Breathe gently."

BREATHE_DIZZY = "If you get dizzy, say: I feel dizzy. Then we'll let the breath go."

BREATHE_AFTERWARDS = "Now let your breath come and go as it likes."

EASE = "Let the breath go as it likes. There's nothing to follow now. Your eyes may open."

EASE_AND_END = "Let your breath come and go as it likes."

TWO_MORE_BREATHS = "Two more breaths."

TOP_UP = "more"

LEFT = "left"

RIGHT = "right"

# A journal entry.
JOURNAL_TITLE = "Journal entry"

JOURNAL_ABOUT = "Say what's on your mind, for as long as you like."

JOURNAL_ASK = (
    "Say whatever's on your mind. Take all the time you need, and end with the words: I'm done. "
    "What would you like to put down?"
)

# The home menu: a greeting, and what could be next.
MENU_TITLE = "the home menu"

GREET = "Hello, and welcome."

GREET_FIRST = "Let's begin wherever it's easy."

GREET_AGAIN = "Hello again."

GREET_AFTER_A_GAP = "Welcome back. There's nothing to catch up on."

GREET_MORNING = "Good morning, and welcome."

GREET_EVENING = "Good evening, and welcome."

PROPOSE_FIRST = "You could start with {title}. {about}"

PROPOSE_PROMISE = "In {title}, we come back to your promise from {ago}."

PROPOSE_EVENT = "Something was ahead of you. In {title}, you can tell me how it went."

PROPOSE_STEP = "In {title}, there's a rung to try, or to tell me about."

PROPOSE_BOUNDARY = "In {title}, we can look at where your no from {ago} stands."

PROPOSE_REVIEW = "{title} looks at what the last days brought, and at what comes next."

PROPOSE_BY_HOUR = {
    "morning": "{title} is a short way into the day.",
    "evening": "{title} helps the day come to rest.",
}

PROPOSE_NEAR_FOCUS = "{title} is close to what you wanted to look at. {about}"

PROPOSE_NEW = "{title} would be new to you. {about}"

PROPOSE_ANOTHER_TIME = "{title} is there again, if you like."

ASK_ONE = "Would you like that, or something else?"

ASK_TWO = "Which would you like: the first, the second, or something else?"

OTHERS_FIRST = "There's also {title}."

OTHERS_NEXT = "There is {title}."

OTHERS_LAST = "And there is {title}."

ALSO_BREATHING = "You can also breathe with me, or speak a journal entry."

ASK_OTHERS = "Which one, or what would you like it to be about?"

ASK_GO_ON = (
    "You were in the middle of {title} {ago}. Would you like to go on with it, or do something new?"
)

ASK_GO_ON_AGAIN = "Let me ask it differently. Do we go on with {title}, or do something new?"

ASK_WITHOUT_PRACTICES = "You can breathe with me, or speak a journal entry. Which would you like?"

ASK_WITHOUT_PRACTICES_AGAIN = "There are only these two. Is it breathing, or a journal entry?"

MENU_GOODBYE = "All right. I'm here whenever you like."

MENU_UNHEARD = "I didn't understand that. Come back whenever you like."

# The list of practices.
THEME_FROM = "{theme}, from {article}"

PRACTICE_FROM = 'From "{article}".'

OTHER_THEMES = "more"

# Memories, on the command line.
NO_MEMORIES = "Nothing is kept yet."

NO_SUCH_MEMORIES = "Nothing of that is kept."

MEMORY_CLOSED = "{number} is closed: {status}."

MEMORY_OPEN = "{number} is open again."

MEMORY_WORDS = "New words"

EDITED = "{session} is changed. What it was stays beside it; edit --undo brings it back."

NOTHING_EDITED = "Nothing is changed."

NOTHING_RECORDED = "{session} has no recordings to hear again. They're kept with --recordings."

HEARD_AGAIN = "{step}\n  was: {old}\n  now: {new}"

TAKE_NEW_WORDS = "Shall the new words stand?"

EDIT_WORDS = "New words (Enter keeps these)"

EDIT_RUNNING = "{session} may be running now, in another program. End it, and edit it then."

EDIT_WHICH_TURN = (
    "It has {turns} of yours. Say which one with --turn N, or run voice-coach edit without options."
)

NOT_SAID = "You did not say {words!r} there. Nothing is changed."

NO_CHANGES = "{session} is as it was heard; there is nothing to undo or to let go."

CHANGE_UNDONE = "{session} is as it was before the change of {when}."

LET_GO = "What was heard before {changes} will be gone for good. Let it go?"

HEARD_LET_GO = "What {session} was before is gone; it stays as it is now."

MEMORY_REWORDED = "{number} has new words. The old ones are gone."

FORGET_MEMORY = (
    "Delete it for good? What was said in its session stays until the session is forgotten."
)

FORGET_MEMORIES = (
    "Delete these {count} for good? "
    "What was said in their sessions stays until the sessions are forgotten."
)

MEMORIES_FORGOTTEN = "Deleted: {numbers}."

NOTHING_FORGOTTEN = "Nothing was deleted."

# Speech models, on the command line.
MODELS_FOR = "Speech models for {language}"

MODELS_OTHER = "For other languages"

MODELS_HOW = "Install one with: {command}"

MODEL_SHIPPED = "larger ones hear people better"

OFFER_MODEL = (
    "The small speech model here gets about half of a person's words wrong. {name} hears better. "
    "It's a download of {size} from {host}, and stays on this machine."
)

OFFER_ASK = "Download it now?"

NOT_NOW = "Nothing was downloaded. To do it another time: {command}"

MODEL_STEPS = {"download": "Downloading", "check": "Checking", "unpack": "Unpacking"}

MODEL_THERE = "{name} is installed already."

MODEL_INSTALLED = "{name} is installed in {path}."

MODEL_MD5 = (
    "Only an MD5 checksum is published for {name}: "
    "it tells a damaged download, but not a forged one."
)

MODEL_BROKEN_OFF = "Interrupted. What has arrived is kept; the same command goes on from there."

MODEL_USED = "From now on {name} listens."

MODEL_NOT_USED = "{used} goes on listening. To change that: {command}"

MODEL_OTHER_LANGUAGE = (
    "It understands the language {language}, and the practices are in {spoken}, so it doesn't "
    "listen to you there. It transcribes: voice-coach transcribe --model {name}"
)

MODEL_OVERRULED = "As long as VOICE_COACH_MODEL is set, the model it names listens: {name}."

REMOVE_MODEL = "Delete {name} ({size} in {folder})?"

MODEL_KEPT = "Nothing was deleted."

MODEL_REMOVED = "{name} is deleted."

MODEL_UNSET = "The settings named it and name none now."

# Export, import and deletion, on the command line.
EXPORTED = "{sessions} written to {place}, readable by you alone."

IMPORTED = "{file}: {sessions}, {turns} and {memories} added."

IMPORTED_KNOWN = "{sessions} in it {are} here already and stay{s} as {it}."

DATED = "It is dated {day}, {by}."

DATED_BY = {
    "day": "as you said",
    "name": "by its name",
    "metadata": "by what it says of itself",
    "file": "by its file",
    "now": "because its own dates can't be right",
}

IMPORT_KIND = (
    "{file} is {kind}, and cannot be taken in. Save it as plain text or Markdown, or name a "
    "recording."
)

IMPORT_TEXT = (
    "{file} is called like a recording, but it is text. Give it a name that ends in .txt to take "
    "it in as an entry."
)

IMPORT_NO_TEXT = "{file} is called like a text, but it is none. Save it as UTF-8 text."

IMPORT_OWN = (
    "{file} was written by voice-coach export as Markdown, from which a session can't be taken in "
    "again. Export it with --format json, and import that."
)

NO_NOTES = "{folder} has no notes (.md or .txt) in it. Name the recordings in it one by one."

RECORDING_KNOWN = "{file} is here already and stays as it is."

RECORDING_PART = (
    "{file} is cut off or damaged. Its first {seconds:.1f} seconds could be read, and they are in "
    "your journal now."
)

SMALL_MODEL_MISHEARS = (
    "Only the small model that ships is here, which gets about half of a person's words wrong. "
    "{command} tells of others; import with one of those to have what was said."
)

READING = "Reading"

WRITING = "Writing"

FORGETTING = "Forgetting, and rewriting the journal"

FORGET_SESSIONS = "Delete {what} for good, with what was kept from {them}?"

FORGET_ALL = (
    "Delete everything for good: {sessions}, {memories}, the copies made before updates, and the "
    "journal of the demo?"
)

SESSIONS_FORGOTTEN = "Deleted: {what}. Files you made of it, such as exports, are yours to delete."

# Replay.
REPLAY_INTRO = "This is {title}, from {ago}."

REPLAY_CLOSING = "That was all."

# Transcribing, on the command line.
HEARD_NOTHING = "No words were heard in {file}."

HOW_FAST = "{file}: real-time factor {realtime_factor:.3f}, with {model}"

HOW_WELL = (
    "{file}: word error rate {word_error_rate:.1%}, real-time factor {realtime_factor:.3f}, "
    "with {model}"
)

# What the command line prints around a session.
HEAR_AGAIN = "Kept. Hear it again with: {command}"

HEAR_DEMO_AGAIN = "Kept in a journal of its own. Hear it again with: {command}"

DEMO_EAR = "Heard by {model}, with a synthetic person answering."

DEMO_INTERRUPT = (
    "--{option} changes nothing here: the synthetic person never speaks while the coach does."
)

DEMO_KEYBOARD = "--keyboard changes nothing here: the synthetic person answers by voice."

INTERRUPTED = "The session was interrupted; what it keeps is saved."

GO_ON_WITH = "Go on with: {command}"

UNFINISHED = "There's an unfinished session of this practice. To go on with it: {command}"

RECORDING_LEFT = (
    "The last {seconds} of the recording weren't listened to: nothing was asked any more. "
    "A pause in it ends an answer; the setting patience has longer ones waited for."
)

UNEXPECTED = (
    "Something in this program failed ({kind}). What was said until now is kept. "
    "Please report it; voice-coach --debug, before the command, shows where it was."
)

NO_JOURNAL = "There's no journal in {home} yet. It begins with your first session."

NO_SESSIONS = "The journal is empty."

NOTHING_FOUND = "Nothing was found."

PRACTICE_READS_WELL = "{file}: fine"

PRACTICE_NEW = (
    "{path}\n"
    "Write it with any editor. Then:\n"
    "  voice-coach practices check {path}\n"
    "  voice-coach demo {name} --speed max\n"
    "  voice-coach practice {name}"
)
