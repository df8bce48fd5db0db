"""Sentences that say where words stay, and what is true instead with servers of one's own."""

HEARS = "What you say goes to a server of yours, which listens for me, and to nobody else."

SPEAKS = (
    "What I say, with your words in it, goes to a server of yours, which speaks for me, "
    "and to nobody else."
)

BOTH = "What you say, and what I say, goes to servers of yours, and to nobody else."

ROOM = "What we say travels through your own network, and no further."

OUTSIDE = "What we say leaves your home, for a server out there, as you've allowed."

ANNOUNCED = "Just so you know where it goes: {truth} {names}"

NAME = "It's {name}."

NAMES = "They're {names}."

INSTEAD = {
    "Nothing you said leaves this machine.": "{truth}",
    "What you say stays on this machine.": "{truth}",
    "What you said stays on this machine.": "Your journal stays on this machine.",
    "What you said is in your journal, on this machine.": None,
    "Say keep, or say nothing, and it stays on this machine.": None,
    "Then your words stay in your journal, on this machine, and nowhere else.": (
        "Then your words stay in your journal, on this machine. {truth}"
    ),
    "Then they're in your journal, on this machine, and nowhere else.": (
        "Then they're in your journal, on this machine. {truth}"
    ),
    "I keep your voice, too, in a recording on this machine.": None,
}
"""By sentence; None where it is true all the same, for the journal and recordings lie here."""


def truly(sentence: str, truth: str) -> str:
    """Return a sentence as it is true; `truth` says where words go, "" if they stay here."""
    instead = INSTEAD.get(sentence) if truth else None
    return sentence if instead is None else instead.format(truth=truth)
