"""The prompt speaker: renders sentences in the background and plays them on one player.

An engine may hang for seconds, and "stop" has to work meanwhile; so it has a thread of its own. The
first sentence sounds while the next is still being rendered. If the synthesizer fails, a silence as
long as the reading of the sentence takes its place: the prompt is shown, and the session goes on.
"""

import itertools
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Protocol

from voice_coach.audio.player import Player, SoundSource, Track
from voice_coach.audio.sound import Sound, silence
from voice_coach.breathing import Timeline
from voice_coach.errors import CoachError
from voice_coach.protocol.effects import PACES, Earcon, Pacing, Prepare, Say, Speaker
from voice_coach.protocol.events import AudioElapsed, Cued, Failed, Recovered, Sentence, Spoke
from voice_coach.protocol.inbox import BellRang, Message, Post
from voice_coach.protocol.transcript import Clip
from voice_coach.tts.base import Synthesizer, VoiceSettings, second_voice
from voice_coach.tts.tones import breath_track, earcon

Task = Callable[[], object]


QUESTION_GAP_SECONDS = 0.25
"""Of silence more, before a sentence that asks: it is heard to begin."""

CUE_RATE = 170
"""Words a minute of the words that pace a breath: short, so that they are over before the breath
has turned."""

TONE_GAP_SECONDS = 0.2
"""Between the tone for the person's words and the words."""


class SynthesisWorker(Protocol):
    """Runs tasks: in a thread of its own, or at once where one thread does everything."""

    def submit(self, task: Task, *, ahead: bool = False) -> None:
        """Run `task`; where it can wait (`ahead`), after those that cannot, or not at all."""
        ...

    def close(self) -> None:
        """Run nothing more."""
        ...


class InlineWorker:
    """Runs each task at once, in the caller's thread, and nothing ahead: for the simulator."""

    def submit(self, task: Task, *, ahead: bool = False) -> None:
        """Run `task` now, unless it can wait."""
        if not ahead:
            task()

    def close(self) -> None:
        """Do nothing: no task is left."""


