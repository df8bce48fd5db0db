"""How a phrase of the tables `dangers` and `harmless` is written, and what it becomes.

A row is words with a space between them. `a/b` is either; `two_words` belong together; `(word)` may
be missing; `...` is up to three words of any sort. Words in capitals stand for one of the lists
below, and `END` for the end of what was said.
"""

import re

_CLOSE = (
    "husband/wife/boyfriend/girlfriend/partner/father/mother/stepfather/stepmother/brother/sister/"
    "son/daughter/child/children/kid/kids/baby/ex/fiance/family/grandmother/grandfather/uncle/aunt/"
    "cousin/parents"
)
_KNOWN = (
    "boss/neighbour/neighbor/colleague/colleagues/teacher/friend/roommate/flatmate/landlord/manager/"
    "coworker/classmate/therapist"
)
LISTS = {
    "CLOSE": _CLOSE,
    "CHILD": "child/children/kid/kids/son/daughter/baby/wife/husband/girlfriend/partner",
    "PERSON": f"he/she/they/someone/{_CLOSE}/{_KNOWN}/man/men/guy/guys/woman/coach/priest/boys",
    "PERSONS": "her/his/their/my/your/anyone's/someone's/people's",
    "OTHER": (
        "him/her/them/themselves/someone/anyone/people/everyone/everybody/others/that_man/that_woman/"
        "these_people/those_people/"
    )
    + "/".join(f"my_{word}" for word in f"{_CLOSE}/{_KNOWN}".split("/")),
    "STRIKE": (
        "hit/hits/heats/beat/beats/slap/slaps/slapped/kick/kicks/kicked/punch/punches/punched/"
        "choke/chokes/choked/strangle/strangles/strangled/raped/rapes/stabbed/burned/burns"
    ),
    "WANT": (
        "want_to/wants_to/wanted_to/want_the/need_to/have_to/ought_to/like_to/going_to/let_me/i'll/"
        "i_will/i_shall"
    ),
    "INTENT": (
        "want_to/need_to/have_to/like_to/going_to/will/i'll/thinking_of/thinking_about/thought_of/"
        "thought_about/think_about/think_of/urge_to/thoughts_of/thoughts_about/feel_like/"
        "feeling_like/planning_to/plan_to/decided_to"
    ),
    "THINK": (
        "think_of/think_about/thinking_of/thinking_about/thought_of/thought_about/consider/"
        "considering"
    ),
    "TAKE": "take/taking/took/taken/swallow/swallowed/swallowing/had/ate/eaten",
    "RED": "red/blue/green/black/white/yellow/brown/blonde/purple/pink/grey/gray/orange",
    "ELSEWHERE": "in/with/out/on/at/here/there/from/near/by/next/under/alone/together/off/without",
}
_ANY = "[^ ~]+"
"""Any word, but not the sign that stands where something harmless was."""


def rows(table: str) -> tuple[re.Pattern[str], ...]:
    """The rows of a table, one a line, as expressions over a text with a space around each word."""
    return tuple(pattern_of(line) for line in table.splitlines() if line)


def pattern_of(row: str) -> re.Pattern[str]:
    """One row."""
    return re.compile("(?<= )" + "".join(_part(written) for written in row.split()))


def _part(written: str) -> str:
    match written:
        case "...":
            return f"(?:{_ANY} ){{0,3}}"
        case "END":
            return "(?:the |a |and )?$"  # what a recogniser hears in the noise after a word
        case _ if written.startswith("("):
            return f"(?:{_either(written[1:-1])} )?"
        case _:
            return f"{_either(written)} "


def _either(written: str) -> str:
    """Words of which one is said, as one group."""
    words = [word for part in written.split("/") for word in LISTS.get(part, part).split("/")]
    found = (_ANY if word == "ANY" else re.escape(word.replace("_", " ")) for word in words)
    return f"(?:{'|'.join(found)})"
