"""Texts of microphones and speakers, spoken and printed by `doctor` and `setup`."""

# Of a microphone, after listening to it. The first sentence is what was found, the rest what to do.
VERDICTS = {
    "good": "I hear you well.",
    "silent": "I hear nothing at all. It may be switched off, or muted, or another one.",
    "clipped": (
        "It's too loud, and the top is cut off. "
        "Turn it down in the sound settings, or move it further away."
    ),
    "noisy": (
        "There's a lot of noise around the voice. "
        "Move it closer, or look for a quieter place, or try another one."
    ),
    "faint": "I hear you faintly. Turn it up in the sound settings, or move it closer.",
    "unspoken": "It works, and it's quiet. I heard nobody speak.",
}

# The doctor.
MICROPHONES = "Microphones"

SPEAKERS = "Speakers"

NO_DEVICES = "none"

LISTEN = "Listening for {seconds:g} seconds. Be quiet for two seconds, then say a sentence."

LISTEN_ONLY = "Listening for {seconds:g} seconds."

LEVELS = "Loudest {peak:.0f} dBFS, noise {noise:.0f} dBFS, {speech}, {clipped:.1%} cut off."

SPEECH = "voice {speech:.0f} dBFS, {ratio:.0f} dB above the noise"

NO_SPEECH = "no voice"

CHOOSE = "To choose and test them by ear: {command}"

# Setting up, spoken: first the speaker, then the microphone.
SETUP = "Speaker and microphone"

HEAR_ME = "This is {which}. If you hear it, say yes, or press Enter. Can you hear me?"

SPEAKER_NUMBER = "speaker {number} of {count}, {name}"

ONLY_SPEAKER = "the speaker {name}"

BE_QUIET = "{which} Please be quiet for a moment."

FIRST_MICROPHONE = "Now the microphone."

NEXT_MICROPHONE = "Now the next one."

SPEAK = "Now say a few words, for example: I am here, and you can hear me."

UNDERSTOOD = "I understood: {words}."

NOT_UNDERSTOOD = "I understood no words."

KEEP_IT = "Say keep to take this microphone, play to hear it, or next to try another."

PLAYING = "This is how I heard you."

KEEP, PLAY, NEXT = "keep", "play", "next"

HEADPHONES = (
    "With headphones on, you can say pause or stop while I speak. "
    "Through a loudspeaker I hear myself, so there I usually listen only when I'm silent. "
    "Say yes or no. Do you wear headphones?"
)

SETUP_DONE = "All set. I'll use these from now on. You can set this up again at any time."

# Setting up, printed.
TRYING = "Trying the {part} {name}."

CANNOT = "The {part} {name} can't be used: {why}"

SETUP_WRITTEN = "Speaker: {speaker}\nMicrophone: {microphone}\nWritten to {path}."

SETUP_HEADPHONES = "Headphones: commands are heard while the coach speaks."

SETUP_UNDO = "To take the default devices again: {command}"

SETUP_STOPPED = "Stopped. Nothing was changed."

SETUP_RESET = "The default devices are used again, and no headphones."

SETUP_OVERRULED = "As long as {variable} is set, the device it names is used: {value}."

NO_SPEAKER_CHOSEN = (
    "Nothing was changed, because nobody said yes to a speaker. Turn one up and run this again. "
    "To answer with keys: {command}"
)

NO_MICROPHONE_CHOSEN = (
    "Nothing was changed, because no microphone was kept. Connect one, or see that it isn't "
    "muted, and run this again. To see how loud it is: {command}"
)

NO_SERVICES = (
    "No Wyoming service announces itself in this network. One that doesn't can be used all the "
    "same, by its address in settings.toml."
)

SERVICE_USE = {
    "speech to text": 'ear_engine = "wyoming", ear_uri = "tcp://{address}"',
    "text to speech": 'voice_engine = "wyoming", voice_uri = "tcp://{address}"',
    "satellite": "--microphone wyoming://{address} --speaker wyoming://{address}",
}
"""What to write into settings.toml, or on the command line, by the kind of a service."""
