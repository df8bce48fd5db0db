"""The pump: moves a session's sound and time on, and brings the coach what comes of it.

Real devices deliver sound in their own time. The simulator is stepped, 20 ms at a time, in one
thread, as fast as the machine allows or at the pace of the wall clock.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from queue import Empty
from typing import Protocol

from voice_coach.app.coach import Coach
from voice_coach.audio.simulator import STOPPED_SECONDS, Simulator
from voice_coach.audio.streams import Microphone, Speaker
from voice_coach.protocol.inbox import AllSounded, Inbox, Message
from voice_coach.settings import wall_clock
from voice_coach.stt.base import RecognizerWorker
from voice_coach.tts.speaker import BackgroundWorker, InlineWorker, PromptSpeaker, SynthesisWorker

STEP_SECONDS = 0.02
"""One step of the simulator: the blocks a device delivers are as long."""


class SteadyClock:
    """A clock that never goes back: within a session what is later has a later time.

    If `clock` is set back, it goes on at the same pace; a jump ahead is followed.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._ahead = timedelta(0)
        self._latest = clock()

    def __call__(self) -> datetime:
        """Return the time, aware."""
        now = self._clock() + self._ahead
        if now < self._latest:
            self._ahead += self._latest - now
            now = self._latest
        self._latest = now
        return now


class Pump(Protocol):
    """Drives a coach. It owns the devices, which run from its making to `close`."""

    @property
    def inbox(self) -> Inbox:
        """Return the inbox, to which everything that happens is posted."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """Return the session's clock, which gives aware times."""
        ...

    @property
    def speaker(self) -> Speaker:
        """Return the coach's loudspeaker."""
        ...

    @property
    def worker(self) -> SynthesisWorker:
        """Return the worker that renders prompts."""
        ...

    def tail(self) -> float:
        """Return the seconds from a sample's pull until its echo is heard, as known by now."""
        ...

    def run(self, coach: Coach) -> None:
        """Drive the coach until its session is over."""
        ...

    def wait(self, seconds: float) -> Message | None:
        """Return the next message between sessions; None if none comes within `seconds`."""
        ...

    def fade_out(self, prompt_speaker: PromptSpeaker, seconds: float) -> None:
        """Let the last sound be heard, if it takes no longer than `seconds`."""
        ...

    def close(self) -> None:
        """Let the devices go."""
        ...


class DevicePump:
    """Real devices, or files in place of one of them, in the time of the wall clock.

    Making it starts them, and raises `CoachError` if one refuses.
    """

    def __init__(
        self,
        inbox: Inbox,
        speaker: Speaker,
        microphone: Microphone | None = None,
        listener: RecognizerWorker | None = None,
    ) -> None:
        self.inbox = inbox
        self.clock = SteadyClock(wall_clock)
        self.speaker = speaker
        self.worker: SynthesisWorker = BackgroundWorker()
        self._microphone = microphone
        speaker.start()
        if microphone is not None and listener is not None:
            microphone.start(listener.feed)

    def tail(self) -> float:
        """Return the delay of the speaker, and that of the microphone."""
        heard = 0.0 if self._microphone is None else self._microphone.latency
        return self.speaker.latency + heard

    def run(self, coach: Coach) -> None:
        """Take one event after the other from the inbox."""
        while coach.outcome is None:
            coach.take(self.inbox.get())

    def wait(self, seconds: float) -> Message | None:
        """Wait for the next message."""
        with suppress(Empty):
            return self.inbox.get(timeout=seconds)
        return None

    def fade_out(self, prompt_speaker: PromptSpeaker, seconds: float) -> None:
        """Wait until all has sounded; what else comes meanwhile is for the next session."""
        prompt_speaker.then(AllSounded(), after=self.speaker.latency)
        deadline = time.monotonic() + seconds
        later: list[Message] = []  # such as Ctrl-C
        with suppress(Empty):
            while (left := deadline - time.monotonic()) > 0:
                event = self.inbox.get(timeout=left)
                if isinstance(event, AllSounded):
                    break
                if not hasattr(event, "turn"):
                    later.append(event)
        for event in later:
            self.inbox.put(event)

    def close(self) -> None:
        """Let the devices go."""
        if self._microphone is not None:
            self._microphone.close()
        self.speaker.close()


class SimulatorPump:
    """The simulator, which is stepped; `real_time` keeps the pace of the wall clock."""

    def __init__(
        self,
        inbox: Inbox,
        simulator: Simulator,
        listener: RecognizerWorker | None = None,
        *,
        real_time: bool = False,
    ) -> None:
        self.inbox = inbox
        self.clock: Callable[[], datetime] = simulator.now
        self.speaker: Speaker = simulator.speaker
        self.worker: SynthesisWorker = InlineWorker()
        self.simulator = simulator
        self._real_time = real_time
        self._started = time.monotonic()  # when the simulator's clock was, or would have been, 0
        if listener is not None:
            simulator.on_block = listener.feed

    def tail(self) -> float:
        """Return nothing: what is pulled is heard in the same step."""
        return 0.0

    def run(self, coach: Coach) -> None:
        """Take what is in the inbox, and then step."""
        self._started = time.monotonic() - self.simulator.seconds
        while coach.outcome is None:
            while coach.outcome is None and not self.inbox.empty():
                coach.take(self.inbox.get())
            if coach.outcome is None:
                self._step(coach)

    def _step(self, coach: Coach) -> None:
        self.simulator.step(STEP_SECONDS)
        due = self._started + self.simulator.seconds
        late = time.monotonic() - due
        if late > STOPPED_SECONDS:
            self._started += late
        while self._real_time and coach.outcome is None and (left := due - time.monotonic()) > 0:
            with suppress(Empty):
                coach.take(self.inbox.get(timeout=left))

    def wait(self, seconds: float) -> Message | None:
        """Step until there is a message."""
        ends = self.simulator.seconds + seconds
        while self.inbox.empty() and self.simulator.seconds < ends:
            self.simulator.step(STEP_SECONDS)
        return None if self.inbox.empty() else self.inbox.get()

    def fade_out(self, prompt_speaker: PromptSpeaker, seconds: float) -> None:  # noqa: ARG002 - as the protocol has it
        """Step until nothing sounds any more."""
        ends = self.simulator.seconds + seconds
        while not self.speaker.player.idle and self.simulator.seconds < ends:
            self.simulator.step(STEP_SECONDS)

    def close(self) -> None:
        """Nothing to do: there are no devices."""
