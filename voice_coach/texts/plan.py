"""Texts about plans over days."""

PROPOSE_DAY = "It's day {day} of your {plan}: {title}. {why}"

PROPOSE_PLAN = "There's also a plan over days, called {title}. {about}"

OPENING = "Day {day} of your {plan}."

DAY_DONE = "That was day {day} of your {plan}. The next one waits until you come."

PLAN_DONE = "That was the last day of your {plan}. You came to every one of them."

PAUSED = "Your {plan} is paused, and nothing is lost. Ask for it, and it goes on with day {day}."

PAUSE_TITLE = "Pause my plan"

PAUSE_ABOUT = "Take a break from the plan, without losing your place."

PAUSE_WISHES = (
    "pause my plan",
    "pause the first week",
    "stop the plan for now",
    "i need a break from the plan",
    "no more plan for a while",
    "take me off the plan",
)

NOTHING_TO_PAUSE = "There's no plan that you follow right now."
