"""An answer of twenty minutes: really recognized, judged by a session, saved piece by piece."""

import itertools
import time

from benchmarks import person
from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured, percentile_95, spread
from benchmarks.speech import make_recognizer
from voice_coach.app.journal_writer import JournalWriter
from voice_coach.audio.streams import BLOCKS_A_SECOND
from voice_coach.journal.journal import Journal
from voice_coach.practice.steps import Ask
from voice_coach.protocol.effects import Save
from voice_coach.stt.vosk_engine import MODEL_RATE
from voice_coach.testing import FakeClock, Rehearsal, practice_of

MINUTE = 60 * BLOCKS_A_SECOND


def block_at_the_end(bench: Bench) -> Measured:
    """Measure the processor time for 20 ms in the last minute, in ms, 95th percentile.

    Beside it the same in the first minute.
    """
    minutes = bench.times(20, 3)
    clock = FakeClock()
    coach = Rehearsal(practice_of(Ask(ask="What happened?", patience="reflective"))).begin()
    while coach.listening is None:
        coach.spoke()
    sound = person.monologue(60, MODEL_RATE).samples
    frames = MODEL_RATE // BLOCKS_A_SECOND
    blocks = itertools.cycle(sound[: len(sound) // frames * frames].reshape(-1, frames))
    recognizer = make_recognizer()
    took: list[float] = []
    words = saves = 0
    with Journal.open(bench.folder / "long.db", clock=clock) as journal:
        record = JournalWriter(journal, journal.begin("long", "Long", "benchmark"), clock)
        turn = coach.turn
        record.opened(turn)
        recognizer.open(turn)
        for block in itertools.islice(blocks, round(minutes * MINUTE)):
            started = time.process_time()
            for event in recognizer.feed(block):
                for effect in coach.session.handle(event):
                    if isinstance(effect, Save):
                        record.save(effect)
                        words, saves = len(effect.words), saves + 1
            took.append(1000 * (time.process_time() - started))
        recognizer.close()
    details: Details = {"minutes": minutes, "words": words, "saves": saves}
    details |= spread(took[-MINUTE:])
    return Measured(percentile_95(took[-MINUTE:]), percentile_95(took[:MINUTE]), details)
