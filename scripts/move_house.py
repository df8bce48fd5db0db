"""Moves every module of the package to its new place, and rewrites whatever names it.

One table says which of the old modules make up each new one, another which names go elsewhere, a
third which private names are renamed because two of them meet in one module. No logic changes:
definitions are moved as they stand, imports and names follow. Run it once, from the checkout's
root, on a tree that has not been moved: `python scripts/move_house.py`.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = "voice_coach"

# New module: what it is, and the old modules it is made of, in this order.
TABLE: dict[str, tuple[str, str]] = {
    # The ground floor.
    "errors": ("", "errors"),
    "texts.__init__": ("", "texts.__init__"),
    "texts.caption": ("", "texts.caption"),
    "texts.care": ("", "texts.care"),
    "texts.device": ("", "texts.device"),
    "texts.insight": ("", "texts.insight"),
    "texts.lock": ("", "texts.lock"),
    "texts.recovery": ("", "texts.recovery"),
    "texts.playback": ("", "texts.replay"),
    "settings": ("", "settings here"),
    "plugins": ("", "engines"),
    "breathing": ("Breathing patterns, and their timelines of cues.", "session.patterns session.breathing"),
    "allocator": ("", "allocating"),
    "testing": ("", "testing"),
    "__init__": ("", "__init__"),
    "__main__": ("", "__main__"),
    # What goes in and out of a session.
    "protocol.events": ("", "session.events"),
    "protocol.effects": ("", "session.effects"),
    "protocol.transcript": ("", "session.retold"),
    "protocol.contacts": ("", "session.helpers"),
    # Spoken English to values.
    "nlu.text": ("Words of spoken English: plain text, sentences, stems, and values in words.", "session.words"),
    "nlu.numbers": ("", "session.numbers"),
    "nlu.dates": ("Days and times of day in spoken English, and how long ago something was.", "session.times session.bygones session.ago"),
    "nlu.answers": ("Yes or no, numbers, choices and lists, out of spoken answers.", "session.nothing session.understand session.expected"),
    "nlu.commands": ("", "session.commands"),
    "nlu.punctuation": ("", "session.joining"),
    # The practice language.
    "practice.schema": ("", "session.practice"),
    "practice.source": ("", "session.locating"),
    "practice.parser": ("", "session.parsing"),
    "practice.validator": ("The rules of a practice file that no type can say.", "session.referring session.checking"),
    "practice.linter": ("", "session.linting"),
    "practice.library": ("The library: where practices are found, and the headings they are listed under.", "library session.themes"),
    "practice.loops": ("Loops over memories, items and rounds, and the ranking of a list.", "session.looping session.ordering"),
    "practice.variables": ("The answers of a session, placeholders filled with them, and conditions on them.", "session.answers session.conditions session.wording"),
    "practice.recall": ("", "session.recalling"),
    "practice.question": ("", "session.question"),
    "practice.interpreter": ("The interpreter: which step of a practice comes next.", "session.restoring session.script session.revising"),
    "practice.history": ("The questions that were asked so far, and the memories that were kept of each answer.", "session.remembering session.trail"),
    "practice.runner": ("The practice runner: what a practice leads next, ready to be spoken.", "session.guide session.retracing"),
    "practice.replay": ("", "session.retelling"),
    # The session.
    "dialogue.states": ("", "session.states"),
    "dialogue.endpointing": ("", "session.answer"),
    "dialogue.turn": ("The turn: what sounds at this moment, and what the recognizer is open for.", "session.beside session.floor"),
    "dialogue.responses": ("Help, reminders and ways of speaking: what the coach answers to commands.", "session.helping session.reminding session.adjusting"),
    "dialogue.session": (
        "The session: events in, effects out.",
        "session.leading session.taking_back session.commanding session.caring session.replaying session.machine",
    ),
    # Words of danger.
    "safety.phrases": ("Phrases of danger, and phrases that only sound like it.", "session.phrases session.dangers session.harms session.harmless"),
    "safety.detector": ("", "session.safety"),
    "safety.conversation": ("", "session.care"),
    "safety.helplines": ("", "helplines"),
    # The menu.
    "menu.intents": ("What a person asks for at the menu.", "session.wanted session.wishes"),
    "menu.recommendations": ("", "session.proposals"),
    "menu.dialogues": ("The dialogues of the menu: what to practise, and which session to hear again.", "session.menu session.offering"),
    # Sound.
    "audio.__init__": ("", "audio.__init__"),
    "audio.sound": ("", "audio.sound"),
    "audio.player": ("", "audio.player"),
    "audio.devices": ("Sound devices by name, and the library that lists them.", "audio.library audio.listing"),
    "audio.probe": ("", "audio.probe"),
    "audio.streams": ("Streams of sound devices, which are opened again when they were lost.", "audio.devices audio.stream audio.line"),
    "audio.portaudio": ("", "audio.portaudio"),
    "audio.files": ("", "audio.recordings"),
    "audio.recorder": ("", "audio.takes"),
    "audio.simulator": ("Simulated devices: the virtual room, and files in place of a device.", "audio.room audio.files audio.relay"),
    "audio.echo": ("The echo canceller.", "audio.adaptive audio.drift audio.echo"),
    "audio.levels": ("", "audio.levels"),
    "audio.soundcheck": ("", "audio.soundcheck"),
    # Speech to text.
    "stt.__init__": ("", "ear.__init__"),
    "stt.base": ("The recognizer's contract, and the table of its engines.", "ear.port ear.engines"),
    "stt.vosk_engine": ("", "ear.loading ear.vosk_ear"),
    "stt.vad": ("Voice activity detection.", "ear.activity ear.attentive"),
    "stt.listener": ("The thread that listens, and recognizers that also copy their input.", "ear.listener ear.keeping ear.tapped"),
    "stt.models": ("Speech models: which there are, and where they are on the disk.", "ear.models ear.places"),
    "stt.download": ("Downloading and installing speech models.", "ear.download ear.archive ear.installing"),
    "stt.transcription": ("Transcripts of recordings, and their word error rate.", "ear.wer ear.transcribing"),
    # Text to speech.
    "tts.__init__": ("", "voice.__init__"),
    "tts.base": ("The synthesizer's contract, and the table of its engines.", "voice.port voice.engines voice.second"),
    "tts.cache": ("", "voice.cache"),
    "tts.pyttsx3_engine": ("", "voice.pyttsx3_voice"),
    "tts.pyttsx3_process": ("The child process in which pyttsx3 speaks.", "voice.pcm voice.espeak voice.child"),
    "tts.speaker": ("", "voice.worker voice.prompter"),
    "tts.tones": ("Earcons, bells, and the tones that pace a breath.", "voice.tones voice.breath"),
    # The journal.
    "journal.__init__": ("", "journal.__init__"),
    "journal.sqlite": ("SQLite and SQLCipher: loading them, and opening a connection.", "journal.loading journal.connecting"),
    "journal.errors": ("", "journal.trouble"),
    "journal.schema": ("", "journal.schema"),
    "journal.models": ("Rows of the journal, their times and their ids.", "journal.times journal.ids journal.rows"),
    "journal.connection": (
        "Opening a journal file, and transactions on it.",
        "journal.guarding journal.access journal.opening journal.running journal.readonly",
    ),
    "journal.queries": ("Reading and counting what the journal holds.", "journal.reading journal.counting"),
    "journal.search": ("", "journal.search"),
    "journal.memories": (
        "Memories: kept, changed, forgotten, taken back and brought back.",
        "journal.forgetting journal.keeping journal.taking_back",
    ),
    "journal.deletion": ("", "journal.removing"),
    "journal.backup": ("", "journal.copies"),
    "journal.recordings": ("The person's recordings, plain or encrypted.", "journal.sealing journal.recordings"),
    "journal.encryption": ("", "journal.locking"),
    "journal.importer": ("", "journal.receiving"),
    "journal.journal": ("", "journal.store"),
    # Files for people.
    "export.__init__": ("", "handing.__init__"),
    "export.common": ("", "handing.wording"),
    "export.exporter": ("Exporting sessions into files.", "handing.files handing.exporting"),
    "export.json_format": ("", "handing.format"),
    "export.markdown": ("", "handing.markdown"),
    "export.html": ("", "handing.page"),
    "export.subtitles": ("Subtitles of recordings and of sessions.", "ear.subtitles handing.subtitles"),
    # Looking back.
    "insight.__init__": ("", "insight.__init__"),
    "insight.figures": ("Figures of the journal: what is counted, and words that come again.", "insight.words insight.figures"),
    "insight.spoken": ("", "insight.aloud"),
    # The running program.
    "app.coach": ("", "coach"),
    "app.event_stream": ("", "stream"),
    "app.journal_writer": ("", "record"),
    "app.runtime": ("", "stage sharing"),
    "app.factory": ("", "studio"),
    "app.simulated_user": ("", "partner"),
    "app.keyboard": ("", "keystrokes keyboard keys"),
    "app.terminal": ("", "terminal"),
    "app.device_setup": ("", "fitting"),
    "app.diagnostics": ("", "checkup"),
    "app.cleanup": ("", "aftermath"),
    "app.transcript_builder": ("", "retelling"),
    "app.audio_import": ("", "entries"),
    "app.builtin": ("", "builtin"),
    "app.finder": ("", "finding"),
    # The command line.
    "cli.__init__": ("", "cli.__init__"),
    "cli.params": ("Options and parameters that commands share.", "cli.dates cli.options"),
    "cli.console": ("What commands print: streams, errors, counts.", "cli.standard cli.failing cli.wording cli.output"),
    "cli.captions": ("Captions of a session on a terminal.", "cli.shown cli.captions cli.plain"),
    "cli.display": ("What a session shows: captions, or events for programs.", "cli.events cli.showing"),
    "cli.journal_access": ("", "cli.passphrase"),
    "cli.runner": ("", "cli.leading"),
    "cli.sessions": (
        "The commands that lead a session.",
        "cli.replaying cli.choosing cli.practice cli.breathe cli.journal cli.replay cli.demo",
    ),
    "cli.history": ("The commands that list, show, search and forget sessions.", "cli.history cli.forget"),
    "cli.memories": ("", "cli.memories"),
    "cli.insight": ("", "cli.insight"),
    "cli.transfer": ("The commands that export and import.", "cli.handing cli.taking"),
    "cli.encryption": ("", "cli.locking"),
    "cli.recover": ("The command that goes on with a copy of a damaged journal, and the same by voice.", "cli.recovering cli.recover"),
    "cli.practices": ("The commands about practices.", "cli.script cli.practices"),
    "cli.models": ("The commands about speech models.", "cli.progress cli.model_list cli.shelf cli.models"),
    "cli.transcribe": ("", "cli.transcribe"),
    "cli.devices": ("The commands that set up and check sound devices.", "cli.meter cli.doctor cli.setup"),
    "cli.about": ("", "cli.about"),
}

PACKAGES = {
    "protocol": "What goes in and out of a session: events, effects, a transcript, contacts. Data only.",
    "nlu": "Spoken English to values. Pure; it knows no practice.",
    "practice": "The practice language: reading, checking and interpreting practice files.",
    "dialogue": "The session: turns, states, commands and endpointing. Pure: events in, effects out.",
    "safety": "Words of danger, the conversation that follows, and helplines.",
    "menu": "The spoken menu: what a person wants, and what is recommended.",
    "app": "The running program: it carries out effects with devices, engines and the journal.",
}
"""New packages, each with its sentence."""

# Names that go elsewhere than their module.
SYMBOLS: dict[str, str] = {
    "session.words:_IN_TITLE": "menu.intents",
    "session.words:weight_of": "menu.intents",
    "session.words:NEAR": "menu.intents",
    "session.words:near": "menu.intents",
    "session.commands:plain": "nlu.text",
    "session.script:sentences": "nlu.text",
    "session.script:_SENTENCE_END": "nlu.text",
    "session.understand:Value": "nlu.text",
    "session.understand:in_words": "nlu.text",
    "session.understand:understand": "practice.question",
    "session.understand:is_no_answer": "practice.question",
    "session.floor:AROUND": "protocol.transcript",
    "session.floor:Prompt": "practice.runner",
}

# Private names of which two meet in one module now.
RENAMES: dict[str, str] = {
    "cli.failing:_print": "_print_unhandled",
    "cli.output:_print": "_print_text",
    "journal.taking_back:_delete": "_delete_rows",
    "journal.taking_back:_tidy": "_optimize_indexes",
    "journal.keeping:_tidy": "_optimize_memory_index",
    "session.wanted:_POLITELY": "_POLITE_START",
    "session.wishes:_POLITELY": "_POLITE_END",
    "session.nothing:_NO": "_DECLINED",
    "session.times:_RULES": "_COMING_RULES",
    "session.bygones:_RULES": "_PAST_RULES",
    "session.bygones:_of_a_month": "_past_of_a_month",
    "session.bygones:_of_this_month": "_past_of_this_month",
    "session.bygones:_weekday": "_past_weekday",
    "ear.archive:BLOCK_BYTES": "UNPACKED_BLOCK_BYTES",
    "voice.espeak:ATTEMPTS": "PARAMETER_ATTEMPTS",
}

# Definitions that stand twice, word for word: one of them goes.
TWICE: dict[str, str] = {"session.bygones:Found": "session.times:Found"}

# Tests mirror the tree: test_MODULE.py, or test_MODULE_ASPECT.py.
TESTS: dict[str, str] = {
    "tests/test_allocating.py": "tests/test_allocator.py",
    "tests/test_finding.py": "tests/app/test_finder.py",
    "tests/test_helplines.py": "tests/safety/test_helplines.py",
    "tests/test_here.py": "tests/test_settings_time_zone.py",
    "tests/test_keyboard.py": "tests/app/test_keyboard_lines.py",
    "tests/test_keystrokes.py": "tests/app/test_keyboard.py",
    "tests/test_retelling.py": "tests/app/test_transcript_builder.py",
    "tests/test_turns.py": "tests/test_bench_turns.py",
    "tests/audio/test_files.py": "tests/audio/test_simulator_files.py",
    "tests/audio/test_imports.py": "tests/audio/test_devices_imports.py",
    "tests/audio/test_listing.py": "tests/audio/test_devices.py",
    "tests/audio/test_recordings.py": "tests/audio/test_files.py",
    "tests/audio/test_room.py": "tests/audio/test_simulator.py",
    "tests/audio/test_takes.py": "tests/audio/test_recorder.py",
    "tests/builder/conftest.py": "tests/speech_model/conftest.py",
    "tests/builder/test_parts.py": "tests/speech_model/test_parts.py",
    "tests/builder/test_quick_build.py": "tests/speech_model/test_quick_build.py",
    "tests/cli/test_after_a_kill.py": "tests/cli/test_runner_after_a_kill.py",
    "tests/cli/test_at_a_terminal.py": "tests/cli/test_captions_at_a_terminal.py",
    "tests/cli/test_breathe.py": "tests/cli/test_sessions_breathe.py",
    "tests/cli/test_caring.py": "tests/cli/test_sessions_care.py",
    "tests/cli/test_commands.py": "tests/cli/test_sessions_commands.py",
    "tests/cli/test_doctor.py": "tests/cli/test_devices_doctor.py",
    "tests/cli/test_forget.py": "tests/cli/test_history_forget.py",
    "tests/cli/test_handing.py": "tests/cli/test_transfer.py",
    "tests/cli/test_journal.py": "tests/cli/test_sessions_journal.py",
    "tests/cli/test_listing.py": "tests/cli/test_practices_listing.py",
    "tests/cli/test_lists_and_loops.py": "tests/cli/test_sessions_lists_and_loops.py",
    "tests/cli/test_locking.py": "tests/cli/test_encryption.py",
    "tests/cli/test_menu.py": "tests/cli/test_sessions_menu.py",
    "tests/cli/test_own_voice.py": "tests/cli/test_sessions_own_voice.py",
    "tests/cli/test_plain.py": "tests/cli/test_captions_plain.py",
    "tests/cli/test_recordings.py": "tests/cli/test_runner_recordings.py",
    "tests/cli/test_replay.py": "tests/cli/test_sessions_replay.py",
    "tests/cli/test_search.py": "tests/cli/test_history_search.py",
    "tests/cli/test_setup.py": "tests/cli/test_devices_setup.py",
    "tests/cli/test_standard.py": "tests/cli/test_console.py",
    "tests/coach/test_breathing_in_the_room.py": "tests/app/test_coach_breathing.py",
    "tests/coach/test_caring_in_the_room.py": "tests/app/test_coach_care.py",
    "tests/coach/test_commands_in_the_room.py": "tests/app/test_coach_commands.py",
    "tests/coach/test_in_the_room.py": "tests/app/test_coach.py",
    "tests/coach/test_interrupting_in_the_room.py": "tests/app/test_coach_interrupting.py",
    "tests/coach/test_lists_loops_and_memories.py": "tests/app/test_coach_loops_and_memories.py",
    "tests/coach/test_replay_in_the_room.py": "tests/app/test_coach_replay.py",
    "tests/coach/test_stage.py": "tests/app/test_runtime.py",
    "tests/ear/conftest.py": "tests/stt/conftest.py",
    "tests/ear/test_attentive.py": "tests/stt/test_vad.py",
    "tests/ear/test_engines.py": "tests/stt/test_base.py",
    "tests/ear/test_installing.py": "tests/stt/test_download.py",
    "tests/ear/test_listener.py": "tests/stt/test_listener.py",
    "tests/ear/test_models.py": "tests/stt/test_models.py",
    "tests/ear/test_subtitles.py": "tests/export/test_subtitles_of_recordings.py",
    "tests/ear/test_transcribing.py": "tests/stt/test_transcription.py",
    "tests/ear/test_vosk_ear.py": "tests/stt/test_vosk_engine.py",
    "tests/ear/test_wer.py": "tests/stt/test_transcription_wer.py",
    "tests/handing/conftest.py": "tests/export/conftest.py",
    "tests/handing/test_files.py": "tests/export/test_exporter.py",
    "tests/handing/test_format.py": "tests/export/test_json_format.py",
    "tests/handing/test_markdown.py": "tests/export/test_markdown.py",
    "tests/handing/test_page.py": "tests/export/test_html.py",
    "tests/handing/test_subtitles.py": "tests/export/test_subtitles.py",
    "tests/insight/test_aloud.py": "tests/insight/test_spoken.py",
    "tests/journal/test_copies.py": "tests/journal/test_backup.py",
    "tests/journal/test_forgetting.py": "tests/journal/test_memories_forgetting.py",
    "tests/journal/test_keeping.py": "tests/journal/test_memories.py",
    "tests/journal/test_loading.py": "tests/journal/test_sqlite.py",
    "tests/journal/test_locked_journals.py": "tests/journal/test_encryption_journals.py",
    "tests/journal/test_locking.py": "tests/journal/test_encryption.py",
    "tests/journal/test_opening.py": "tests/journal/test_connection.py",
    "tests/journal/test_programs.py": "tests/journal/test_connection_programs.py",
    "tests/journal/test_reading.py": "tests/journal/test_queries.py",
    "tests/journal/test_readonly.py": "tests/journal/test_connection_readonly.py",
    "tests/journal/test_receiving.py": "tests/journal/test_importer.py",
    "tests/journal/test_removing.py": "tests/journal/test_deletion.py",
    "tests/journal/test_sealing.py": "tests/journal/test_recordings.py",
    "tests/journal/test_store.py": "tests/journal/test_journal.py",
    "tests/journal/test_taking_back.py": "tests/journal/test_memories_taken_back.py",
    "tests/journal/test_times_and_ids.py": "tests/journal/test_models.py",
    "tests/session/conftest.py": "tests/dialogue/conftest.py",
    "tests/session/test_adjusting.py": "tests/dialogue/test_responses_speech.py",
    "tests/session/test_ago.py": "tests/nlu/test_dates_ago.py",
    "tests/session/test_answer.py": "tests/dialogue/test_endpointing.py",
    "tests/session/test_beside.py": "tests/dialogue/test_turn_barge_in.py",
    "tests/session/test_breathing.py": "tests/test_breathing.py",
    "tests/session/test_bygones.py": "tests/nlu/test_dates_past.py",
    "tests/session/test_care_talk.py": "tests/safety/test_conversation.py",
    "tests/session/test_caring.py": "tests/dialogue/test_crisis.py",
    "tests/session/test_commands.py": "tests/nlu/test_commands.py",
    "tests/session/test_docs.py": "tests/dialogue/test_states_docs.py",
    "tests/session/test_easing.py": "tests/dialogue/test_session_easing.py",
    "tests/session/test_every_command.py": "tests/dialogue/test_session_every_command.py",
    "tests/session/test_forgetting.py": "tests/practice/test_history_forgetting.py",
    "tests/session/test_joining.py": "tests/nlu/test_punctuation.py",
    "tests/session/test_keyboard.py": "tests/dialogue/test_session_keyboard.py",
    "tests/session/test_linting.py": "tests/practice/test_linter.py",
    "tests/session/test_listening.py": "tests/dialogue/test_session_listening.py",
    "tests/session/test_lists_and_letters.py": "tests/dialogue/test_session_lists_and_letters.py",
    "tests/session/test_looping.py": "tests/practice/test_loops.py",
    "tests/session/test_machine.py": "tests/dialogue/test_session.py",
    "tests/session/test_menu.py": "tests/menu/test_dialogues.py",
    "tests/session/test_nothing.py": "tests/nlu/test_answers_nothing.py",
    "tests/session/test_offering.py": "tests/menu/test_dialogues_replay.py",
    "tests/session/test_ordering.py": "tests/practice/test_loops_ranking.py",
    "tests/session/test_parsing.py": "tests/practice/test_parser.py",
    "tests/session/test_pausing.py": "tests/dialogue/test_session_pausing.py",
    "tests/session/test_proposals.py": "tests/menu/test_recommendations.py",
    "tests/session/test_purity.py": "tests/dialogue/test_session_purity.py",
    "tests/session/test_question.py": "tests/practice/test_question.py",
    "tests/session/test_recalling.py": "tests/practice/test_recall.py",
    "tests/session/test_referring.py": "tests/practice/test_validator.py",
    "tests/session/test_remembering.py": "tests/practice/test_history.py",
    "tests/session/test_reminding.py": "tests/dialogue/test_responses.py",
    "tests/session/test_replaying.py": "tests/practice/test_replay.py",
    "tests/session/test_safety.py": "tests/safety/test_detector.py",
    "tests/session/test_script.py": "tests/practice/test_interpreter.py",
    "tests/session/test_taking_back.py": "tests/dialogue/test_undo.py",
    "tests/session/test_testing.py": "tests/test_testing.py",
    "tests/session/test_themes.py": "tests/practice/test_library_themes.py",
    "tests/session/test_times.py": "tests/nlu/test_dates.py",
    "tests/session/test_trouble.py": "tests/dialogue/test_session_trouble.py",
    "tests/session/test_understand.py": "tests/nlu/test_answers.py",
    "tests/session/test_wanted.py": "tests/menu/test_intents_replay.py",
    "tests/session/test_wishes.py": "tests/menu/test_intents.py",
    "tests/session/test_words.py": "tests/nlu/test_text.py",
    "tests/surviving/conftest.py": "tests/resilience/conftest.py",
    "tests/surviving/test_soak.py": "tests/resilience/test_soak.py",
    "tests/surviving/test_trouble.py": "tests/resilience/test_trouble.py",
    "tests/voice/test_breath.py": "tests/tts/test_tones_breath.py",
    "tests/voice/test_cache.py": "tests/tts/test_cache.py",
    "tests/voice/test_child.py": "tests/tts/test_pyttsx3_process.py",
    "tests/voice/test_contract.py": "tests/tts/test_base_contract.py",
    "tests/voice/test_engines.py": "tests/tts/test_base.py",
    "tests/voice/test_pcm.py": "tests/tts/test_pyttsx3_process_pcm.py",
    "tests/voice/test_tones.py": "tests/tts/test_tones.py",
    "tests/voice/test_worker.py": "tests/tts/test_speaker_worker.py",
    "tests/session/care_corpus.toml": "tests/safety/care_corpus.toml",
}


# --- Reading the old tree ---------------------------------------------------------------------


@dataclass
class Piece:
    """One top-level statement with its comments and its attribute docstring."""

    module: str
    names: tuple[str, ...]
    start: int  # offsets into the module's text
    end: int


@dataclass
class Module:
    """One old module, read."""

    name: str
    path: Path
    text: str
    tree: ast.Module
    lines: list[int] = field(default_factory=list)  # offset of each line

    def __post_init__(self) -> None:
        offset = 0
        for line in self.text.splitlines(keepends=True):
            self.lines.append(offset)
            offset += len(line)
        self.lines.append(offset)

    def offset(self, line: int, column: int) -> int:
        start = self.lines[line - 1]
        raw = self.text[start : self.lines[line]].encode()[:column]
        return start + len(raw.decode())


def read(path: Path, name: str) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(name, path, text, ast.parse(text))


def file_of(module: str) -> Path:
    return Path(PACKAGE, *module.split(".")).with_suffix(".py")


def names_of(node: ast.stmt) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
            return (node.name,)
        case ast.Assign():
            found: list[str] = []
            for target in node.targets:
                found += [each.id for each in ast.walk(target) if isinstance(each, ast.Name)]
            return tuple(found)
        case ast.AnnAssign(target=ast.Name(id=name)):
            return (name,)
    return ()


def is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) or is_typing(node)


def is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def pieces_of(module: Module) -> list[Piece]:
    """Every definition, in order; comments above belong to it, and a text below."""
    found: list[Piece] = []
    body = module.tree.body
    last = 0
    for index, node in enumerate(body):
        end = module.lines[node.end_lineno or 0]  # to the end of the line
        if (index == 0 and is_text(node)) or is_import(node):
            last = end
            continue
        if is_text(node) and found and found[-1].end == last:
            found[-1].end = last = end
            continue
        names = names_of(node)
        if not names and found and not module.text[last : module.lines[node.lineno - 1]].strip():
            names = ()
        found.append(Piece(module.name, names, last, end))
        last = end
    return found


# --- Where things are -------------------------------------------------------------------------

HOME: dict[str, str] = {old: new for new, (_, parts) in TABLE.items() for old in parts.split()}
"""The new module of each old one."""


def dotted(module: str) -> str:
    """`package.__init__` as it is imported."""
    name = f"{PACKAGE}.{module}" if module else PACKAGE
    return name.removesuffix(".__init__")


class House:
    """Everything that is known of the old tree."""

    def __init__(self) -> None:
        self.modules = {old: read(file_of(old), old) for old in HOME}
        self.pieces = {old: pieces_of(module) for old, module in self.modules.items()}
        self.where: dict[tuple[str, str], tuple[str, str]] = {}
        for old, pieces in self.pieces.items():
            for piece in pieces:
                for name in piece.names:
                    key = f"{old}:{name}"
                    target = SYMBOLS.get(f"{old}:{piece.names[0]}", HOME[old])
                    self.where[old, name] = (target, RENAMES.get(key, name))
        for again in TWICE:
            old, _, name = again.partition(":")
            self.pieces[old] = [p for p in self.pieces[old] if name not in p.names]

    def module_named(self, name: str) -> str | None:
        """The old module behind a dotted name, if it is one."""
        if name != PACKAGE and not name.startswith(f"{PACKAGE}."):
            return None
        inner = name.removeprefix(PACKAGE).removeprefix(".")
        for candidate in (inner, f"{inner}.__init__" if inner else "__init__"):
            if candidate in HOME:
                return candidate
        return None


@dataclass(frozen=True)
class Ref:
    """What a local name stands for: a name of an old module, or the module itself."""

    module: str
    name: str | None


# --- Rewriting --------------------------------------------------------------------------------


@dataclass
class Edits:
    """Replacements in one text, by offsets."""

    text: str
    found: list[tuple[int, int, str]] = field(default_factory=list)

    def put(self, start: int, end: int, new: str) -> None:
        self.found.append((start, end, new))

    def result(self, start: int = 0, end: int | None = None) -> str:
        end = len(self.text) if end is None else end
        out, at = [], start
        for first, last, new in sorted(set(self.found)):
            if first < start or last > end:
                continue
            assert first >= at, (self.text[first - 40 : last + 40], new)
            out += [self.text[at:first], new]
            at = last
        return "".join([*out, self.text[at:end]])


def alias_for(module: str) -> str:
    """How a module is called where it is imported as a whole."""
    new = HOME[module]
    last = new.removesuffix(".__init__").rpartition(".")[2]
    if new.startswith("texts.") and last != "texts":
        return f"{last}_texts"
    return {"protocol.effects": "fx", "protocol.events": "ev"}.get(new, last)


def statement(new: str, name: str, local: str) -> str:
    return f"from {dotted(new)} import {name}" + (f" as {local}" if local != name else "")


def module_statement(module: str, local: str) -> str:
    full = dotted(HOME[module])
    package, _, last = full.rpartition(".")
    return f"from {package} import {last}" + (f" as {local}" if local != last else "")


class Rewriter:
    """Rewrites the references of one file.

    Args:
        house: The old tree.
        module: The file.
        home: The new module each of its own pieces goes to; None for a file that stays.
    """

    def __init__(self, house: House, module: Module, old: str | None) -> None:
        self.house, self.module, self.old = house, module, old
        self.edits = Edits(module.text)
        self.needs: dict[str, set[str]] = defaultdict(set)  # statements, by the new module of a piece
        self.typing_needs: dict[str, set[str]] = defaultdict(set)
        self.refs: dict[str, Ref] = {}
        self.typing_only: set[str] = set()
        self.in_text = False  # inside a formatted string, where Python 3.11 gives no positions
        self.in_formatted: dict[str, str] = {}
        self.taken = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
        self.taken |= {node.arg for node in ast.walk(module.tree) if isinstance(node, ast.arg)}
        self._collect()

    def _collect(self) -> None:
        for node in self.module.tree.body:
            if isinstance(node, ast.ImportFrom):
                self._take(node, typing=False)
            elif is_typing(node):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.ImportFrom):
                        self._take(inner, typing=True)
        if self.old is not None:
            for piece in self.house.pieces[self.old]:
                for name in piece.names:
                    self.refs[name] = Ref(self.old, name)
            for again in TWICE:
                old, _, name = again.partition(":")
                if old == self.old:
                    self.refs[name] = Ref(old, name)

    def _take(self, node: ast.ImportFrom, *, typing: bool) -> None:
        for alias in node.names:
            ref = self.ref(node.module or "", alias.name)
            if ref is not None:
                self.refs[alias.asname or alias.name] = ref
                if typing:
                    self.typing_only.add(alias.asname or alias.name)

    def ref(self, module: str, name: str) -> Ref | None:
        whole = self.house.module_named(f"{module}.{name}")
        if whole is not None:
            return Ref(whole, None)
        found = self.house.module_named(module)
        return Ref(found, name) if found is not None else None

    def texts(self, start: int, end: int) -> None:
        """Rename what strings and comments between two offsets speak of."""
        for token in tokenize.generate_tokens(io.StringIO(self.module.text).readline):
            if token.type not in (tokenize.STRING, tokenize.COMMENT):
                continue
            first = self.module.lines[token.start[0] - 1] + token.start[1]
            last = self.module.lines[token.end[0] - 1] + token.end[1]
            if not start <= first < end:
                continue
            new = rename_texts(self.house, token.string)
            if re.match(r"[rb]*f", token.string, re.IGNORECASE):
                for old_name, name in self.in_formatted.items():
                    new = re.sub(rf"(?<=[{{(,. ]){re.escape(old_name)}\b(?=[^{{}}]*\}})", name, new)
            if new != token.string:
                self.edits.put(first, last, new)

    def span(self, node: ast.AST) -> tuple[int, int]:
        at = self.module.offset
        return (
            at(node.lineno, node.col_offset),  # type: ignore[attr-defined]
            at(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
        )

    def rewrite(self, body: list[ast.stmt], new: str) -> None:
        """Rewrite these statements, which will stand in the module `new` ("" for no module)."""
        formatted = {
            id(inner)
            for top in body
            for node in ast.walk(top)
            if isinstance(node, ast.JoinedStr)
            for inner in ast.walk(node)
        }
        for top in body:
            if isinstance(top, ast.FunctionDef | ast.ClassDef) and self.old is not None:
                target = self.house.where.get((self.old, top.name))
                if target is not None and target[1] != top.name:
                    self._rename_definition(top, target[1])
            attributes = {}
            for node in ast.walk(top):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    attributes[id(node.value)] = node
            lazy = self._lazy_refs(top)
            for node in ast.walk(top):
                if isinstance(node, ast.Name) and node.id in {**self.refs, **lazy}:
                    ref = lazy.get(node.id) or self.refs[node.id]
                    self.in_text = id(node) in formatted
                    self._name(node, ref, attributes.get(id(node)), new, lazy=node.id in lazy)
                elif isinstance(node, ast.ImportFrom):
                    self._lazy_import(node, new)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    self._quoted(node.value, new)

    def _quoted(self, text: str, new: str) -> None:
        """A type in quotes, of a name imported for types alone."""
        for local in self.typing_only & set(re.findall(r"\w+", text)):
            ref = self.refs[local]
            if ref.name is not None:
                target, name = self.house.where[ref.module, ref.name]
                if target != new:
                    self._need(new, statement(target, name, local), local)

    def _rename_definition(self, node: ast.FunctionDef | ast.ClassDef, name: str) -> None:
        line = self.module.lines[node.lineno - 1]
        start = self.module.text.index(f" {node.name}", line) + 1
        self.edits.put(start, start + len(node.name), name)

    def _lazy_refs(self, top: ast.stmt) -> dict[str, Ref]:
        found = {}
        for node in ast.walk(top):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    ref = self.ref(node.module or "", alias.name)
                    if ref is not None:
                        found[alias.asname or alias.name] = ref
        return found

    def _name(
        self, node: ast.Name, ref: Ref, attribute: ast.Attribute | None, new: str, *, lazy: bool
    ) -> None:
        if ref.name is not None:
            target, name = self.house.where.get((ref.module, ref.name), (HOME[ref.module], ref.name))
            if target == new:
                if name != node.id:
                    self._put(node, node.id, name)
                return
            local = node.id if node.id != ref.name else name
            if local != node.id:
                self._put(node, node.id, local)
            if not lazy:
                self._need(new, statement(target, name, local), node.id)
            return
        # A module as a whole.
        if attribute is not None:
            target = self.house.where.get((ref.module, attribute.attr))
            if target is not None and (target[0] == new or target[0] != HOME[ref.module]):
                self._put(attribute, f"{node.id}.{attribute.attr}", target[1])
                if target[0] != new:
                    self._need(new, statement(target[0], target[1], target[1]), node.id)
                return
            if target is not None and target[1] != attribute.attr:
                sys.exit(f"{self.module.name}: {attribute.attr} is renamed")
        local = self._alias(ref.module, node.id)
        if local != node.id:
            self._put(node, node.id, local)
        if HOME[ref.module] == new:
            print(f"look: {self.module.name}: the module {node.id} is its own now", file=sys.stderr)
        if not lazy:
            self._need(new, module_statement(ref.module, local), node.id)

    def _put(self, node: ast.AST, old: str, new: str) -> None:
        if self.in_text:
            self.in_formatted[old] = new
        else:
            self.edits.put(*self.span(node), new)

    def _alias(self, module: str, local: str) -> str:
        wanted = alias_for(module)
        others = self.taken | {name for name, ref in self.refs.items() if ref != Ref(module, None)}
        return local if wanted in others and wanted != local else wanted

    def _need(self, new: str, text: str, local: str) -> None:
        (self.typing_needs if local in self.typing_only else self.needs)[new].add(text)

    def _lazy_import(self, node: ast.ImportFrom, new: str) -> None:
        """An import inside a function: rewritten where it stands."""
        statements: list[str] = []
        ours = False
        for alias in node.names:
            ref = self.ref(node.module or "", alias.name)
            if ref is None:
                continue
            ours = True
            local = alias.asname or alias.name
            if ref.name is None:
                statements.append(module_statement(ref.module, self._alias(ref.module, local)))
                continue
            target, name = self.house.where.get((ref.module, ref.name), (HOME[ref.module], ref.name))
            if target != new:
                statements.append(statement(target, name, name if local == alias.name else local))
        if not ours:
            return
        start, end = self.span(node)
        line_start = self.module.lines[node.lineno - 1]
        indent = self.module.text[line_start:start]
        comment_end = self.module.lines[node.end_lineno or node.lineno]
        comment = self.module.text[end:comment_end].rstrip("\n")
        if not statements:
            self.edits.put(line_start, comment_end, "")
        else:
            body = f"{comment}\n{indent}".join(statements)
            self.edits.put(start, end, body)


def imports_text(module: Module) -> tuple[list[str], list[str]]:
    """The import statements of others than ours, as written: always, and for types."""
    always, typing = [], []
    for node in module.tree.body:
        inner = node.body if is_typing(node) and isinstance(node, ast.If) else [node]
        for each in inner:
            if isinstance(each, ast.Import) or (
                isinstance(each, ast.ImportFrom) and not (each.module or "").startswith(PACKAGE)
            ):
                line = module.text[
                    module.lines[each.lineno - 1] : module.lines[each.end_lineno or 0]
                ].strip()
                (typing if inner is not [node] and is_typing(node) else always).append(line)
    return always, typing


def paragraphs(module: Module) -> tuple[str, str]:
    """A module docstring's first line, and the rest of it."""
    text = ast.get_docstring(module.tree) or ""
    first, _, rest = text.partition("\n\n")
    return first, rest


