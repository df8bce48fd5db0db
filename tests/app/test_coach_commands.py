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


def spoken(result):
    return [str(event_record["text"]) for event_record in result.told("coach.speaking")]


def answers(result):
    return [turn.text for turn in result.turns if turn.speaker == "you" and not turn.undone]


def obeyed(result):
    return [event_record["name"] for event_record in result.told("command")]


def test_back_and_another_answer(hold_session):
    result = hold_session(PRACTICE, WALK, "go back", REST, "seven", CALM)

    assert obeyed(result) == ["back"]
    assert answers(result) == [REST, "seven", CALM]
    assert [memory.text for memory in result.memories] == [REST]
    assert spoken(result)[-2] == f"You said: {REST}. It was 7."


def test_delete_that_and_undo(hold_session):
    result = hold_session(PRACTICE, WALK, "delete that", "undo", "seven", CALM)

    assert obeyed(result) == ["delete that", "undo"]
    assert answers(result) == [WALK, "seven", CALM]
    assert [memory.text for memory in result.memories] == [WALK]


def test_delete_that_for_good(hold_session, journal):
    result = hold_session(PRACTICE, WALK, "delete that", "seven", CALM)

    assert [turn.text for turn in result.turns if turn.speaker == "you"] == ["seven", CALM]
    assert result.memories == []
    assert journal.search("walk") == []


def test_slower_is_slower_at_once(hold_session):
    manners = []

    def watch(runtime):
        return lambda _: manners.append(runtime.prompt_speaker.voice_settings.rate)

    result = hold_session(PRACTICE, WALK, "slower", "seven", CALM, watch=watch)

    assert obeyed(result) == ["slower"]
    assert texts.SLOWER in spoken(result)
    assert (manners[0], manners[-1]) == (145, 126)


def test_what_did_i_promise_is_told_and_then_the_question_again(hold_session):
    result = hold_session(PRACTICE, WALK, "what did i promise", "seven", CALM)

    told = spoken(result)
    place = told.index(f"You promised, earlier today: {WALK}.")
    assert told[place + 1] == "How strong is it?"
    assert answers(result) == [WALK, "seven", CALM]
