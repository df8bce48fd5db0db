"""The coach: runs one session and is the only one that touches the world.

`Session.handle` turns each event of the inbox into effects, and each effect has a handler here.
They run in order, in one thread, so what was said is committed before it is acknowledged.
"""

from collections.abc import Callable, Mapping

from voice_coach.app.event_stream import EventStream
from voice_coach.app.journal_writer import JournalWriter
from voice_coach.audio.recorder import AnswerRecorder
from voice_coach.breathing import Timeline
from voice_coach.dialogue.session import Session
from voice_coach.dialogue.turn import BARGE_IN
from voice_coach.errors import CoachError
from voice_coach.nlu.text import without_fillers
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.inbox import AllSounded, BellRang, Message, RecognizerMayOpen
from voice_coach.stt.base import RecognizerWorker
from voice_coach.tts.speaker import PromptSpeaker


class Coach:
    """Runs one session. `outcome` is None while it runs.

    Args:
        session: Decides what happens.
        writer: Writes it to the journal.
        prompt_speaker: Speaks.
        listener: The recognizer at work; None where answers are typed.
        stream: Takes what observers are to know.
        tail: Returns the seconds from a sample's pull until it is heard, as the devices tell by
            then; the recognizer stays closed so long, or the coach would hear itself.
        remember: Takes the rate and the volume a person has asked for, to keep them.
        answer_recorder: Records the person's answers, where they want that.
    """

    def __init__(
        self,
        session: Session,
        writer: JournalWriter,
        prompt_speaker: PromptSpeaker,
        listener: RecognizerWorker | None,
        stream: EventStream,
        *,
        tail: Callable[[], float] = float,
        remember: Callable[[int, float], None] | None = None,
        answer_recorder: AnswerRecorder | None = None,
    ) -> None:
        self.outcome: fx.Outcome | None = None
        self.failure: CoachError | None = None
        self._session = session
        self._writer = writer
        self._prompt_speaker = prompt_speaker
        self._listener = listener
        self._stream = stream
        self._tail = tail
        self._remember = remember
        self._answer_recorder = answer_recorder
        self._saying: dict[int, fx.Say] = {}  # by turn, until its sound has ended
        self._sounding: set[int] = set()  # turns whose first sample has sounded
        self._listening: fx.Listen | None = None
        self._timeline: Timeline | None = None
        self._recalled: ev.Recalled | None = None  # what the session waits for
        self._handlers = self._table()

    def _table(self) -> Mapping[type[fx.Effect], Callable[..., None]]:
        speaker, writer, stream = self._prompt_speaker, self._writer, self._stream
        return {
            fx.Say: self._say,
            fx.Prepare: speaker.prepare,
            fx.Chime: lambda chime: speaker.chime(chime.name),
            fx.Breathe: self._breathe,
            fx.Rest: self._rest,
            fx.Hush: lambda _: speaker.hush(),
            fx.Adjust: self._adjust,
            fx.Listen: self._listen,
            fx.Close: self._close_recognizer,
            fx.Save: self._save,
            fx.Undo: lambda undo: writer.undo(undo.turn),
            fx.Keep: self._keep,
            fx.Mark: writer.mark,
            fx.Replace: writer.replace,
            fx.Recall: self._recall,
            fx.Forget: writer.forget,
            fx.TakeBack: writer.take_back,
            fx.BringBack: lambda back: writer.bring_back(back.number),
            fx.Care: self._care,
            fx.CommandAccepted: lambda command: stream.emit("command", name=command.name),
            fx.UnexpectedInput: lambda _: stream.emit("unasked"),
            fx.Report: stream.report,
            fx.End: self._end,
        }

    # From event to effects.

    def begin(self, practice: str, *, resumed: bool) -> None:
        """Start the session, whose row is committed."""
        self._stream.session = self._writer.session
        self._stream.emit("session.started", practice=practice, resumed=resumed)
        self.take(ev.Begin())

    def take(self, message: Message) -> None:
        """Take one message from the inbox and carry out what follows."""
        match message:
            case RecognizerMayOpen():
                self._open_recognizer(message.listen)
            case BellRang() if self._timeline is not None:
                self._stream.emit("bell")
            case BellRang() | AllSounded():
                pass
            case _:
                self._handle(message)

    def _handle(self, event: ev.Event) -> None:
        effects: list[fx.Effect] = []
        try:
            self._observe(event)
            effects = self._session.handle(event)
            while effects:
                self._handlers[type(effects[0])](effects[0])
                effects.pop(0)
                if not effects and self._recalled is not None:
                    found, self._recalled = self._recalled, None
                    effects = self._session.handle(found)
        except CoachError as error:
            self._journal_failed(error, effects)

    def _observe(self, event: ev.Event) -> None:
        """Emit what observers are to know of an event before the session handles it."""
        match event:
            case ev.Sentence(turn=turn) if turn in self._saying:
                self._sentence_began(self._saying[turn], event.index)
            case ev.Spoke(turn=turn) if turn in self._saying:
                del self._saying[turn]
                self._writer.spoken(turn)
                if turn in self._sounding:
                    self._sounding.remove(turn)
                    self._stream.emit("coach.spoke", turn=turn, completed=event.completed)
            case ev.Cued(index=index) if self._timeline is not None:
                cue = self._timeline.cues[index]
                text = ". ".join(text for text in (cue.word, cue.notice) if text is not None)
                self._stream.emit(
                    "breath",
                    phase=cue.phase,
                    cycle=cue.cycle,
                    seconds=cue.seconds,
                    text=text or None,
                )
            case ev.Heard(final=False) if self._is_open(event.turn):
                if shown := without_fillers(event.text):
                    self._stream.emit("heard.partial", turn=event.turn, text=shown)

    def _sentence_began(self, say: fx.Say, index: int) -> None:
        mine = say.speaker == "you"
        whose = {"speaker": "you", "recorded": bool(say.clips)} if mine else {}
        if say.turn not in self._sounding:
            self._sounding.add(say.turn)
            text = " ".join(say.sentences[say.first :])
            self._stream.emit("coach.speaking", turn=say.turn, step=say.step, text=text, **whose)
        text = say.sentences[index]
        self._stream.emit("coach.sentence", turn=say.turn, index=index, text=text, **whose)

    def _is_open(self, turn: int) -> bool:
        """Return whether an answer, not only a command, is being heard in this turn."""
        listen = self._listening
        return listen is not None and listen.turn == turn and listen.expects != "command"

    # Handlers: speaking.

    def _say(self, say: fx.Say) -> None:
        self._saying[say.turn] = say
        self._prompt_speaker.say(say)

    def _breathe(self, breathe: fx.Breathe) -> None:
        self._timeline = breathe.timeline
        self._prompt_speaker.breathe(breathe.turn, breathe.timeline)

    def _rest(self, rest: fx.Rest) -> None:
        if rest.told:
            self._stream.emit("silence", turn=rest.turn, step=rest.step, seconds=rest.seconds)
        self._prompt_speaker.rest(rest.turn, rest.seconds)

    def _adjust(self, adjust: fx.Adjust) -> None:
        """Speak in another way. If that cannot be kept for next time, it holds for this one."""
        self._prompt_speaker.adjust(adjust.rate, adjust.volume)
        if self._remember is None:
            return
        try:
            self._remember(adjust.rate, adjust.volume)
        except CoachError as error:
            self._stream.report(
                fx.Report(
                    "settings", error.code, error.message, recovered=False, command=error.command
                )
            )

    # Handlers: listening.

    def _listen(self, listen: fx.Listen) -> None:
        if listen.turn == BARGE_IN:  # nothing has to have sounded before
            if self._listener is not None:
                self._listener.open(BARGE_IN)
            return
        self._listening = listen
        self._prompt_speaker.then(RecognizerMayOpen(listen), after=self._tail())

    def _open_recognizer(self, listen: fx.Listen) -> None:
        if self._listening is not listen:
            return  # it was closed again before the chime had sounded
        self._writer.opened(listen.turn)
        if self._answer_recorder is not None and listen.expects != "command":
            self._answer_recorder.arm(listen.turn)
        if self._listener is not None:
            if self._listener.is_open:  # for barge-in until now
                self._listener.close()
            self._listener.open(listen.turn, listen.phrases)
        choices = {"choices": list(listen.choices)} if listen.choices else {}
        self._stream.emit(
            "listening", turn=listen.turn, step=listen.step, expects=listen.expects, **choices
        )

    def _close_recognizer(self, _: fx.Close) -> None:
        self._listening = None
        if self._answer_recorder is not None:
            self._answer_recorder.finish()
        if self._listener is not None:
            self._listener.close()

    # Handlers: keeping.

    def _save(self, save: fx.Save) -> None:
        row = self._writer.save(save)
        if self._answer_recorder is not None and save.started is not None:  # it was not typed
            self._answer_recorder.belongs_to(save.turn, row)
        if save.speaker == "you" and save.complete:
            self._stream.emit(
                "heard",
                turn=save.turn,
                step=save.step,
                text=save.text,
                confidence=save.confidence,
                started=save.started,
                ended=save.ended,
            )

    def _keep(self, keep: fx.Keep) -> None:
        memory = self._writer.keep(keep)
        self._stream.emit("memory", kind=keep.kind, id=memory, text=keep.text)

    def _recall(self, recall: fx.Recall) -> None:
        self._recalled = ev.Recalled(self._writer.recall(recall))

    # Handlers: what observers are to know, and the end.

    def _care(self, care: fx.Care) -> None:
        numbers = [{"name": each.name, "number": each.number} for each in care.numbers]
        self._stream.emit("care", state=care.state, numbers=numbers)

    def _end(self, end: fx.End) -> None:
        self._writer.end(end.outcome)
        self.outcome = end.outcome
        self._stream.emit("session.ended", outcome=end.outcome)

    def _journal_failed(self, error: CoachError, pending: list[fx.Effect]) -> None:
        """End the session; save the last words, which the journal did not take, in a file."""
        self._prompt_speaker.hush()
        self._close_recognizer(fx.Close())
        failed = ev.Failed("journal", error.code, error.message, error.command)
        pending = [*pending, *self._session.handle(failed)]
        forgotten = {
            step for effect in pending if isinstance(effect, fx.Forget) for step in effect.steps
        }
        words = [
            save.text
            for save in pending
            if isinstance(save, fx.Save)
            and save.speaker == "you"
            and save.text
            and save.step.partition("/")[0] not in forgotten
        ]
        place = self._writer.rescue(words)
        message = error.message if place is None else f"{error.message} {place}"
        self._stream.report(
            fx.Report("journal", error.code, message, recovered=False, command=error.command)
        )
        self.failure = CoachError(error.code, message, error.command)
        self.outcome = "interrupted"
