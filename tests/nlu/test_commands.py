from itertools import chain

import pytest

from voice_coach.nlu.commands import COMMANDS, NAMES, addressed, match
from voice_coach.nlu.text import plain

PHRASES = [(phrase, command.name) for command in COMMANDS for phrase in command.phrases]


@pytest.mark.parametrize(("phrase", "name"), PHRASES)
def test_every_phrase_means_its_command(phrase, name):
    assert match(phrase) == name


def test_no_phrase_means_two_commands():
    phrases = list(chain.from_iterable(command.phrases for command in COMMANDS))

    assert len(phrases) == len(set(phrases))


def test_every_phrase_is_written_as_it_is_compared():
    assert [plain(phrase) for phrase, _ in PHRASES] == [phrase for phrase, _ in PHRASES]


def test_every_command_can_be_said_by_its_name_or_nearly_and_is_explained():
    assert set(NAMES) == {
        "pause", "resume", "repeat", "skip", "back", "slower", "faster", "louder", "quieter",
        "more time", "not finished", "done", "help", "help me", "what can i say", "delete that",
        "undo", "stop",
        "dizzy", "steady", "remind me", "read my letter", "what did i promise", "only my words",
        "both of us",
    }  # fmt: skip
    for command in COMMANDS:
        assert any(command.name in phrase for phrase in command.phrases)
        assert command.does


@pytest.mark.parametrize("typed", ["Pause!", "  PAUSE ", "pause, please.", "I’m done.", "(stop)"])
def test_case_marks_and_spaces_make_no_difference(typed):
    assert match(typed) is not None


@pytest.mark.parametrize(
    "answer",
    [
        "i want to stop hiding",
        "stop smoking",
        "i pause too often",
        "let me skip lunch",
        "i need help with my taxes",
        "i am done with him",
        "that is all i wanted from her",
        "the next question is who i am",
        "continued",
        "slow down",
        "speak up",
        "speak up for myself",
        "move on",
        "i want to go back",
        "take it back to the shop",
        "remind me to call her",
        "help me with this",
        "i need help",
        "forget it",
        "i read my letter",
        "",
        "...",
    ],
)
def test_a_command_inside_an_answer_is_none(answer):
    assert match(answer) is None
    assert addressed(answer) is None


@pytest.mark.parametrize(
    ("utterance", "before", "name"),
    [
        ("coach pause", "", "pause"),
        ("hey coach stop now", "", "stop"),
        ("Coach, what can I say?", "", "what can i say"),
        ("i will walk around the coach pause", "i will walk around the", "pause"),
        ("i will walk hey coach i'm done", "i will walk", "done"),
        ("my coach said so coach skip this", "my coach said so", "skip"),
        ("coach coach more time", "coach", "more time"),
    ],
)
def test_a_command_counts_anywhere_when_the_coach_is_addressed(utterance, before, name):
    assert addressed(utterance) == (before, name)


@pytest.mark.parametrize(
    "utterance",
    [
        "coach",
        "hey coach",
        "coach i want to stop hiding",
        "my coach told me to stop",
        "the coach stops here",
        "approach pause",
        "coach pause the music",
    ],
)
def test_a_coach_who_is_only_spoken_of_obeys_nothing(utterance):
    assert addressed(utterance) is None


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("you speak to slowly", "faster"),
        ("i can not here you", "louder"),
        ("please speaks lower", "slower"),
        ("coach you're to loud", "quieter"),
        ("your to fast", "slower"),
        ("you are two quiet", "louder"),
        ("read my winds", "remind me"),
        ("what did i promised myself", "what did i promise"),
        ("where are weak", "help"),
    ],
)
def test_what_sounds_alike_means_the_same(heard, name):
    assert match(heard) == name or addressed(heard) == ("", name)


def test_plain_keeps_words_and_apostrophes_and_nothing_else():
    assert plain("  Well, I’m   DONE -- really!\n") == "well i'm done really"
