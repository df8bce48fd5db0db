"""The ear at work: the thread and its inline twin, with the real ear inside."""

import threading
import weakref
from contextlib import contextmanager
from queue import SimpleQueue

import numpy as np
import pytest

from voice_coach.audio.sound import silence
from voice_coach.errors import CoachError
from voice_coach.protocol.events import AudioElapsed, Failed, Heard, Recovered
from voice_coach.stt.listener import MAX_RESTARTS, MAX_WAITING_BLOCKS, InlineListener, Listener
from voice_coach.stt.vosk_engine import VoskRecognizer

pytestmark = pytest.mark.engine

SAID = "i kept my promise and went to bed early"
BLOCK = 320


class Inbox:
    """Where events arrive. Waits for the one it is asked for, and keeps them all."""

    def __init__(self):
        self.seen = []
        self._queue = SimpleQueue()
        self.post = self._queue.put

    def until(self, wanted):
        """Take events until one is `wanted`; returns it."""
        while True:
            event = self._queue.get(timeout=60)
            self.seen.append(event)
            if wanted(event):
                return event

    def rest(self):
        """Take what has arrived."""
        while not self._queue.empty():
            self.seen.append(self._queue.get())
        return self.seen


def threaded(make_recognizer, post):
    return Listener(make_recognizer, post)


def inline(make_recognizer, post):
    return InlineListener(make_recognizer(), post)


class SlowModel:
    """A model that has loaded only when the test says so."""

    def __init__(self, model):
        self.model = model
        self.loading, self.loaded = threading.Event(), threading.Event()

    def make_recognizer(self):
        self.loading.set()
        assert self.loaded.wait(60)
        return VoskRecognizer(self.model, 16000)


both = pytest.mark.parametrize("kind", [threaded, inline])


@contextmanager
def running(listener):
    yield listener
    listener.stop()


def blocks(*sounds):
    samples = np.concatenate([sound.at(16000).samples for sound in sounds])
    return [samples[at : at + BLOCK] for at in range(0, len(samples), BLOCK)]


def spoken(say, text=SAID):
    return blocks(silence(0.5, 16000), say(text), silence(1.5, 16000))


def is_final(event):
    return isinstance(event, Heard) and event.final


@both
def test_what_is_said_while_open_is_posted(say, model, kind):
    inbox = Inbox()
    with running(kind(lambda: VoskRecognizer(model, 16000), inbox.post)) as listener:
        listener.open(3)
        assert listener.is_open
        sound = spoken(say)
        for block in sound:
            listener.feed(block)
        inbox.until(lambda event: event == AudioElapsed(3, sum(map(len, sound)) / 16000))
        listener.close()
        assert not listener.is_open
    assert [event.text for event in inbox.rest() if is_final(event)] == [SAID]
    assert listener.dropped == 0


def test_the_thread_posts_what_the_inline_listener_posts(say, model):
    sound = spoken(say)
    posted = []
    for kind in (threaded, inline):
        inbox = Inbox()
        with running(kind(lambda: VoskRecognizer(model, 16000), inbox.post)) as listener:
            for turn in (1, 2):
                listener.open(turn)
                for block in sound:
                    listener.feed(block)
                listener.close()
            inbox.until(lambda event: event == AudioElapsed(2, sum(map(len, sound)) / 16000))
        posted.append(inbox.rest())
    assert posted[0] == posted[1]


@both
def test_what_is_said_while_closed_is_never_heard(say, model, kind):
    inbox = Inbox()
    sound = spoken(say)
    quiet = blocks(silence(2.0, 16000))
    with running(kind(lambda: VoskRecognizer(model, 16000), inbox.post)) as listener:
        for block in sound:
            listener.feed(block)
        listener.open(1)
        for block in quiet:
            listener.feed(block)
        listener.close()
        for block in sound:
            listener.feed(block)
        listener.open(2)
        for block in quiet:
            listener.feed(block)
        inbox.until(lambda event: event == AudioElapsed(2, 2.0))
    assert not [event for event in inbox.rest() if isinstance(event, Heard)]
    assert listener.dropped == 0


