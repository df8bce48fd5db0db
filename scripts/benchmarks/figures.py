"""The figures, in the order in which they are measured and reported."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial

from benchmarks import (
    barge,
    breath,
    closed,
    commands,
    device_gap,
    heard_prompts,
    long_answer,
    recognizer,
    rendering,
    replay_start,
    search_latency,
    simulator_gap,
    standby,
    start,
    stop,
    turns,
    weight,
)
from benchmarks.bench import Bench
from benchmarks.figure import Figure, Measured
from benchmarks.spoken_answers import HELD_OUT, TUNED, Corpus

_OF_TURNS = (
    ("premature", "answers over while their speaker only paused, of a hundred", turns.premature, 2),
    ("late", "answers over more than 0.5 s after their patience, of a hundred", turns.late, 5),
    ("lost-at-start", "first words of answers not heard, of a hundred", turns.lost_at_start, 0),
    ("lost-at-joins", "words beside a pause not heard, of a hundred", turns.lost_at_joins, 1),
    (
        "words-from-nothing",
        "words heard in breath, sighs, a clock, a fan, noise and pauses",
        turns.words_from_nothing,
        0,
    ),
)


def _turns(group: str, corpus: Corpus, note: str = "") -> Iterator[Figure]:
    """Yield the figures of turn-taking with one corpus of answers."""
    for name, meaning, measure, target in _OF_TURNS:
        yield Figure(
            f"{group}.{name}",
            f"{meaning}{note}",
            "words" if measure is turns.words_from_nothing else "%",
            partial(measure, corpus=corpus),
            target=target,
            usual="the recogniser's words alone",
        )


PYTTSX3 = "pyttsx3"


@cache
def _with_pyttsx3(bench: Bench) -> Bench:
    return bench.anew(PYTTSX3, PYTTSX3)


def _measured_with_pyttsx3(measure: Callable[[Bench], Measured], bench: Bench) -> Measured:
    return measure(_with_pyttsx3(bench))


def _beside(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Yield the figures in which the voice has a part, measured with pyttsx3 as the voice."""
    for figure in figures:
        if figure.name.partition(".")[0] in ("turn-gap", "stop", "start", "memory"):
            if figure.name in ("start.help", "start.replay"):
                continue
            yield replace(
                figure,
                name=f"{PYTTSX3}.{figure.name}",
                meaning=f"{figure.meaning}; with pyttsx3 as the voice",
                measure=partial(_measured_with_pyttsx3, figure.measure),
                on_request=True,
            )


