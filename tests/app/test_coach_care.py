"""Words of danger, spoken by a real voice and heard by the real ear."""

import pytest

from voice_coach.audio.player import SoundSource, Track
from voice_coach.practice.schema import Practice
from voice_coach.protocol.contacts import Helpers, Number
from voice_coach.testing import step
from voice_coach.texts import care as care_texts
from voice_coach.tts.base import VoiceSettings

IRELAND = Helpers(
    "Ireland",
    Number("Emergency number", "112"),
    (Number("Samaritans", "116 123", "day and night"),),
    contacts=("my sister",),
)
ASK = step(name="walk", ask="What will you do?", patience="reflective")
ASKING = Practice(
    name="short",
    title="Short",
    about="For tests.",
    minutes=1,
    steps=(ASK, step(name="after", say="There is tea.")),
)
BREATHING = Practice(
    name="air",
    title="Air",
    about="For tests.",
    minutes=1,
    steps=(step(name="air", breathe="box", cycles=8), step(name="after", say="There is tea.")),
)


def steps(result):
    return [event_record["step"] for event_record in result.told("coach.speaking")]


def all_bytes(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "words", ["i want to die", "i want to kill myself", "i think about suicide every day"]
)
def test_in_an_answer_the_practice_stops_and_the_numbers_are_spoken(hold_session, words) -> None:
    result = hold_session(ASKING, words, commands=("yes", "stop", "keep"), helpers=IRELAND)
    first = result.told("coach.speaking")[2]

    assert steps(result)[:3] == ["greeting", "walk", "care"]
    assert "after" not in steps(result)
    assert "one one six, one two three" in str(first["text"])
    assert [event_record["state"] for event_record in result.told("care")] == ["began", "ended"]
    assert result.told("heard") == []
    assert result.coach.outcome == "stopped"
    assert [turn.text for turn in result.turns if turn.speaker == "you"] == [words]


def test_in_the_middle_of_a_long_answer_nobody_waits_for_its_end(hold_session) -> None:
    words = (
        "i want to kill myself and i sit here in the dark and the rain goes on and on and "
        "i look out of the window at the street and the cars and the people and the trees"
    )
    result = hold_session(ASKING, words, commands=("yes", "stop", "keep"), helpers=IRELAND)

    (kept,) = (turn.text for turn in result.turns if turn.speaker == "you")
    assert kept.startswith("i want to kill myself")
    assert "people" not in kept


def test_in_a_breath_the_breath_stops_and_nothing_of_it_is_kept(hold_session, spoken) -> None:
    def watch(runtime):
        said = []

        def observe(event_record):
            if event_record["event"] == "breath" and event_record["cycle"] == 2 and not said:
                said.append(event_record)
                sound = spoken.render("i want to die", VoiceSettings()).at(runtime.simulator.rate)
                runtime.simulator.user_player.play(Track(SoundSource(sound)))

        return observe

    result = hold_session(BREATHING, helpers=IRELAND, watch=watch, commands=("", "", "yes", "stop"))

    assert {event_record["cycle"] for event_record in result.told("breath")} <= {1, 2}
    assert "care" in steps(result)
    assert "after" not in steps(result)
    assert [turn for turn in result.turns if turn.speaker == "you"] == []


def test_what_is_deleted_is_in_no_byte_of_the_journal(hold_session, tmp_path) -> None:
    result = hold_session(
        ASKING, "i want to die", commands=("yes", "stop", "delete"), helpers=IRELAND
    )

    assert result.coach.outcome == "stopped"
    assert b"want to die" not in all_bytes(tmp_path)
    assert b"somebody to talk to" not in all_bytes(tmp_path), "the talk leaves no trace either"
    assert b"What will you do?" in all_bytes(tmp_path)


def test_help_me_is_heard_and_answered_with_the_persons_own_list(hold_session) -> None:
    result = hold_session(ASKING, "help me", commands=("stop",), helpers=IRELAND)

    assert [event_record["name"] for event_record in result.told("command")] == [
        "help me",
        "stop",
    ]
    said = str(result.told("coach.speaking")[2]["text"])
    assert said.startswith(care_texts.HELP)
    assert "my sister" in said
