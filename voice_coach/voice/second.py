"""Another voice of the same engine, so that whose words are spoken can be heard.

espeak lays a variant over any of its voices, so a second one is always there. What other engines
call their voices says nothing of how they sound: there the person chooses one (`replay_voice`), or
a tone stands before the words.
"""

import re

from voice_coach.voice.port import Voice

_OF_ESPEAK = re.compile(r"[a-z]{2,3}/[a-z]{2,3}(?:-|$)")
"""The form of espeak's own ids: a family of languages, and one of it."""

_AMERICAN = "gmw/en-us"
"""What our child process speaks with on espeak where no voice is named."""

_HIGH, _LOW = "f3", "m3"


def second_voice(voice: Voice, first: str) -> str:
    """The id of a voice that is clearly another than `first`; "" where none is known.

    Raises:
        CoachError: The engine fails; see `Voice.voices`.
    """
    if not any(_OF_ESPEAK.match(known) for known in voice.voices()):
        return ""
    base, _, variant = first.partition("+")
    is_high = variant.startswith("f") or variant in {"Annie", "Alicia", "Andrea", "anika"}
    return f"{base or _AMERICAN}+{_LOW if is_high else _HIGH}"
