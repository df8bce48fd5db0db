"""The builder's parts, each by itself."""

import random
import shutil
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from speech_model import fst, language_model, sentences, texts
from speech_model.alignment import Segment, Utterance, labels, tidied
from speech_model.augmentation import Augmenter
from speech_model.confusables import confusables
from speech_model.espeak import VoiceSettings, espeak
from speech_model.evaluation import GRAMMAR_SPEAKERS, transcribe
from speech_model.fst import Arc, Transducer
from speech_model.graph import UNKNOWN
from speech_model.language_model import END
from speech_model.lexicon import Pronunciation
from speech_model.options import model_of, parser
from speech_model.phone_ids import COUNT, Place, entering, number_of, phone_id, staying
from speech_model.phones import NUMBER, PHONES, SILENCE
from speech_model.prompts import Prompts
from speech_model.sound import RATE
from speech_model.tuning import Measured, Tuning
from speech_model.vocabulary import CALENDAR, FEELINGS, NUMBERS, PROGRAM, needed, vocabulary

from voice_coach.nlu.commands import match
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import VoskRecognizer

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.builder


def test_every_phone_gets_a_frame_however_short_it_is():
    spoken = [Segment("K", 0.0, 0.002), Segment("AE", 0.002, 0.2), Segment("T", 0.2, 0.3)]
    found = labels(spoken, 10)
    assert [n // 2 for n in dict.fromkeys(found)] == [
        NUMBER[phone] for phone in ("K", "AE", "AE", "T", "T")
    ]
    assert found[0] == 2 * NUMBER["K"]


def test_a_frame_belongs_to_the_phone_that_is_spoken_then():
    found = labels([Segment(SILENCE, 0.0, 0.3), Segment("AA", 0.3, 0.6)], 20)
    assert list(found) == [0] + [1] * 9 + [2 * NUMBER["AA"]] + [2 * NUMBER["AA"] + 1] * 9


def test_more_phones_than_frames_cannot_be_labelled():
    assert labels([Segment("AA", n / 100, (n + 1) / 100) for n in range(5)], 4) is None


def test_silences_side_by_side_are_one():
    spoken = [Segment(SILENCE, 0, 1), Segment(SILENCE, 1, 2), Segment("AA", 2, 3)]
    assert tidied(spoken) == [Segment(SILENCE, 0, 2), Segment("AA", 2, 3)]


def test_every_phone_has_its_own_numbers_and_shares_its_outputs_with_its_double():
    ids = {
        phone_id(phone, place, unknown=unknown): phone
        for phone in PHONES
        for place in Place
        for unknown in (False, True)
    }
    assert sorted(ids) == list(range(2, COUNT + 1))
    assert all(number_of(number) == NUMBER[phone] for number, phone in ids.items())


@pytest.mark.parametrize("voice", ["gmw/en-us", "gmw/en-us+f3", "gmw/en"])
def test_espeak_tells_which_phone_it_speaks_when(voice):
    utterance = espeak().say("a kept promise", VoiceSettings(voice))
    spoken = " ".join(s.phone for s in utterance.segments if s.phone != SILENCE)
    assert spoken == "AX K EH P T P R AA M IH S"
    assert all(first.end == second.start for first, second in pairwise(utterance.segments))
    assert utterance.segments[-1].end == pytest.approx(len(utterance.sound) / RATE, abs=0.01)


def test_a_british_voice_leaves_the_r_out():
    pronounced = dict(espeak().pronounce("park the car", VoiceSettings("gmw/en")))
    assert pronounced["park"] == ("P", "AA", "K")
    assert dict(espeak().pronounce("park", VoiceSettings("gmw/en-us")))["park"] == (
        "P",
        "AA",
        "R",
        "K",
    )


def test_spoiled_speech_is_as_long_as_its_segments_say():
    utterance = espeak().say("a slow walk before dinner", VoiceSettings())
    augmenter = Augmenter(1)
    for _ in range(20):
        augmented = augmenter.augment(utterance)
        assert augmented.segments[-1].end == pytest.approx(len(augmented.sound) / RATE, abs=0.02)
        assert np.abs(augmented.sound).max() <= 32768


def test_breath_however_loud_is_labelled_as_silence():
    augmenter = Augmenter(3)
    heard = [augmenter.nothing() for _ in range(60)]
    assert {segment.phone for utterance in heard for segment in utterance.segments} == {SILENCE}
    loud = [float(np.std(utterance.sound)) for utterance in heard]
    assert sum(level > 1000 for level in loud) >= 5


def test_the_same_seed_draws_the_same_again(practices):
    first, second = (Prompts(practices, 5) for _ in range(2))
    assert [first.draw() for _ in range(50)] == [second.draw() for _ in range(50)]
    utterance = Utterance(np.ones(RATE, np.float32), [Segment("AA", 0.0, 1.0)])
    assert np.array_equal(
        Augmenter(7).augment(utterance).sound, Augmenter(7).augment(utterance).sound
    )


def test_no_sentence_of_the_evaluation_is_in_any_text(practices):
    held_out = {line for name in texts.HELD_OUT for line in texts.held_out(name) if " " in line}
    assert len(held_out) > 150
    everything = {
        *texts.wordnet_examples(),
        *texts.wordnet_definitions(),
        *texts.wordnet_in_first_person(),
        *texts.practice_prompts(practices),
        *texts.practice_answers(practices),
        *texts.commands(),
    }
    for kind in sentences.kinds():
        everything.update(sentences.draw(kind, 5000, 1))
    assert held_out & everything == set()


