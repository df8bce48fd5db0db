"""The coach: the one owner of a session, and the only one that touches the world.

Events come in from one inbox, the session says what follows, and the coach carries it out in
order. What was said is committed before anything acknowledges it. Everything here happens in one
thread; the edges only post.
"""

from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.app.event_stream import EventStream
from voice_coach.app.journal_writer import JournalWriter
from voice_coach.audio.recorder import AnswerRecorder
from voice_coach.breathing import Timeline
from voice_coach.dialogue.session import Session
from voice_coach.dialogue.turn import BARGE_IN
from voice_coach.errors import CoachError
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.stt.base import RecognizerWorker
from voice_coach.tts.speaker import BellRang, PromptSpeaker


@dataclass(frozen=True, slots=True)
class EarMayOpen:
    """Everything that was to sound before an answer has sounded."""

    listen: fx.Listen


class Coach:
    """Leads one session.

    Args:
        session: What happens next.
        record: Where it is kept.
        prompt_speaker: The voice.
        listener: The ear; None where answers are typed.
        stream: Who is told.
        tail: Seconds from a sample's pull until it is out of the air; the ear stays closed so
            long, that the coach does not hear itself.
        remember: Takes the rate and the volume a person has asked for, to keep them.
        answer_recorder: Records the person's answers, where they want that.
    """

    def __init__(
        self,
        session: Session,
        record: JournalWriter,
        prompt_speaker: PromptSpeaker,
        listener: RecognizerWorker | None,
        stream: EventStream,
        *,
        tail: float = 0.0,
        remember: Callable[[int, float], None] | None = None,
        answer_recorder: AnswerRecorder | None = None,
    ) -> None:
        self.outcome: fx.Outcome | None = None
        self.failure: CoachError | None = None  # why nothing more could be kept
        self._session = session
        self._record = record
        self._prompt_speaker = prompt_speaker
        prompt_speaker.tells_time = listener is None
        self._listener = listener
        self._stream = stream
        self._tail = tail
        self._remember = remember
        self._answer_recorder = answer_recorder
        self._saying: dict[int, fx.Say] = {}  # by turn, until its sound has ended
        self._sounding: set[int] = set()  # turns whose first sample has sounded
        self._listening: fx.Listen | None = None
        self._timeline: Timeline | None = None
        self._recalled: ev.Recalled | None = None  # what the session is waiting for
        self._handlers: dict[type, Callable[..., None]] = {
            fx.Say: self._say,
            fx.Prepare: self._prompt_speaker.prepare,
            fx.Listen: self._listen,
            fx.Hush: lambda _: self._prompt_speaker.hush(),
            fx.Close: self._close_ear,
            fx.Chime: lambda effect: self._prompt_speaker.chime(effect.name),
            fx.Breathe: self._breathe,
            fx.Rest: self._rest,
            fx.Save: self._save,
            fx.Undo: lambda effect: self._record.undo(effect.turn),
            fx.Keep: self._keep,
            fx.Mark: self._record.mark,
            fx.Replace: self._record.replace,
            fx.Recall: self._recall,
            fx.Forget: self._record.forget,
            fx.Care: self._care,
            fx.TakeBack: self._record.take_back,
            fx.BringBack: lambda effect: self._record.bring_back(effect.number),
            fx.Adjust: self._adjust,
            fx.CommandAccepted: lambda effect: self._stream.tell("command", name=effect.name),
            fx.UnexpectedInput: lambda _: self._stream.tell("unasked"),
            fx.Report: self._stream.report,
            fx.End: self._end,
        }

    def begin(self, practice: str, *, resumed: bool) -> None:
        """Start the session, whose row is committed."""
        self._stream.session = self._record.session
        self._stream.tell("session.started", practice=practice, resumed=resumed)
        self.take(ev.Begin())

    def take(self, event: object) -> None:
        """Take one event from the inbox and carry out what follows."""
        if isinstance(event, EarMayOpen):
            self._open_recognizer(event.listen)
            return
        effects: list[fx.Effect] = []
        try:
            self._note(event)
            effects = self._session.handle(event)  # type: ignore[arg-type]  # the inbox holds events
            while effects:
                self._handlers[type(effects[0])](effects[0])
                effects.pop(0)
                if not effects and self._recalled is not None:
                    found, self._recalled = self._recalled, None
                    effects = self._session.handle(found)
        except CoachError as error:
            self._journal_failed(error, effects)

    # What is told of events as they come.

    def _note(self, event: object) -> None:
        match event:
            case ev.Sentence(turn=turn) if turn in self._saying:
                self._sounds(self._saying[turn], event.index)
            case ev.Spoke(turn=turn) if turn in self._saying:
                del self._saying[turn]
                self._record.spoken(turn)
                if turn in self._sounding:
                    self._sounding.remove(turn)
                    self._stream.tell("coach.spoke", turn=turn, completed=event.completed)
            case ev.Cued(index=index) if self._timeline is not None:
                cue = self._timeline.cues[index]
                said = ". ".join(text for text in (cue.word, cue.notice) if text is not None)
                self._stream.tell(
                    "breath",
                    phase=cue.phase,
                    cycle=cue.cycle,
                    seconds=cue.seconds,
                    text=said or None,
                )
            case BellRang() if self._timeline is not None:
                self._stream.tell("bell")
            case ev.Heard(final=False) if self._is_open(event.turn) and event.text:
                self._stream.tell("heard.partial", turn=event.turn, text=event.text)

    def _sounds(self, say: fx.Say, index: int) -> None:
        """A sentence of a prompt begins to sound; with the first one the prompt does."""
        mine = say.speaker == "you"
        whose = {"speaker": "you", "recorded": bool(say.clips)} if mine else {}
        if say.turn not in self._sounding:
            self._sounding.add(say.turn)
            text = " ".join(say.sentences[say.first :])
            self._stream.tell("coach.speaking", turn=say.turn, step=say.step, text=text, **whose)
        text = say.sentences[index]
        self._stream.tell("coach.sentence", turn=say.turn, index=index, text=text, **whose)

    def _is_open(self, turn: int) -> bool:
        """Whether this turn's answer is being listened to (not only commands)."""
        listen = self._listening
        return listen is not None and listen.turn == turn and listen.expects != "command"

    # Effects.

    def _say(self, say: fx.Say) -> None:
        self._saying[say.turn] = say
        self._prompt_speaker.say(say)

    def _listen(self, listen: fx.Listen) -> None:
        if listen.turn == BARGE_IN:  # nothing has to have sounded before
            if self._listener is not None:
                self._listener.open(BARGE_IN)
            return
        self._listening = listen
        self._prompt_speaker.then(EarMayOpen(listen), after=self._tail)

    def _open_recognizer(self, listen: fx.Listen) -> None:
        if self._listening is not listen:
            return  # it was closed again before the chime had sounded
        self._record.opened(listen.turn)
        if self._answer_recorder is not None and listen.expects != "command":
            self._answer_recorder.arm(listen.turn)
        if self._listener is not None:
            if self._listener.is_open:  # beside what was said until now
                self._listener.close()
            self._listener.open(listen.turn, listen.phrases)
        choices = {"choices": list(listen.choices)} if listen.choices else {}
        self._stream.tell(
            "listening", turn=listen.turn, step=listen.step, expects=listen.expects, **choices
        )

    def _close_ear(self, _: fx.Close) -> None:
        self._listening = None
        if self._answer_recorder is not None:
            self._answer_recorder.finish()
        if self._listener is not None:
            self._listener.close()

    def _breathe(self, breathe: fx.Breathe) -> None:
        self._timeline = breathe.timeline
        self._prompt_speaker.breathe(breathe.turn, breathe.timeline)

    def _rest(self, rest: fx.Rest) -> None:
        if rest.told:
            self._stream.tell("silence", turn=rest.turn, step=rest.step, seconds=rest.seconds)
        self._prompt_speaker.rest(rest.turn, rest.seconds)

    def _save(self, save: fx.Save) -> None:
        row = self._record.save(save)
        if self._answer_recorder is not None and save.started is not None:  # it was not typed
            self._answer_recorder.belongs_to(save.turn, row)
        if save.speaker == "you" and save.complete:
            self._stream.tell(
                "heard",
                turn=save.turn,
                step=save.step,
                text=save.text,
                confidence=save.confidence,
                started=save.started,
                ended=save.ended,
            )

    def _keep(self, keep: fx.Keep) -> None:
        memory = self._record.keep(keep)
        self._stream.tell("memory", kind=keep.kind, id=memory, text=keep.text)

    def _recall(self, recall: fx.Recall) -> None:
        self._recalled = ev.Recalled(self._record.recall(recall))

    def _care(self, care: fx.Care) -> None:
        numbers = [{"name": each.name, "number": each.number} for each in care.numbers]
        self._stream.tell("care", state=care.state, numbers=numbers)

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

    def _end(self, end: fx.End) -> None:
        self._record.end(end.outcome)
        self.outcome = end.outcome
        self._stream.tell("session.ended", outcome=end.outcome)

    def _journal_failed(self, error: CoachError, undone: list[fx.Effect]) -> None:
        """The journal takes nothing more: put the last words somewhere else, and end."""
        self._prompt_speaker.hush()
        self._close_ear(fx.Close())
        failed = ev.Failed("journal", error.code, error.message, error.command)
        undone = [*undone, *self._session.handle(failed)]
        unwanted = {step for deed in undone if isinstance(deed, fx.Forget) for step in deed.steps}
        saves = [save for save in undone if isinstance(save, fx.Save) and _said(save)]
        words = [save.text for save in saves if save.step.partition("/")[0] not in unwanted]
        place = self._record.rescue(words)
        message = error.message if place is None else f"{error.message} {place}"
        self._stream.report(
            fx.Report("journal", error.code, message, recovered=False, command=error.command)
        )
        self.failure = CoachError(error.code, message, error.command)
        self.outcome = "interrupted"


def _said(save: fx.Save) -> bool:
    return save.speaker == "you" and bool(save.text)
