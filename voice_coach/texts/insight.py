"""Texts of the insight: counts and quotes, without a judgement.

None says more or less, better or worse: what a number means is for the person to say.
"""

# On the command line.
NOTHING = "Nothing to count yet. It begins with your first session: voice-coach"

NOTHING_IN_PERIOD = "Nothing to count there. Without --since, --until and --practice, all of it is."

ALL_OF_IT = "All of it"

SINCE = "Since {since}"

UNTIL = "Until {until}"

BETWEEN = "From {since} until {until}"

HEADING = "{period}: {sessions}, {time}."

PRACTICES = "Practices"

PRACTICE = "{title}: {sessions}, {time}"

PROMISES = "Promises: {count}"

OUTCOME = "{status}: {count}"

RATINGS = "Numbers you gave, each question beside itself"

RATING = "{name} ({title}): {times}"

RATING_WITH_RANGE = "{name} ({title}, {low} to {high}): {times}"

RATING_ONCE = "{last}"

RATING_ALIKE = "each time {last}"

RATING_FROM_TO = "first {first}, last {last}"

WORDS = "Words that came again"

WORDS_OF = "Words that came again, in the newest {count} sessions"

WORD = "{word}: in {sessions}"

EARLIER = "and {count} before that"

WHERE_FROM = (
    "A session is printed whole by voice-coach show and its id, and a promise is looked after by "
    "voice-coach memories and its number. All ids: voice-coach insight --json"
)

# As a page.
PAGE_INTRO = (
    "These are counts, and no more than that: what they mean is yours to say. "
    "Each leads to the sessions it comes from."
)

WEEKS = "Breathing and practice, week by week"

ALL_WEEKS = "All weeks, and their sessions"

WEEK = "Week of {week}: practices {practices} minutes, breathing {breathing} minutes"

PAGE_RATING = "{name} ({title}): {count} numbers"

WRITTEN = "{file} has {sessions}, and what can be counted of them."

# Aloud.
TITLE = "Looking back"

ALOUD_NOTHING = "There's nothing to count yet, and nothing has to be."

ALOUD_LATELY = "In the last thirty days"

ALOUD_EVER = "Since you began"

ALOUD_SESSIONS = "{period}, you were here {times}, for {time} in all."

ALOUD_MOST = "Most often it was {title}."

ALOUD_PROMISES = "Of your promises, {outcomes}."

ALOUD_ONE_IS, ALOUD_MORE_ARE = "one is {status}", "{count} are {status}"

ALOUD_OPEN = "The newest open one is from {ago}. You said: {text}."

ALOUD_RATING = "You gave a number for {name} {times}. First it was {first}, and last it was {last}."

ALOUD_WORD = "One word came up in {count} sessions: {word}. {ago}, you said: {text}."

ALOUD_END = "These are counts, and no more than that. What they mean is yours to say."