@both
def test_closing_settles_what_was_just_said(say, model, kind):
    inbox = Inbox()
    with running(kind(lambda: VoskRecognizer(model, 16000), inbox.post)) as listener:
        listener.open(5)
        for block in blocks(silence(0.5, 16000), say(SAID)):
            listener.feed(block)
        listener.close()
        final = inbox.until(is_final)
    assert (final.turn, final.text) == (5, SAID)


def test_an_answer_begun_while_the_model_loads_is_not_lost(say, model):
    inbox = Inbox()
    slow = SlowModel(model)
    with running(Listener(slow.make_recognizer, inbox.post)) as listener:
        listener.open(1)
        for block in spoken(say):
            listener.feed(block)
        assert inbox.rest() == []
        slow.loaded.set()
        assert inbox.until(is_final).text == SAID


def test_the_caller_may_reuse_its_block(say, model):
    inbox = Inbox()
    slow = SlowModel(model)
    with running(Listener(slow.make_recognizer, inbox.post)) as listener:
        listener.open(1)
        buffer = np.zeros(BLOCK, np.int16)
        for block in spoken(say):
            buffer[: len(block)] = block
            listener.feed(buffer[: len(block)])
        buffer[:] = 0
        slow.loaded.set()
        assert inbox.until(is_final).text == SAID


def test_sound_that_cannot_wait_is_dropped_and_counted(model):
    inbox = Inbox()
    slow = SlowModel(model)
    assert MAX_WAITING_BLOCKS * BLOCK / 16000 >= 60
    with running(Listener(slow.make_recognizer, inbox.post)) as listener:
        listener.open(1)
        listener.close()
        listener.open(2)
        fits = MAX_WAITING_BLOCKS - 3
        for _ in range(fits + 5):
            listener.feed(np.zeros(16, np.int16))
        assert listener.dropped == 5
        listener.open(3)  # never dropped
        slow.loaded.set()
        inbox.until(lambda event: event == AudioElapsed(2, fits * 16 / 16000))
        listener.feed(np.zeros(16, np.int16))
        inbox.until(lambda event: event == AudioElapsed(3, 0.001))
    assert listener.dropped == 5


def test_sound_while_closed_does_not_wait(model):
    inbox = Inbox()
    slow = SlowModel(model)
    with running(Listener(slow.make_recognizer, inbox.post)) as listener:
        for _ in range(MAX_WAITING_BLOCKS + 5):
            listener.feed(np.zeros(16, np.int16))
        assert listener.dropped == 0
        listener.open(1)
        listener.feed(np.zeros(16, np.int16))
        slow.loaded.set()
        inbox.until(lambda event: event == AudioElapsed(1, 0.001))
    assert listener.dropped == 0


def test_a_model_that_does_not_load_is_told_once(say, tmp_path):
    inbox = Inbox()
    with running(
        Listener(lambda: VoskRecognizer(tmp_path / "gone", 16000), inbox.post)
    ) as listener:
        failed = inbox.until(lambda event: isinstance(event, Failed))
        assert (failed.part, failed.code) == ("ear", "ear.model-missing")
        assert str(tmp_path / "gone") in failed.message
        listener.open(1)
        assert not listener.is_open
        for block in spoken(say):
            listener.feed(block)
        listener.close()
    assert inbox.rest() == [failed]


class ChokingEar(VoskRecognizer):
    """Fails in the way a library might: with what it heard in its message."""

    def feed(self, block):
        heard = [event for event in super().feed(block) if isinstance(event, Heard)]
        if heard:
            raise RuntimeError(f"cannot cope with {heard[0].text}")
        return []