def build(house: House, new: str) -> str:
    """The text of a new module."""
    first, parts = TABLE[new]
    olds = parts.split()
    doc_rest = []
    chunks: list[tuple[str, Piece]] = []
    arrivals = [
        (old, piece)
        for old, pieces in house.pieces.items()
        for piece in pieces
        if piece.names and house.where[old, piece.names[0]][0] == new and HOME[old] != new
    ]
    chunks += arrivals
    for old in olds:
        title, rest = paragraphs(house.modules[old])
        if not first:
            first = title
        if rest:
            doc_rest.append(rest)
        chunks += [
            (old, piece)
            for piece in house.pieces[old]
            if not piece.names or house.where[old, piece.names[0]][0] == new
        ]
    always: set[str] = set()
    typing: set[str] = set()
    texts: list[str] = []
    for old in dict.fromkeys(old for old, _ in chunks):
        plain_imports, typing_imports = imports_text(house.modules[old])
        always |= set(plain_imports)
        typing |= set(typing_imports)
    for old, piece in chunks:
        module = house.modules[old]
        rewriter = Rewriter(house, module, old)
        nodes = [
            node
            for node in module.tree.body
            if piece.start <= module.lines[node.lineno - 1] < piece.end
            and not is_import(node)
        ]
        rewriter.rewrite(nodes, new)
        rewriter.texts(piece.start, piece.end)
        texts.append(rewriter.edits.result(piece.start, piece.end).strip("\n"))
        always |= rewriter.needs[new]
        typing |= rewriter.typing_needs[new]
    defined = {name for (_, _n), (where, name) in house.where.items() if where == new}
    bound: dict[str, str] = {}
    for line in sorted(always | typing):
        node = ast.parse(line).body[0]
        for alias in node.names:  # type: ignore[attr-defined]
            local, origin = alias.asname or alias.name, f"{getattr(node, 'module', '')}.{alias.name}"
            if local in defined or bound.get(local, origin) != origin:
                print(f"look: {new}: {local}: {origin} | {bound.get(local)}", file=sys.stderr)
            bound[local] = origin
    doc = rename_texts(house, "\n\n".join([first, *doc_rest]))
    doc = f'"""{doc}\n"""' if doc_rest else f'"""{doc}"""'
    head = [doc, "", *sorted(always)]
    typing -= always
    if typing:
        head += ["", "if TYPE_CHECKING:", *(f"    {line}" for line in sorted(typing))]
    return "\n".join(head) + "\n\n\n" + "\n\n\n".join(text for text in texts if text) + "\n"


