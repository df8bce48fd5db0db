"""The dialogue about which voice the coach speaks with, with a stage that is written down."""

import pytest

from voice_coach.cli.voice_dialogue import Manner, VoiceChoice, manners_of
from voice_coach.errors import CoachError
from voice_coach.tts.voices import Voice, known_voice

HEART, EMMA = Voice("hibari", "heart"), Voice("hibari", "emma")
SYSTEM = Voice("pyttsx3", "")


class Stage:
    """Answers one question after the other, and writes down what happens."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked, self.said, self.heard, self.spoken = [], [], [], []
        self.words_a_minute = 145
        self.broken = {}
        self.offline = False

    def ask(self, step):
        self.asked.append(step)
        answer = self.answers.pop(0)
        assert answer is None or answer in step.choices
        return answer

    def say(self, text):
        self.said.append(text)

    def sample(self, manner, text):
        if manner.voice in self.broken:
            raise CoachError("voice.failed", self.broken[manner.voice])
        self.heard.append((text.partition(".")[0], manner))

    def speak(self, manner):
        self.spoken.append(manner)

    def rate(self):
        return self.words_a_minute

    def download(self, voice):
        if self.offline:
            raise CoachError("voice.offline", "There is no net.")
        return Voice(voice.engine, voice.name)


def chosen(stage, here=(HEART, SYSTEM), missing=()):
    return VoiceChoice(stage, here, missing, Manner(HEART, 145)).choose()


@pytest.mark.parametrize(
    ("here", "heard"),
    [
        ((HEART, SYSTEM), [(HEART, 145), (HEART, 123), (SYSTEM, 145)]),
        ((HEART, EMMA, SYSTEM), [(HEART, 145), (EMMA, 145), (SYSTEM, 145)]),
        ((SYSTEM, HEART), [(HEART, 145), (HEART, 123), (SYSTEM, 145)]),
    ],
)
def test_three_are_heard_of_what_is_here(here, heard):
    assert [(each.voice, each.rate) for each in manners_of(here, 145)] == heard


def test_the_slower_one_is_not_too_slow():
    assert manners_of((HEART,), 100)[1].rate == 90


def test_without_a_natural_voice_the_systems_is_heard_in_other_ways(monkeypatch):
    monkeypatch.setattr("voice_coach.tts.base._HAS_ESPEAK", True)
    assert [(each.voice.id, each.rate) for each in manners_of((SYSTEM,), 145)] == [
        ("", 145),
        ("", 123),
        ("gmw/en-us+m3", 145),
    ]
    monkeypatch.setattr("voice_coach.tts.base._HAS_ESPEAK", False)
    assert len(manners_of((SYSTEM,), 145)) == 2


def test_one_is_chosen_by_its_place_and_spoken_with_until_it_is_kept():
    stage = Stage("the second", "keep it")

    assert chosen(stage) == Manner(HEART, 145)
    assert [place for place, _ in stage.heard] == ["The first", "The second", "The third"]
    assert stage.spoken == [Manner(HEART, 123)]


def test_slower_and_faster_may_be_said_at_any_time_and_count():
    stage = Stage("the third", "keep it")
    stage.words_a_minute = 110

    assert chosen(stage) == Manner(SYSTEM, 110)


def test_it_can_be_made_deeper_and_higher_as_far_as_the_engine_goes():
    stage = Stage("the first", "deeper", "higher", "higher", "keep it")

    assert chosen(stage) == Manner(Voice("hibari", "heart+high"), 145)
    assert [each.voice.id for each in stage.spoken] == ["heart", "heart+low", "heart", "heart+high"]
    assert "deeper" not in stage.asked[2].choices
    assert "higher" not in stage.asked[4].choices


def test_an_engine_that_can_do_neither_is_not_asked_for_it():
    joe = Voice("piper", "en_US-joe-medium")
    stage = Stage("the first", "keep it")

    assert chosen(stage, here=(joe, SYSTEM)).voice == joe
    assert stage.asked[1].choices == ("keep it", "another voice")


def test_they_can_be_heard_again():
    stage = Stage("hear them again", "none")

    assert chosen(stage) is None
    assert len(stage.heard) == 6


def test_another_one_goes_back_to_how_it_was_and_lets_them_be_heard_again():
    stage = Stage("the third", "another voice", "none")

    assert chosen(stage) is None
    assert stage.spoken == [Manner(SYSTEM, 145), Manner(HEART, 145)]
    assert len(stage.heard) == 6


def test_a_question_that_is_skipped_chooses_nothing():
    assert chosen(Stage(None)) is None


def test_a_voice_that_cannot_speak_is_told_and_not_offered():
    stage = Stage("the first", "keep it")
    stage.broken[SYSTEM] = "There is no voice on this computer."

    chosen(stage)
    assert "The third voice can't speak just now. There is no voice" in stage.said[1]
    assert "the third" not in stage.asked[0].choices


def test_others_are_offered_with_their_size_and_where_they_come_from():
    stage = Stage("other voices", "the British woman", "keep it")

    kept = chosen(stage, missing=[known_voice("emma"), known_voice("fenrir")])
    assert kept == Manner(EMMA, 145)
    assert "the British woman or the American man" in stage.asked[1].ask
    assert "8 megabytes, from huggingface.co" in stage.asked[1].ask


def test_without_the_net_it_says_so_and_what_is_here_can_still_be_chosen():
    stage = Stage("other voices", "the British woman", "the first", "keep it")
    stage.offline = True

    assert chosen(stage, missing=[known_voice("emma")]).voice == HEART
    assert "I couldn't download it. There is no net." in stage.said


def test_nothing_is_offered_where_there_is_nothing_to_download():
    stage = Stage("none")

    chosen(stage)
    assert "other voices" not in stage.asked[0].choices
