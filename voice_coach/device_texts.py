"""What is said and printed of microphones and speakers: by `doctor`, and by `setup`."""

# Of a microphone, after listening to it. The first sentence is what was found, the rest what to do.
VERDICTS = {
    "good": "I hear you well.",
    "silent": "I hear nothing at all. It may be switched off, or muted, or another one.",
    "clipped": (
        "It is too loud, and the top is cut off. "
        "Turn it down in the sound settings, or move it further away."
    ),
    "noisy": (
        "There is a lot of noise around the voice. "
        "Move it closer, or look for a quieter place, or try another one."
    ),
    "faint": "I hear you faintly. Turn it up in the sound settings, or move it closer.",
    "unspoken": "It works, and it is quiet. I heard nobody speak.",
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
