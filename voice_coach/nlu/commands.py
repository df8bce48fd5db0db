"""Spoken commands: a table of them, and their recognition.

"I want to stop hiding" is no command. So a command counts only as the whole utterance between two
pauses, or after the word "coach". Phrases that can be an answer ("slow down", "speak up", "move
on") are in no row.
"""

from dataclasses import dataclass

from voice_coach.nlu.text import plain, without_fillers


@dataclass(frozen=True, slots=True)
class SpokenCommand:
    """A spoken command: its name, the utterances that mean it, and what help says it does."""

    name: str
    phrases: tuple[str, ...]
    does: str


COMMANDS: tuple[SpokenCommand, ...] = (
    SpokenCommand(
        "pause",
        (
            "pause", "pause please", "please pause", "pause here", "let's pause", "wait",
            "wait please", "please wait", "hold on", "one moment", "one moment please",
            "just a moment",
        ),
        "holds the session until you say resume",
    ),
    SpokenCommand(
        "resume",
        (
            "resume", "resume please", "please resume", "continue", "continue please",
            "please continue", "go on", "go on please", "please go on", "carry on", "keep going",
            "let's go on", "let's continue", "i'm back", "i am back", "i'm ready", "i am ready",
        ),
        "goes on where it was paused",
    ),
    SpokenCommand(
        "repeat",
        (
            "repeat", "repeat that", "repeat please", "repeat that please", "please repeat",
            "please repeat that", "say that again", "say that again please", "say it again",
            "please say that again", "again please", "once more please", "come again", "pardon",
            "what did you say", "can you repeat that", "could you repeat that",
        ),
        "says the last words again",
    ),
    SpokenCommand(
        "skip",
        (
            "skip", "skip please", "please skip", "skip this", "skip that", "skip it",
            "skip this one", "skip this question", "skip the question", "next", "next please",
            "next question", "next question please", "pass",
        ),
        "leaves this step and goes to the next",
    ),
    SpokenCommand(
        "back",
        (
            "back", "back please", "go back", "go back please", "please go back", "go back one",
            "go back one question", "one question back", "previous", "previous question",
            "the previous question", "last question", "the last question",
            "back to the last question", "the question before",
        ),
        "asks the question before this one again; the old answer is kept, marked as undone",
    ),
    SpokenCommand(
        "slower",
        (
            "slower", "slower please", "please slower", "a bit slower", "a little slower",
            "a bit slower please", "speak slower", "speak slower please", "please speak slower",
            "talk slower", "more slowly", "more slowly please", "speak more slowly",
            "please speak more slowly", "you speak too fast", "you're too fast", "go slower",
            "go a bit slower", "speak a bit slower", "speak a bit slower please", "don't hurry",
            "please don't hurry",
        ),
        "speaks slower, from now on and next time",
    ),
    SpokenCommand(
        "faster",
        (
            "faster", "faster please", "please faster", "a bit faster", "a little faster",
            "a bit faster please", "speak faster", "speak faster please", "please speak faster",
            "talk faster", "you speak too slowly", "you're too slow", "go faster",
            "go a bit faster", "speak a bit faster", "speak a bit faster please",
        ),
        "speaks faster, from now on and next time",
    ),
    SpokenCommand(
        "louder",
        (
            "louder", "louder please", "please louder", "a bit louder", "a little louder",
            "a bit louder please", "speak louder", "speak louder please", "please speak louder",
            "talk louder", "speak up please", "please speak up", "you're too quiet",
            "you are too quiet", "i can't hear you", "i cannot hear you",
        ),
        "speaks louder, from now on and next time",
    ),
    SpokenCommand(
        "quieter",
        (
            "quieter", "quieter please", "please quieter", "a bit quieter", "a little quieter",
            "a bit quieter please", "speak quieter", "more quietly", "more quietly please",
            "speak more quietly", "please speak more quietly", "softer", "softer please",
            "a bit softer", "speak more softly", "not so loud", "not so loud please",
            "you're too loud", "you are too loud",
        ),
        "speaks more quietly, from now on and next time",
    ),
    SpokenCommand(
        "more time",
        (
            "more time", "more time please", "give me more time", "i need more time",
            "a bit more time", "a little more time", "some more time", "give me a bit more time",
            "i need a bit more time",
        ),
        "waits twice as long before it takes your answer as finished",
    ),
    SpokenCommand(
        "not finished",
        (
            "i wasn't finished", "i was not finished", "i wasn't finished yet",
            "i'm not finished", "i am not finished", "i'm not finished yet",
            "i am not finished yet", "i wasn't done", "i was not done", "i'm not done",
            "i am not done", "i'm not done yet", "i hadn't finished", "wait there's more",
            "wait there is more", "wait i wasn't finished", "wait i was not finished",
            "wait i'm not finished", "wait i wasn't done", "wait i'm not done",
            "let me finish", "let me finish please", "please let me finish",
        ),
        "goes back into your last answer, which goes on where it was; in an answer: waits longer",
    ),
    SpokenCommand(
        "done",
        (
            "i'm done", "i am done", "im done", "i'm finished", "i am finished", "that's all",
            "that is all", "that was all", "that's it", "that is it", "that was it",
        ),
        "ends your answer at once",
    ),
    SpokenCommand(
        "help",
        (
            "help", "help please", "what can i do", "where am i", "where are we", "what now",
            "what do i do now", "what should i do now",
        ),
        "tells where you are, and what you can do there",
    ),
    SpokenCommand(
        "help me",
        ("help me", "please help me", "help me please", "i need help now", "who can i call"),
        "tells whom you can call, from your own list and in your country",
    ),
    SpokenCommand(
        "what can i say",
        (
            "what can i say", "what can i say now", "what can i say here", "what could i say",
            "commands", "the commands", "what commands are there", "which commands are there",
            "what are the commands", "list the commands", "tell me the commands",
        ),
        "tells all commands",
    ),
    SpokenCommand(
        "delete that",
        (
            "delete that", "delete that please", "please delete that", "delete it", "delete this",
            "delete that answer", "delete my answer", "delete my last answer",
            "delete the last answer", "scratch that", "strike that", "erase that",
            "take that back", "i take that back", "don't keep that", "do not keep that",
            "don't save that",
        ),
        "deletes what you said last, and what was kept from it; for good when the session ends",
    ),
    SpokenCommand(
        "undo",
        (
            "undo", "undo please", "please undo", "undo that", "undo it", "undo that please",
            "bring it back", "bring that back", "please bring it back", "bring back my answer",
            "restore it", "restore that", "restore my answer", "keep it after all",
        ),
        "brings back what you deleted, or undoes a back, until the session ends",
    ),
    SpokenCommand(
        "stop",
        (
            "stop", "stop now", "please stop", "stop please", "stop here", "let's stop",
            "let's stop here", "stop the session", "end the session", "end session", "quit",
        ),
        "ends the session; what it keeps is saved",
    ),
    SpokenCommand(
        "dizzy",
        (
            "dizzy", "i feel dizzy", "i'm dizzy", "i am dizzy", "i'm getting dizzy",
            "i feel light headed", "i'm light headed", "i feel lightheaded", "i'm lightheaded",
            "i feel faint", "stop the breathing", "breathe naturally",
        ),
        "while a breath is led: lets it go as it likes, for a minute, and then goes on",
    ),
    SpokenCommand(
        "steady",
        (
            "steady me", "steady me please", "please steady me", "calm me down",
            "calm me down please", "help me calm down", "help me breathe", "i'm panicking",
            "i am panicking", "i'm having a panic attack", "i am having a panic attack",
        ),
        "leads a few sighs and breaths at once, and then waits until you say resume",
    ),
    SpokenCommand(
        "remind me",
        (
            "remind me", "remind me please", "please remind me", "remind me of my wins",
            "remind me what went well", "remind me of what went well", "what went well before",
            "tell me my wins", "read my wins", "what are my wins",
        ),
        "tells you of things that went as you hoped",
    ),
    SpokenCommand(
        "read my letter",
        (
            "read my letter", "read my letter please", "please read my letter",
            "read me my letter", "read my letter to me", "read the letter", "read my last letter",
            "let me hear my letter", "i want to hear my letter",
        ),
        "reads your latest letter to you",
    ),
    SpokenCommand(
        "what did i promise",
        (
            "what did i promise", "what did i promise myself", "what have i promised",
            "what have i promised myself", "what was my promise", "what were my promises",
            "what is my promise", "what's my promise", "what are my promises",
            "tell me my promises", "read my promises", "read my promise",
            "remind me of my promise", "remind me of my promises", "remind me what i promised",
        ),
        "tells you your open promises",
    ),
    SpokenCommand(
        "only my words",
        (
            "only my words", "only my words please", "just my words", "only my own words",
            "my words only", "only what i said", "just what i said", "skip your words",
            "leave your words out", "without your words",
        ),
        "in a replay: leaves out what the coach said",
    ),
    SpokenCommand(
        "both of us",
        (
            "both of us", "both of us please", "your words too", "your words as well",
            "with your words", "play both of us",
        ),
        "in a replay: plays what the coach said as well",
    ),
)  # fmt: skip

