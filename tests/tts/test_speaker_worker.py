"""Who renders when: what is about to be spoken goes first."""

import threading

from voice_coach.tts.speaker import BackgroundWorker, InlineWorker


def test_a_worker_does_what_is_urgent_before_what_is_ahead() -> None:
    done: list[str] = []
    begun, go_on, over = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        go_on.wait(10)

    worker = BackgroundWorker()
    worker.submit(first)
    assert begun.wait(10)
    worker.submit(lambda: done.append("ahead"), ahead=True)
    worker.submit(lambda: done.append("urgent"))
    worker.submit(over.set, ahead=True)
    go_on.set()
    assert over.wait(10)
    worker.close()
    assert done == ["urgent", "ahead"]


def test_a_closed_worker_drops_what_it_had_not_begun() -> None:
    done: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        go_on.wait(10)

    worker = BackgroundWorker()
    worker.submit(first)
    assert begun.wait(10)
    worker.submit(lambda: done.append("late"), ahead=True)
    worker.close()  # it gives up waiting for what still runs
    go_on.set()
    worker._thread.join(10)
    assert done == []


def test_inline_runs_at_once_and_nothing_ahead() -> None:
    done: list[str] = []
    runner = InlineWorker()
    runner.submit(lambda: done.append("ahead"), ahead=True)
    runner.submit(lambda: done.append("now"))
    assert done == ["now"]
