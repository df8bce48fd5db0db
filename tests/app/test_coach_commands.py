"""Commands spoken to the real ear, in whole sessions: what they leave in the journal."""

from voice_coach import texts
from voice_coach.practice.parser import parse

PRACTICE = parse(
    """
title = "Parts"
about = "For tests."
minutes = 1

[[step]]
name = "promise"
ask = "What will you do?"
example = "i will walk around the block after lunch"
keep = "promise"

[[step]]
name = "strong"
ask = "How strong is it?"
answer = "number"
example = "seven"

[[step]]
name = "last"
ask = "How is it now?"
example = "i feel calm and a little relieved"

[[step]]
say = "You said: {promise}. It was {strong}."
""",
    name="parts",
    file="parts.toml",
)
WALK = "i will walk around the block after lunch"
REST = "i said yes when i wanted to rest"
CALM = "i feel calm and a little relieved"


def spoken(suspended):
    return [str(event_record["text"]) for event_record in suspended.told("coach.speaking")]


def answers(suspended):
    return [turn.text for turn in suspended.turns if turn.speaker == "you" and not turn.undone]


def obeyed(suspended):
    return [event_record["name"] for event_record in suspended.told("command")]


def test_back_and_another_answer(suspend):
    suspended = suspend(PRACTICE, WALK, "go back", REST, "seven", CALM)

    assert obeyed(suspended) == ["back"]
    assert answers(suspended) == [REST, "seven", CALM]
    assert [memory.text for memory in suspended.memories] == [REST]
    assert spoken(suspended)[-2] == f"You said: {REST}. It was 7."


def test_delete_that_and_undo(suspend):
    suspended = suspend(PRACTICE, WALK, "delete that", "undo", "seven", CALM)

    assert obeyed(suspended) == ["delete that", "undo"]
    assert answers(suspended) == [WALK, "seven", CALM]
    assert [memory.text for memory in suspended.memories] == [WALK]


def test_delete_that_for_good(suspend, journal):
    suspended = suspend(PRACTICE, WALK, "delete that", "seven", CALM)

    assert [turn.text for turn in suspended.turns if turn.speaker == "you"] == ["seven", CALM]
    assert suspended.memories == []
    assert journal.search("walk") == []


def test_slower_is_slower_at_once(suspend):
    manners = []

    def watch(runtime):
        return lambda _: manners.append(runtime.prompt_speaker.voice_settings.rate)

    suspended = suspend(PRACTICE, WALK, "slower", "seven", CALM, watch=watch)

    assert obeyed(suspended) == ["slower"]
    assert texts.SLOWER in spoken(suspended)
    assert (manners[0], manners[-1]) == (145, 126)


def test_what_did_i_promise_is_told_and_then_the_question_again(suspend):
    suspended = suspend(PRACTICE, WALK, "what did i promise", "seven", CALM)

    told = spoken(suspended)
    place = told.index(f"You promised, earlier today: {WALK}.")
    assert told[place + 1] == "How strong is it?"
    assert answers(suspended) == [WALK, "seven", CALM]
