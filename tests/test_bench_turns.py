"""Turn-taking as a whole: a small part of the corpus of scripts/bench, really spoken and heard.

And twenty minutes of one answer: they are saved as they are spoken, and the last piece takes no
longer than the first.
"""

import statistics
import sys
import time
from pathlib import Path

import pytest

from voice_coach.app.journal_writer import JournalWriter
from voice_coach.journal.journal import Journal
from voice_coach.protocol import effects as fx
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.testing import FakeClock, Rehearsal, practice_of, step

pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parent.parent
PIECE = "i walked along the river and thought about my sister again"


@pytest.fixture(scope="module")
def taken():
    """A spoken answer with pauses in every kind of room, as a session takes it."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from benchmarks.speech import recognize
        from benchmarks.spoken_answers import answers
        from benchmarks.turns import take
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    recognizer = gated(VoskRecognizer(shipped_model(), 16000), 16000)
    return [
        take(said, recognize(recognizer, said.samples))
        for said in answers(1, patiences=("spoken",))
    ]


def test_nobody_is_cut_off_in_a_pause_and_every_end_is_noticed(taken):
    assert len(taken) == 7
    assert max(pause for each in taken for pause in each.said.pauses) >= 2.0
    assert [each.said.kind for each in taken if each.is_premature] == []
    assert [each.said.kind for each in taken if each.beyond > 0.5] == []


def test_no_word_is_lost_beside_a_pause_and_none_comes_of_a_breath_or_a_fan(taken):
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from benchmarks.turns import lost
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    at_start, at_joins = lost(taken)
    assert (at_start.words, at_start.lost) == (7, [])
    assert (at_joins.words >= 28, at_joins.lost) == (True, [])
    assert [word for each in taken for word in each.words_of_nothing()] == []


@pytest.fixture(scope="module")
def spoken_on(tmp_path_factory):
    """An answer of twenty minutes that is kept: its rehearsal, and how long each piece took."""
    coach = Rehearsal(practice_of(step(ask="What happened?", patience="reflective"))).begin()
    coach.spoke()
    if coach.listening is None:
        coach.spoke()
    clock = FakeClock()
    with Journal.open(tmp_path_factory.mktemp("long") / "journal.db", clock=clock) as journal:
        session = journal.begin("tea", "Tea", "test")
        record = JournalWriter(journal, session, clock)
        record.opened(coach.turn)
        took, kept = [], 0
        while coach._seconds < 20 * 60:
            before = time.process_time()
            coach.hear(PIECE)
            for effect in coach.effects[kept:]:
                if isinstance(effect, fx.Save):
                    record.save(effect)
            took.append(time.process_time() - before)
            kept = len(coach.effects)
            coach.silence(2.0)
        yield journal, session, took


def test_an_answer_of_twenty_minutes_is_all_there_before_it_has_ended(spoken_on):
    journal, session, took = spoken_on

    (turn,) = [turn for turn in journal.turns(session) if turn.speaker == "you"]
    assert turn.ended_at is None
    assert turn.text == ". ".join([PIECE] * len(took))
    assert len(turn.words) == len(took) * len(PIECE.split())
    assert turn.words[-1].end > 19.9 * 60


def test_its_last_minute_is_heard_and_saved_as_quickly_as_anybody_could_notice(spoken_on):
    _, _, took = spoken_on

    assert statistics.median(took[-10:]) < 0.05