def test_the_vocabulary_has_every_word_of_the_product(practices):
    words = set(vocabulary(practices))
    said = {word for line in texts.practice_answers(practices) for word in line.split()}
    said |= {word for line in texts.practice_prompts(practices) for word in line.split()}
    said |= {word for line in texts.commands() for word in line.split()}
    said |= {word for line in texts.closed_answers() for word in line.split()}
    assert len(words) >= 12_000
    assert {*said, *NUMBERS, *CALENDAR, *FEELINGS, *PROGRAM} - words == set()


def test_the_model_that_ships_knows_every_word_of_the_product(practices):
    words = ROOT / "models" / "en-us" / "graph" / "words.txt"
    known = {line.split()[0] for line in words.read_text("utf-8").splitlines()}
    assert needed(practices) - known == set(), "run scripts/build_model --graph"


def test_commands_are_tuned_with_phrases_that_are_none_and_not_in_the_evaluation():
    others = texts.held_out("development_others")
    held_out = {line for name in texts.HELD_OUT for line in texts.held_out(name)}
    assert len(others) >= 200
    assert [line for line in others if line in held_out or match(line) is not None] == []


def measured(cost: float, missed: int, false: int = 0) -> Measured:
    return Measured(cost, "someone", 100, ["pause"] * missed, 100, ["paws"] * false)


def test_the_cost_is_chosen_with_the_fewest_mistakes_of_all_speakers_and_of_several_the_lowest():
    found = [measured(0.5, 3), measured(1.0, 1), measured(2.0, 1), measured(3.0, 0, 2)]
    assert Tuning(found).chosen == 1.0
    assert Tuning([*found, measured(1.0, 1), measured(2.0, 0, 1), measured(3.0, 0)]).chosen == 1.0
    assert Tuning([*found, measured(1.0, 0, 2)]).chosen == 2.0


def said(word: str, phones: str) -> Pronunciation:
    return Pronunciation(word, 1.0, tuple(phones.split()))


def test_a_rival_is_one_sound_away_from_a_command_of_one_word():
    words = [
        said("pardon", "P AA R D AX N"),
        said("garden", "G AA R D AX N"),  # another sound
        said("pardoned", "P AA R D AX N D"),  # one more
        said("harden", "HH AA R D AX N D"),  # two others
        said("stop", "S T AA P"),
        said("top", "T AA P"),  # one less
        said("pots", "P AA T S"),  # the same ones
        said("it", "IH T"),
        said("at", "AE T"),
    ]
    found = confusables(words, ["pardon", "stop", "skip it"])
    assert [rival.word for rival in found] == ["garden", "pardoned", "top"]


def test_what_sounds_as_a_command_and_what_stands_in_one_are_no_rivals():
    words = [
        said("wait", "W EY T"),
        said("weight", "W EY T"),
        said("weight", "W EY D"),
        said("wade", "W EY D"),
        said("way", "W EY"),
    ]
    assert [rival.word for rival in confusables(words, ["wait", "this way"])] == ["wade"]


def test_a_rival_is_no_command_and_is_heard_as_itself_where_it_is_waited_for():
    heard = partial(transcribe, ROOT / "models" / "en-us")
    speaker = next(each for each in GRAMMAR_SPEAKERS if each.voice == "gmw/en-us+f3")
    pardon, garden = speaker.say("pardon"), speaker.say("garden")
    assert heard(pardon, texts.commands()) == "pardon"
    assert heard(garden, texts.commands()) == UNKNOWN
    assert heard(garden, [*texts.commands(), "garden"]) == "garden"


def test_a_model_whose_graph_takes_no_grammar_gets_no_hint(tmp_path, capfd):
    copy = shutil.copytree(shipped_model().path, tmp_path / "model")
    silence = [Arc(0, 1, entering(1, 0), 0), Arc(1, 1, staying(1, 0), 0)]
    fst.constant(Transducer(silence, {1: 0.0}), copy / "graph" / "HCLG.fst")
    recognizer = VoskRecognizer(copy, RATE)
    recognizer.open(1, ["yes", "no"])
    recognizer.feed(np.zeros(RATE, np.int16))
    assert recognizer.close() == []
    assert capfd.readouterr() == ("", "")  # Vosk would complain there


def test_a_grammar_leaves_no_name_in_braces():
    chance = random.Random(3)  # noqa: S311 - no secret
    drawn = [sentences.sentence(kind, chance) for kind in sentences.kinds() for _ in range(500)]
    assert [line for line in drawn if "{" in line or "}" in line or "  " in line] == []


def test_the_language_model_finds_likelier_what_the_practices_say(practices):
    words = vocabulary(practices)
    model = language_model.estimate(words, practices)
    assert model.probability("seven", ("about", "a")) > model.probability("the", ("about", "a"))
    single = model.following[()]
    assert sum(single.values()) == pytest.approx(1.0)
    assert set(single) == {*words, END}
    assert all(0 < p <= 1 for row in model.following.values() for p in row.values())


def test_a_quick_model_does_not_take_the_place_of_the_one_that_ships(tmp_path):
    def model(*arguments: str) -> Path:
        return model_of(parser().parse_args([*arguments, "--folder", str(tmp_path)]))

    shipped = ROOT / "models" / "en-us"
    assert model() == model("--graph") == shipped
    assert model("--quick") == model("--quick", "--graph") == tmp_path / "quick" / "model"
    assert model("--quick", "--model", str(shipped)) == shipped
