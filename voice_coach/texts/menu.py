"""Texts of the home menu about wishes: what it does not know, what it cannot do, what there is."""

UNKNOWN = "I don't have a practice for quite that."

OUTSIDE = "I can't do that. Nothing in here reaches outside."

NEAREST = "The nearest I have is {first}. Then there's {second}."

NEAREST_ONE = "The nearest I have is {first}."

OFFERED = "There's {first}. And there's {second}."

OFFERED_ONE = "There's {first}."

ASK_OFFERED = "The first, the second, or can you say it in a few other words?"

ASK_OFFERED_ONE = "Shall we do that, or can you say it in a few other words?"

KINDS = (
    "We can look at a feeling, a fear, a decision or a mistake. "
    "We can make a promise, or practise a no. "
    "I can breathe with you, calm you down, or help you sleep. "
    "Or you just talk, and I listen. Say how long you have, if it's short. "
    "What would help you most?"
)

KINDS_AGAIN = "One word is enough, like decision, fear, calm or sleep. What is it about?"

NOTHING_LAST = "There's nothing to do again yet."

GIVEN_UP = "I haven't found the right thing for you. Come back whenever you like."