class BackgroundWorker:
    """Background synthesis thread: in order, but those rendered ahead give way to the others."""

    def __init__(self, name: str = "voice") -> None:
        self._tasks: queue.PriorityQueue[tuple[int, int, Task | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, task: Task, *, ahead: bool = False) -> None:
        """Queue `task`. It must handle its own errors."""
        self._tasks.put((2 if ahead else 1, next(self._order), task))

    def close(self) -> None:
        """Finish the task that runs, drop the rest, and end the thread."""
        self._tasks.put((0, next(self._order), None))
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while (task := self._tasks.get()[2]) is not None:
            task()


class PromptSpeaker:
    """Speaks prompts, paces breaths and sounds tones on one player.

    Args:
        synthesizer: Renders sentences; best a cached one.
        player: Where the sound goes. Its `post` receives `Sentence`, `Cued` and `Spoke`.
        post: Takes `Failed("voice", …)` when rendering fails, `Recovered` when it works again.
        voice_settings: The voice, and a scale for all paces (145 words a minute is as written).
        second: The voice for the person's words; None: chosen when it is needed.
        tells_time: Whether to post `AudioElapsed` each second of a silence and of an unpaced
            breath: where there is a recognizer, that does it.

    Attributes:
        clips: Returns the sound of a recording of the person's words.
    """

    def __init__(
        self,
        synthesizer: Synthesizer,
        player: Player,
        post: Post,
        worker: SynthesisWorker,
        voice_settings: VoiceSettings | None = None,
        *,
        second: str | None = None,
        tells_time: bool = False,
    ) -> None:
        self.tells_time = tells_time
        self.clips: Callable[[Clip], Sound] | None = None
        self._second = second
        self._synthesizer = synthesizer
        self._player = player
        self._post = post
        self._worker = worker
        self._settings = voice_settings or VoiceSettings()
        self._lock = threading.Lock()
        self._hushes = 0
        self._failing = False

    @property
    def voice_settings(self) -> VoiceSettings:
        """The present voice settings."""
        return self._settings

    def adjust(self, rate: int, volume: float) -> None:
        """Set rate (words a minute in questions) and volume (0 to 1) for what is rendered next."""
        self._settings = replace(self._settings, rate=rate, volume=volume)

    def change_voice(self, synthesizer: Synthesizer, voice_settings: VoiceSettings) -> None:
        """Speak with another voice what is rendered next; the one of the person's words follows."""
        self._synthesizer, self._settings = synthesizer, voice_settings
        self._second = None

    def say(self, say: Say) -> None:
        """Speak the sentences from the first one on; posts `Sentence`s, then `Spoke`.

        The person's own words are played as they were recorded; else another voice speaks them, or,
        if there is none, a tone stands before them.
        """
        if say.speaker == "you" and not say.clips:
            self._worker.submit(partial(self._announce, self._hushes))
        for index in range(say.first, len(say.sentences)):
            self._worker.submit(partial(self._say, self._hushes, say, index))

    def _say(self, hushes: int, say: Say, index: int) -> None:
        cut, pacing = Spoke(say.turn, completed=False), PACES[say.pace]
        if self._hushes != hushes:
            self._post(cut)
            return
        sound = self._recorded(say.clips[index]) if say.clips else None
        between = 0.0 if sound is not None else pacing.between
        if sound is None:
            sound = self._render(say.sentences[index], pacing, say.speaker)
        sound = sound.scaled(say.volume)
        self._play(hushes, Track(SoundSource(sound), [(0, Sentence(say.turn, index))], cut))
        if index < len(say.sentences) - 1:
            if say.sentences[index + 1].rstrip("\"'”’").endswith("?"):
                between += QUESTION_GAP_SECONDS
            self._play(hushes, self._pause(between, (), cut))
        else:
            self._play(hushes, self._pause(pacing.after, (Spoke(say.turn, completed=True),), cut))

    def _announce(self, hushes: int) -> None:
        if not self._voice_of("you"):
            self._play(hushes, Track(SoundSource(earcon("you", self._player.rate))))
            self._play(hushes, self._pause(TONE_GAP_SECONDS, ()))

    def _recorded(self, clip: Clip) -> Sound | None:
        """Return the sound of a recording at the player's rate; None where it cannot be had."""
        if self.clips is None:
            return None
        try:
            return self.clips(clip).at(self._player.rate)
        except CoachError:  # it is gone, or damaged: its words are there
            return None

    def prepare(self, prepare: Prepare) -> None:
        """Render sentences ahead of need."""
        pacing = PACES[prepare.pace]
        for text in prepare.sentences:
            self._worker.submit(partial(self._render, text, pacing, prepare.speaker), ahead=True)

    def breathe(self, turn: int, timeline: Timeline) -> None:
        """Pace the breath; posts `Cued` for every cue, then `Spoke`."""
        hushes = self._hushes

        def task() -> None:
            cue, notice = replace(PACES["meditation"], rate=CUE_RATE), PACES["meditation"]
            words = {
                text: self._render(text, notice if " " in text else cue) for text in timeline.spoken
            }
            index = {cue: number for number, cue in enumerate(timeline.cues)}
            track = breath_track(
                timeline,
                words,
                self._player.rate,
                lambda cue: Cued(turn, index[cue]),
                Spoke(turn, completed=True),
                Spoke(turn, completed=False),
                rang=BellRang(),
            )
            marks = () if timeline.cues else self._seconds(turn, timeline.seconds)
            self._play(hushes, replace(track, marks=[*marks, *track.marks]))

        self._worker.submit(task)

    def rest(self, turn: int, seconds: float) -> None:
        """Keep silent for `seconds`, then post `Spoke`."""
        cut = Spoke(turn, completed=False)
        track = self._pause(seconds, (Spoke(turn, completed=True),), cut)
        self._queue(replace(track, marks=[*self._seconds(turn, seconds), *track.marks]))

    def _seconds(self, turn: int, seconds: float) -> list[tuple[int, Message]]:
        """Return a mark for each whole second, so that it is known how much is left."""
        whole = range(1, ceil(seconds)) if self.tells_time else ()
        return [(second * self._player.rate, AudioElapsed(turn, second)) for second in whole]

    def chime(self, name: Earcon) -> None:
        """Sound one of the signal tones."""
        self._queue(Track(SoundSource(earcon(name, self._player.rate))))

    def then(self, event: Message, after: float = 0.0) -> None:
        """Post `event` when everything before has sounded, and `after` seconds of silence."""
        self._queue(self._pause(after, (event,)))

    def hush(self) -> None:
        """Be silent now, and drop what was to be spoken."""
        with self._lock:
            self._hushes += 1
            self._player.hush()

    def close(self) -> None:
        """Render nothing more."""
        self._worker.close()

    def _pause(
        self, seconds: float, events: Sequence[Message], cut: Message | None = None
    ) -> Track:
        sound = silence(seconds, self._player.rate)
        return Track(SoundSource(sound), [(len(sound.samples), event) for event in events], cut)

    def _queue(self, track: Track) -> None:
        self._worker.submit(partial(self._play, self._hushes, track))

    def _play(self, hushes: int, track: Track) -> None:
        """Play, unless there was a hush since the request."""
        with self._lock:
            if self._hushes == hushes:
                self._player.play(track)
                return
        if track.cut is not None:
            self._post(track.cut)

    def _voice_of(self, speaker: Speaker) -> str:
        """Return the id of a speaker's voice; "" for the person's where there is no second one."""
        if speaker == "coach":
            return self._settings.voice
        if self._second is None:
            try:
                self._second = second_voice(self._synthesizer, self._settings.voice)
            except CoachError:  # rendering will tell of it
                return ""
        return self._second

    def _render(self, text: str, pacing: Pacing, speaker: Speaker = "coach") -> Sound:
        """Return a sentence at the player's rate; a silence as long if the synthesizer fails."""
        rate = round(pacing.rate * self._settings.rate / PACES["question"].rate)
        name = self._voice_of(speaker) or self._settings.voice
        try:
            voice_settings = replace(self._settings, voice=name, rate=rate)
            sound = self._synthesizer.render(text, voice_settings).at(self._player.rate)
        except Exception as error:  # noqa: BLE001 - an engine may be anybody's; the prompt goes on
            if not self._failing:
                self._failing = True
                self._post(_failed_event(error))
            return silence(len(text.split()) * 60 / rate, self._player.rate)
        if self._failing:
            self._failing = False
            self._post(Recovered("voice"))
        return sound


def _failed_event(error: Exception) -> Failed:
    """Return the event for a synthesizer's failure; an error not ours might quote its text."""
    if isinstance(error, CoachError):
        return Failed("voice", error.code, error.message, error.command)
    kind = type(error).__name__
    return Failed("voice", "voice.failed", f"The voice failed: an error in its engine ({kind}).")