_FIGURES = (
    Figure(
        "turn-gap.room",
        "patience over to the next prompt's first sample, virtual room, p95",
        "ms",
        simulator_gap.simulator_gap,
        target=50,
    ),
    Figure(
        "turn-gap.devices",
        "the same through sound devices, p95",
        "ms",
        device_gap.device_gap,
        target=120,
    ),
    Figure(
        "turn-gap.decision",
        "answer found over to the next prompt's first sample, sound devices, p95",
        "ms",
        device_gap.decision_gap,
        usual="a recogniser's final, then pyttsx3 say and runAndWait",
    ),
    Figure(
        "stop.room",
        "command recognised to the last sample, virtual room, longest",
        "ms",
        stop.simulator_stop,
        target=150,
    ),
    Figure(
        "stop.devices",
        "the same through sound devices, longest",
        "ms",
        stop.device_stop,
        target=150,
        usual="pyttsx3 say, and stop from another thread",
    ),
    Figure(
        "breath.cue",
        "distance of a breathing cue from its place, 20 minutes at 48 kHz, largest",
        "samples",
        breath.cue_error,
        target=1,
        usual="a loop that sleeps from cue to cue",
    ),
    Figure(
        "breath.drift",
        "growth of that distance in a minute",
        "samples",
        breath.drift,
        target=1,
        usual="a loop that sleeps from cue to cue",
    ),
    Figure(
        "ear.cpu",
        "processor time for a second of sound",
        "ms",
        recognizer.processor_time,
        target=1.05,
        usual="a bare recogniser: AcceptWaveform, then Result or PartialResult",
        as_share=True,
    ),
    Figure(
        "ear.voice-activity",
        "processor time to look for a voice in a second of sound, beside the recogniser's",
        "ms",
        recognizer.voice_activity,
        usual="a bare recogniser: AcceptWaveform, then Result or PartialResult",
    ),
    Figure(
        "ear.real-time-factor",
        "time to hear a second of sound, from 48 kHz",
        "s",
        recognizer.real_time_factor,
    ),
    *_turns("turns", TUNED),
    *_turns("held-out", HELD_OUT, " (nothing was tuned on these answers)"),
    Figure(
        "turns.long-answer",
        "processor time for 20 ms in the last minute of an answer of 20 minutes, p95",
        "ms",
        long_answer.block_at_the_end,
        target=20,
        usual="the same in its first minute",
    ),
    Figure(
        "commands.missed",
        "commands not obeyed, of a hundred, in quiet",
        "%",
        commands.missed_in_quiet,
        target=3,
    ),
    Figure(
        "commands.missed-in-noise",
        "the same with white noise 10 dB below the voice",
        "%",
        commands.missed_in_noise,
        target=10,
    ),
    Figure(
        "commands.false",
        "commands in an hour of journal speech, in which there is none",
        "an hour",
        commands.false_commands,
        target=1,
    ),
    Figure(
        "standby.missed",
        "phrases that do not call the coach in standby, of a hundred, in quiet",
        "%",
        standby.missed,
        target=5,
    ),
    Figure(
        "standby.false",
        "calls in an hour of spoken journal, half of it about a coach",
        "an hour",
        standby.false_calls,
        target=0.125,
    ),
    Figure(
        "standby.cpu",
        "processor time of standby in a quiet room, without the devices' own",
        "% of a core",
        standby.quiet_cost,
        target=3,
    ),
    Figure(
        "answers.misunderstood",
        "closed answers not understood as meant, of a hundred, in quiet and in noise",
        "%",
        closed.misunderstood,
        usual="the same heard freely",
    ),
    Figure(
        "answers.taken",
        "other speech understood as a closed answer, of a hundred sentences",
        "%",
        closed.taken_for_answers,
        usual="the same heard freely",
    ),
    Figure(
        "barge.self",
        "commands the coach gives itself in 30 minutes, open speaker, with --echo",
        "commands",
        barge.self_transcript,
        target=0,
    ),
    Figure(
        "barge.missed-with-headphones",
        "commands said over the coach and not obeyed, of a hundred, with --headphones",
        "%",
        barge.missed_with_headphones,
        target=10,
    ),
    Figure(
        "barge.missed-through-echo",
        "the same with --echo, the echo as loud as the person",
        "%",
        barge.missed_through_echo,
        target=10,
    ),
    Figure(
        "start.help",
        "voice-coach --help, median",
        "ms",
        start.help_time,
        target=200,
    ),
    Figure(
        "start.word",
        "voice-coach practice to its first word, no devices, median",
        "ms",
        start.word_time,
        target=700,
    ),
    Figure(
        "start.first-word",
        "the same where the voice has never spoken before, median",
        "ms",
        start.first_word_time,
        target=1300,
    ),
    Figure(
        "start.sound",
        "voice-coach practice to its first audible sample, sound devices, median",
        "ms",
        start.sound_time,
        target=700,
    ),
    Figure(
        "start.replay",
        "voice-coach replay to its first word, of 10,000 sessions, no devices, median",
        "ms",
        replay_start.first_word_time,
        target=1500,
    ),
    Figure(
        "memory.session",
        "all processes of a session without the speech model",
        "MB",
        weight.of_session,
        target=200,
    ),
    Figure(
        "memory.coach",
        "the same without the voice's process",
        "MB",
        weight.of_coach,
        target=90,
    ),
    Figure(
        "voice.rendering",
        "processor time of a second of natural speech",
        "%",
        rendering.processor_share,
        target=3,
        usual="pyttsx3",
    ),
    Figure(
        "search.p95",
        "a search in a journal of 100,000 turns, p95",
        "ms",
        search_latency.search_time,
        target=10,
        usual="a plain scan with LIKE, newest first",
    ),
    Figure(
        "voice.word-errors",
        "words of the library's prompts, in the natural voice, that Whisper base hears wrong",
        "%",
        heard_prompts.word_errors,
        usual="pyttsx3",
        on_request=True,
    ),
)

FIGURES = (*_FIGURES, *_beside(_FIGURES))
