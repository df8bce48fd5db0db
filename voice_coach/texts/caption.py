"""Texts that captions print and nobody speaks: of what can be heard without being words.

Of every tone there is something to read. See docs/experience.md, "Captions and typing".
"""

KEYS = (
    "Type an answer, or anything you could say, and press Enter. "
    "While nothing is typed: Space pauses and goes on, the left arrow repeats, the right arrow "
    "skips, Escape stops, and Enter alone passes over what is said."
)

KEYS_BESIDE = "You can speak or type. " + KEYS

LINES = "Type an answer, or anything you could say, and press Enter. Enter alone goes on."

LINES_BESIDE = "You can speak or type. " + LINES

COACH = "Coach"

YOU = "You"

LISTENING = "Listening."

SILENCE = "silence, {seconds:.0f} seconds"

BELL = "bell: a minute has passed"

BREATH = "breath {cycle}: {phase}, {seconds:g} seconds"

KEPT = "kept as {kind}"

UNASKED = "not kept: nothing was asked"

PHASES = {"in": "in", "hold": "hold", "out": "out", "rest": "rest"}

ARROWS = {"in": "in  ↗", "hold": "hold –", "out": "out ↘", "rest": "rest –"}