def collisions(house: House) -> list[str]:
    """Names that two old modules would both give to one new one."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (old, name), (new, renamed) in house.where.items():
        if f"{old}:{name}" in TWICE:
            continue
        found[new, renamed].append(f"{old}:{name}")
    return [
        f"{new}: {name}: {' '.join(olds)}"
        for (new, name), olds in sorted(found.items())
        if len(olds) > 1
    ]


def rewrite_file(house: House, path: Path) -> str:
    """A test's or a script's text, with its references rewritten in place."""
    module = read(path, str(path))
    rewriter = Rewriter(house, module, None)
    body = [node for node in module.tree.body if not is_import(node)]
    rewriter.rewrite(body, "")
    rewriter.texts(0, len(module.text))
    for node in module.tree.body:
        inner = node.body if is_typing(node) and isinstance(node, ast.If) else [node]
        for each in inner:
            if isinstance(each, ast.ImportFrom):
                unused = [
                    alias
                    for alias in each.names
                    if (ref := rewriter.ref(each.module or "", alias.name)) is not None
                ]
                if not unused:
                    continue
                needed = rewriter.typing_needs[""] if inner is not [node] and is_typing(node) else rewriter.needs[""]
                lines = []
                for alias in unused:
                    local = alias.asname or alias.name
                    ref = rewriter.refs[local]
                    used = local in rewriter.taken
                    if not used:  # imported for others: keep it
                        target, name = house.where.get(
                            (ref.module, ref.name or ""), (HOME[ref.module], ref.name or "")
                        )
                        lines.append(
                            statement(target, name, alias.asname or name)
                            if ref.name
                            else module_statement(ref.module, rewriter._alias(ref.module, local))
                        )
                start, end = rewriter.span(each)
                indent = " " * each.col_offset
                all_lines = sorted(set(lines) | needed)
                needed.clear()
                rewriter.edits.put(start, end, f"\n{indent}".join(all_lines) or "pass")
    return rewriter.edits.result()


# --- Words in texts ---------------------------------------------------------------------------

DOTTED = re.compile(rf"\b{PACKAGE}((?:\.[A-Za-z_]\w*)+)")
SHORT = re.compile(r"(?<=`)(session|voice|ear|handing)((?:\.[a-z_]\w*)+)\b(?!\()")
PATHS = re.compile(r"(?<![\w-])((?:voice_coach/)?)((?:[a-z_]+/)?[a-z_]+)\.py\b")


def rename_dotted(house: House, inner: str) -> str | None:
    """`session.machine.Session` as it is called now; None if it is none of ours."""
    parts = inner.split(".")
    for length in range(len(parts), 0, -1):
        old = ".".join(parts[:length])
        rest = parts[length:]
        if old not in HOME and f"{old}.__init__" in HOME:
            old = f"{old}.__init__"
        if old not in HOME:
            continue
        target, name = HOME[old], rest[:1]
        if rest and (old, rest[0]) in house.where:
            target, renamed = house.where[old, rest[0]]
            name = [renamed]
        return ".".join([dotted(target).removeprefix(f"{PACKAGE}."), *name, *rest[1:]])
    return None


def rename_texts(house: House, text: str) -> str:
    """Dotted names and paths in strings, comments and prose; imports in programs inside strings."""

    def imported(found: re.Match[str]) -> str:
        names = [name.strip() for name in found[2].split(",")]
        lines = []
        for name in names:
            old = f"{found[1][1:]}.{name}".removeprefix(".")
            if old in HOME:
                lines.append(module_statement(old, name))
            else:
                new = rename_dotted(house, old) or old
                lines.append(f"from {PACKAGE}.{new.rpartition('.')[0]} import {name}")
        return "; ".join(lines)

    programs: list[str] = []

    def program(found: re.Match[str]) -> str:
        programs.append(imported(found))
        return f"\0{len(programs) - 1}\0"

    text = re.sub(rf"from {PACKAGE}((?:\.\w+)*) import ([\w, ]*\w)(?! as)", program, text)

    def full(found: re.Match[str]) -> str:
        new = rename_dotted(house, found[1][1:])
        return f"{PACKAGE}.{new}" if new is not None else found[0]

    def short(found: re.Match[str]) -> str:
        inner = (found[1] + found[2]).split(".")
        new = rename_dotted(house, ".".join(inner)) if ".".join(inner[:2]) in HOME else None
        return new if new is not None else found[0]

    def path(found: re.Match[str]) -> str:
        old = found[2].replace("/", ".")
        if old not in HOME or ("." not in old and not found[1] and HOME[old] == old):
            return found[0]
        if "/" not in found[2] and not found[1]:
            return found[0]
        return f"{found[1]}{HOME[old].replace('.', '/')}.py"

    text = PATHS.sub(path, SHORT.sub(short, DOTTED.sub(full, text)))
    for old, new in TESTS.items():
        text = text.replace(old, new)
    return re.sub("\0(\\d+)\0", lambda found: programs[int(found[1])], text)


# --- Doing it ---------------------------------------------------------------------------------


def run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603


def main() -> None:
    """Move."""
    missing = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for path in Path(PACKAGE).rglob("*.py")
    } - set(HOME) - {"cli.__init__"}
    missing -= {"session.__init__"}
    if missing:
        sys.exit(f"no place in the table: {sorted(missing)}")
    house = House()
    clashes = collisions(house)
    if clashes:
        sys.exit("\n".join(["two of one name:", *clashes]))
    built = {new: build(house, new) for new in TABLE}
    here = Path(__file__).resolve()
    others = [
        path
        for folder in ("tests", "scripts")
        for path in sorted(Path(folder).rglob("*.py"))
        if path.resolve() != here
    ]
    rewritten = {path: rewrite_file(house, path) for path in others}
    for new, (_, parts) in TABLE.items():
        target = file_of(new)
        target.parent.mkdir(parents=True, exist_ok=True)
        olds = [old for old in parts.split() if file_of(old).exists()]
        largest = max(olds, key=lambda old: len(house.modules[old].text))
        if file_of(largest) != target:
            if target.exists() and new in HOME and HOME[new] != new:
                print(f"look: {target} is in the way", file=sys.stderr)
            run("git", "mv", "-f", str(file_of(largest)), str(target) + ".moved")
        for old in olds:
            if old != largest and file_of(old).exists():
                run("git", "rm", "-q", "-f", str(file_of(old)))
    for moved in Path(PACKAGE).rglob("*.py.moved"):
        run("git", "mv", "-f", str(moved), str(moved).removesuffix(".moved"))
    for new, text in built.items():
        file_of(new).write_text(text, encoding="utf-8")
    for package, sentence in PACKAGES.items():
        Path(PACKAGE, package, "__init__.py").write_text(f'"""{sentence}"""\n', encoding="utf-8")
    if Path(PACKAGE, "session", "__init__.py").exists():
        run("git", "rm", "-q", "-f", f"{PACKAGE}/session/__init__.py")
    commands = file_of("cli.__init__")
    commands.write_text(
        re.sub(
            r'\("([a-z_]+):([a-z_]+)"',
            lambda found: f'("{HOME["cli." + found[1]].removeprefix("cli.")}:{found[2]}"',
            commands.read_text(encoding="utf-8"),
        ),
        encoding="utf-8",
    )
    for path, text in rewritten.items():
        path.write_text(text, encoding="utf-8")
    prose = [
        *Path().glob("*.md"), *Path("docs").rglob("*.md"), Path("pyproject.toml"), Path("NOTICE"),
        *Path("models").glob("*.md"), *(p for p in Path("scripts").iterdir() if p.is_file() and p.suffix != ".py"),
    ]  # fmt: skip
    for path in prose:
        text = path.read_text(encoding="utf-8")
        if (new_text := rename_texts(house, text)) != text:
            path.write_text(new_text, encoding="utf-8")
    for old, new in TESTS.items():
        if Path(old).exists():
            Path(new).parent.mkdir(parents=True, exist_ok=True)
            run("git", "mv", old, new)
    modules = {
        old.removesuffix(".py").replace("/", "."): new.removesuffix(".py").replace("/", ".")
        for old, new in TESTS.items()
        if not old.endswith("conftest.py")
    }
    for path in Path("tests").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for old, new in modules.items():
            text = text.replace(f"from {old} import", f"from {new} import")
        path.write_text(text, encoding="utf-8")
    run("git", "add", "-A", PACKAGE, "tests")


if __name__ == "__main__":
    main()