NAMES = tuple(command.name for command in COMMANDS)

OF_AN_ANSWER = ("done", "more time")
"""Commands that have a meaning only while an answer is given."""

_SOUND_ALIKE = (
    ("cannot", "can not"), ("too", "to"), ("two", "to"), ("you're", "your"), ("hear", "here"),
    ("speak slower", "speaks lower"), ("winds", "wins"), ("did i promised", "did i promise"),
    ("where are weak", "where are we"),
)  # fmt: skip
"""Homophones: the words of a command, and what a recognizer may write for them."""


def _as_heard(utterance: str) -> str:
    """Return the plain utterance with one spelling for homophones."""
    text = f" {plain(utterance)} "
    for words, other in _SOUND_ALIKE:
        text = text.replace(f" {words} ", f" {other} ")
    return text.strip()


_BY_PHRASE = {_as_heard(phrase): command.name for command in COMMANDS for phrase in command.phrases}


def match(utterance: str) -> str | None:
    """Return the name of the command that the whole utterance is, but for fillers, or None."""
    return _BY_PHRASE.get(_as_heard(without_fillers(utterance)))


def addressed(utterance: str) -> tuple[str, str] | None:
    """Return the words before "coach, pause" and the command's name; None without a command."""
    before, called, phrase = f" {plain(utterance)}".rpartition(" coach ")
    name = match(phrase) if called else None
    return None if name is None else (before.removesuffix(" hey").strip(), name)
