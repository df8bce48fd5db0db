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


def spoken(held):
    return [str(telling["text"]) for telling in held.told("coach.speaking")]


def answers(held):
    return [turn.text for turn in held.turns if turn.speaker == "you" and not turn.undone]


def obeyed(held):
    return [telling["name"] for telling in held.told("command")]


def test_back_and_another_answer(hold):
    held = hold(PRACTICE, WALK, "go back", REST, "seven", CALM)

    assert obeyed(held) == ["back"]
    assert answers(held) == [REST, "seven", CALM]
    assert [memory.text for memory in held.memories] == [REST]
    assert spoken(held)[-2] == f"You said: {REST}. It was 7."


def test_delete_that_and_undo(hold):
    held = hold(PRACTICE, WALK, "delete that", "undo", "seven", CALM)

    assert obeyed(held) == ["delete that", "undo"]
    assert answers(held) == [WALK, "seven", CALM]
    assert [memory.text for memory in held.memories] == [WALK]


def test_delete_that_for_good(hold, journal):
    held = hold(PRACTICE, WALK, "delete that", "seven", CALM)

    assert [turn.text for turn in held.turns if turn.speaker == "you"] == ["seven", CALM]
    assert held.memories == []
    assert journal.search("walk") == []


def test_slower_is_slower_at_once(hold):
    manners = []

    def watch(stage):
        return lambda _: manners.append(stage.prompter.manner.rate)

    held = hold(PRACTICE, WALK, "slower", "seven", CALM, watch=watch)

    assert obeyed(held) == ["slower"]
    assert texts.SLOWER in spoken(held)
    assert (manners[0], manners[-1]) == (145, 126)


def test_what_did_i_promise_is_told_and_then_the_question_again(hold):
    held = hold(PRACTICE, WALK, "what did i promise", "seven", CALM)

    told = spoken(held)
    place = told.index(f"You promised, earlier today: {WALK}.")
    assert told[place + 1] == "How strong is it?"
    assert answers(held) == [WALK, "seven", CALM]