@both
def test_a_failure_tells_nothing_of_what_was_said(say, model, kind):
    inbox = Inbox()
    with running(kind(lambda: ChokingEar(model, 16000), inbox.post)) as listener:
        listener.open(1)
        for block in spoken(say):
            listener.feed(block)
        failed = inbox.until(lambda event: isinstance(event, Failed))
        if kind is inline:
            assert not listener.is_open
            listener.open(2)
            listener.feed(np.zeros(BLOCK, np.int16))
            listener.close()
            assert inbox.rest() == [failed]
    assert (failed.part, failed.code) == ("ear", "ear.failed")
    assert "RuntimeError" in failed.message
    assert not set(SAID.split()) & set(failed.message.lower().split())


def test_an_ear_that_fails_once_is_made_anew_and_hears(say, model):
    made, inbox = [], Inbox()

    def make_recognizer():
        made.append(VoskRecognizer(model, 16000) if made else ChokingEar(model, 16000))
        return made[-1]

    with running(Listener(make_recognizer, inbox.post)) as listener:
        listener.open(1)
        for block in spoken(say):
            listener.feed(block)
        failed = inbox.until(lambda event: isinstance(event, Failed))
        listener.close()
        listener.open(2)
        for block in spoken(say):
            listener.feed(block)
        listener.close()
        heard = inbox.until(lambda event: isinstance(event, Heard) and event.final)
    assert (heard.turn, heard.text) == (2, SAID)
    assert "started anew" in failed.message
    assert [type(event) for event in inbox.seen[:2]] == [Failed, Recovered]


def test_an_ear_that_failed_is_let_go_before_the_next_one_takes_its_memory(say, model):
    made, left, inbox = [], [], Inbox()

    def make_recognizer():
        left.extend(each() for each in made)
        recognizer = ChokingEar(model, 16000)
        made.append(weakref.ref(recognizer))
        return recognizer

    with running(Listener(make_recognizer, inbox.post)) as listener:
        listener.open(1)
        for block in spoken(say):
            listener.feed(block)
        inbox.until(lambda event: isinstance(event, Recovered))
    assert left == [None]


def test_an_ear_that_fails_again_and_again_is_given_up(say, model):
    inbox = Inbox()
    with running(Listener(lambda: ChokingEar(model, 16000), inbox.post)) as listener:
        for turn in range(1 + MAX_RESTARTS):
            listener.open(turn)
            for block in spoken(say):
                listener.feed(block)
            failed = inbox.until(lambda event: isinstance(event, Failed))
            listener.close()
        assert not listener.is_open
    assert "answer by keyboard" in failed.message
    kinds = [type(event) for event in inbox.seen]
    assert kinds == [Failed, Recovered] * MAX_RESTARTS + [Failed]


class TroubledEar(VoskRecognizer):
    def open(self, turn, phrases=()):
        raise CoachError("ear.missing", "Install it.")


@both
def test_a_coach_error_is_told_as_it_is(model, kind):
    inbox = Inbox()
    with running(kind(lambda: TroubledEar(model, 16000), inbox.post)) as listener:
        listener.open(1)
        assert inbox.until(lambda _: True) == Failed("ear", "ear.missing", "Install it.")


@both
def test_after_stop_nothing_is_posted(say, model, kind):
    inbox = Inbox()
    listener = kind(lambda: VoskRecognizer(model, 16000), inbox.post)
    listener.open(1)
    sound = spoken(say)
    for block in sound:
        listener.feed(block)
    listener.stop()
    posted = list(inbox.rest())
    for block in sound:
        listener.feed(block)
    listener.close()
    listener.stop()
    assert inbox.rest() == posted
    assert not listener.is_open


def test_stopping_ends_the_thread_and_drops_what_waits(say, model):
    inbox = Inbox()
    slow = SlowModel(model)
    listener = Listener(slow.make_recognizer, inbox.post)
    assert slow.loading.wait(60)
    listener.open(1)
    for block in spoken(say):
        listener.feed(block)
    stopper = threading.Thread(target=listener.stop)
    stopper.start()
    while listener.is_open:  # until `stop` has begun
        pass
    slow.loaded.set()
    stopper.join(60)
    assert not stopper.is_alive()
    assert not listener._thread.is_alive()
    assert inbox.rest() == []
