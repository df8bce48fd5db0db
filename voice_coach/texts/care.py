"""Texts for somebody who may be in danger, and of `voice-coach about`.

The most delicate words of the program, to be reviewed together: short sentences, no promise, no
diagnosis, no advice. See docs/experience.md, "When somebody may be in danger".
"""

HEARD = (
    "I have stopped here. It sounded as if you, or somebody else, could come to harm. "
    "I may have misheard you. I'm only a program, and I can call nobody for you. "
    "But there are people you can call."
)

ASK = "Did I hear you right?"

EMERGENCY = "In {country}, the emergency number is {number}."

EMERGENCY_ANYWHERE = "When it can't wait, call the emergency number of the country you're in."

LINE = "There's somebody to talk to at {name}. The number is {number}."

LINE_HOURS = "There's somebody to talk to at {name}, {hours}. The number is {number}."

LINES_ANYWHERE = "Somebody to talk to can be found in many countries, at find a helpline, dot com."

SHIPPED_NUMBERS = "Your own list of numbers couldn't be read, so these are the ones I came with."

THANKS = "Thank you for telling me."

NO_NEED = "You don't have to explain anything."

OFFER = "There are a few small things I can do. I can say the numbers again."

OFFER_LIST = "I can read your own list of people, and your plan."

OFFER_REST = (
    "I can help you feel the ground under you. Or I can be quiet, and listen. Which would you like?"
)

OFFER_AGAIN = (
    "I didn't quite catch that. "
    "You can say numbers, my list, ground, or quiet. You can also say stop."
)

TALKING = (
    "I'm listening. I'm only a program, and a person could answer you better than I can. "
    "Say numbers whenever you want to hear them again."
)

NEXT = "What would be good now: the numbers, the ground, or quiet? You can also say stop."

NEXT_LIST = (
    "What would be good now: the numbers, your list, the ground, or quiet? You can also say stop."
)

HELP = "Here's who can help. I'm only a program, and I can call nobody for you."

CONTACTS = "On your own list there is: {contacts}."

PLAN = "This is your plan. {plan}."

WITH_YOU = "Perhaps one of them could be with you now, or on the telephone."

NO_LIST = (
    "There's nobody on your own list yet. "
    "Perhaps there's somebody near you who could sit with you for a while."
)

GROUND = (
    "Let the breath come and go as it likes. "
    "Feel where something carries you: a chair, a bed, or the floor. "
    "Press your feet down a little, and let them go. "
    "Touch something that's close to you. Is it warm, or is it cool? "
    "Listen for three sounds, near or far. "
    "Say your own name, aloud or in your mind. "
    "This is the room you're in, and this is now."
)

QUIET = "I'm quiet now, and I listen. You can say anything, or nothing at all."

SILENCE = (
    "You don't have to answer. I'm quiet now. Say numbers whenever you want to hear them again."
)

HEARD_AGAIN = (
    "I have stopped again. It sounded as if you, or somebody else, could come to harm. "
    "I may have misheard you again. Say numbers, and I tell you whom you can call."
)

MISHEARD = "All right. Thank you for telling me."

GO_ON = "Shall we go on where we were?"

GO_ON_OR_DELETE = (
    "Shall we go on where we were? What you said stays on this machine. "
    "Or say delete, and it is gone."
)

KEEP = (
    "One more thing. What you said is in your journal, on this machine. "
    "Shall it stay there? Say keep, or say delete."
)

KEEP_AGAIN = (
    "Say delete, and it's gone for good. Say keep, or say nothing, and it stays on this machine."
)

DELETED = "It's deleted."

WAITS = (
    "The practice waits, and I don't go on by myself. "
    "Say resume when you want to go on, or stop to end. "
    "Say help me, and I'll tell you again who you can call."
)

EMERGENCY_NAME = "Emergency number"

HELPLINES_MEND = (
    "Correct it, or remove the file. Until then the numbers that came with the program are used."
)

# What `voice-coach about` prints.
ABOUT_IS = (
    "This is practice: a program that asks questions, leads a breath, listens, and keeps what you "
    "say on this machine, where you can hear it again."
)

ABOUT_IS_NOT = (
    "It isn't therapy, and no emergency service. It's only a program: it knows nothing of you "
    "but the words it hears, it mishears, and it can call nobody for you. If it hears that "
    "somebody may be in danger, it stops and tells you whom you can call. It may miss that, so do "
    "not wait for it. Say help me at any time to hear the numbers, and the people on your own list."
)

ABOUT_IN = "In {country}:"

ABOUT_LINES_ANYWHERE = "Somebody to talk to can be found in many countries at findahelpline.com."

ABOUT_NUMBERS = (
    'Is this not your country? Write country = "IE", or whichever it is, into settings.toml. '
    "Numbers change: please check them. Your own go into helplines.toml. Both are files in {home}."
)

ABOUT_PLACES = "Where your things are:"
