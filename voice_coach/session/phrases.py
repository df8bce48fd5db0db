"""How a phrase of the table in `safety` is written, and what it becomes.

A row is words with a space between them. `a/b` is either; `two_words` belong together; `(word)` may
be missing; `...` is up to three words of any sort; `ANY` is one word. A word in capitals stands for
a list of words below. `END` is the end of what was said.
"""

import re

_CLOSE = (
    "husband/wife/boyfriend/girlfriend/partner/father/mother/stepfather/stepmother/brother/sister/"
    "son/daughter/child/children/kid/kids/baby/ex/fiance/family/grandmother/grandfather/uncle/aunt/"
    "cousin/parents"
)
_LISTS = {
    "CLOSE": _CLOSE,
    "CHILD": "child/children/kid/kids/son/daughter/baby/wife/husband/girlfriend/partner",
    "PERSON": f"he/she/they/{_CLOSE}/boss/man/men/guy/guys/woman/someone/teacher/coach/priest/"
    "neighbour/neighbor/stepbrother/colleague/friend/boys/girls",
    "PERSONS": "her/his/their/my/your/anyone's/someone's/people's",
    "OTHER": f"him/her/them/someone/people/everyone/everybody/myself_and/my_{_CLOSE.replace('/', '/my_')}/"
    "my_boss/my_neighbour/my_neighbor/my_colleague/my_colleagues/my_teacher/my_friend/anyone/others/"
    "that_man/that_woman/these_people/those_people/themselves",
    "STRIKE": "hit/hits/beat/beats/slap/slaps/slapped/kick/kicks/kicked/punch/punches/punched/choke/"
    "chokes/choked/strangle/strangles/strangled/heats/raped/rapes/stabbed/burned/burns",
    "WANT": "want_to/wants_to/need_to/have_to/going_to/wanted_to/ought_to/like_to/i'd_like_to/let_me/"
    "i'll/i_will/i_shall/want_the",
    "INTENT": "want_to/going_to/will/i'll/thinking_of/thinking_about/thought_of/thought_about/"
    "think_about/think_of/urge_to/thoughts_of/thoughts_about/feel_like/feeling_like/planning_to/"
    "plan_to/need_to/have_to/like_to/decided_to",
    "THINK": "think_of/think_about/thinking_of/thinking_about/thought_of/thought_about/consider/"
    "considering",
    "TAKE": "take/taking/took/taken/swallow/swallowed/swallowing/had/ate/eaten",
    "RED": "red/blue/green/black/white/yellow/brown/blonde/purple/pink/grey/gray/orange",
    "ELSEWHERE": "in/with/out/on/at/here/there/from/near/by/next/under/alone/together/off/without",
    "ANY": r"[^ ~]+",
    "...": "",
}


def pattern_of(row: str) -> re.Pattern[str]:
    """The row as an expression over a text with one space around every word."""
    parts = [_part(token) for token in row.split()]
    return re.compile(r"(?<= )" + "".join(parts))


def _part(token: str) -> str:
    if token == "...":
        return r"(?:[^ ~]+ ){0,3}"
    if token == "END":
        return r"(?:the |a |and )?$"
    if token.startswith("("):
        return f"(?:{_words(token[1:-1])} )?"
    return f"{_words(token)} "


def _words(token: str) -> str:
    """The alternatives of a token, as one group."""
    alternatives: list[str] = []
    for word in token.split("/"):
        if word == "ANY":
            alternatives.append(_LISTS["ANY"])
        elif word in _LISTS:
            alternatives.append(_words(_LISTS[word]))
        else:
            alternatives.append(re.escape(word).replace("_", " "))
    return f"(?:{'|'.join(alternatives)})"
