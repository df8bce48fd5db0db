"""Gives the field's names to what had names of our own: classes, constants and variables.

Names in code are renamed everywhere; in strings, comments and prose only where they stand as code,
in backquotes. Nothing else is touched. Run it once, from the checkout's root.
"""

import io
import re
import sys
import tokenize
from pathlib import Path

# Wherever they stand.
NAMES = {
    # speech to text
    "Ear": "Recognizer", "VoskEar": "VoskRecognizer", "AttentiveEar": "GatedRecognizer",
    "KeptEar": "RecordingRecognizer", "Hearing": "RecognizerWorker", "Tapped": "TappedWorker",
    "ScriptedEar": "ScriptedRecognizer", "make_ear": "make_recognizer", "demo_ear": "demo_recognizer_model",
    "attentive": "gated", "_ear": "_recognizer", "ear": "recognizer", "_open_ear": "_open_recognizer",
    "hearing": "listener", "_hearing": "_listener", "_Hearing": "_Transcription",
    # text to speech
    "Voice": "Synthesizer", "Pyttsx3Voice": "Pyttsx3Synthesizer", "CachedVoice": "CachedSynthesizer",
    "ScriptedVoice": "ScriptedSynthesizer", "make_voice": "make_synthesizer",
    "Manner": "VoiceSettings", "manner": "voice_settings", "manner_of": "voice_settings_of", "MANNER": "VOICE_SETTINGS",
    "Prompter": "PromptSpeaker", "prompter": "prompt_speaker", "_prompter": "_prompt_speaker",
    "start_voice": "start_synthesizer",
    # the session
    "Floor": "TurnState", "_floor": "_turn", "floor": "turn_state",
    "Beside": "BargeIn", "BESIDE": "BARGE_IN", "_beside": "_barge_in", "hear_beside": "hear_barge_in",
    "end_beside": "end_barge_in",
    "Guide": "PracticeRunner", "_guide": "_runner", "guide": "runner",
    "Held": "Suspended", "_held": "_suspended", "held": "suspended", "_put_aside": "_suspend",
    "_go_on": "_resume_suspended", "hold": "suspend",
    "Began": "SessionConfig", "began": "config", "_began": "_config",
    "Passed": "AudioElapsed", "Obeyed": "CommandAccepted", "Unasked": "UnexpectedInput",
    "AROUND": "FRAME_STEPS", "_deeds": "_handlers", "deeds": "handlers", "_obey": "_handle_command",
    "Retold": "SessionTranscript", "retold": "transcript",
    "Trail": "QuestionHistory", "Recollection": "SessionMemories", "Script": "Interpreter",
    # the program
    "Leader": "SessionRunner", "leader": "session_runner", "Stage": "Runtime", "DeviceStage": "DeviceRuntime",
    "RoomStage": "SimulatedRuntime", "stage": "runtime", "open_stage": "open_runtime", "_open_stage": "_open_runtime",
    "Partner": "SimulatedUser", "partner": "simulated_user", "Tape": "AnswerRecorder", "tape": "answer_recorder",
    "_tape": "_answer_recorder", "Telling": "EventRecord", "telling": "event_record", "Record": "JournalWriter",
    "Fitting": "DeviceSetup", "Shared": "SharedParts",
    "Aftermath": "Cleanup",
}  # fmt: skip

# In these files alone: path pattern, then the names.
LOCAL = {
    "voice_coach/audio/streams.py": {"Line": "ReconnectingStream", "Stall": "StalledStream"},
    "voice_coach/audio/portaudio.py": {"Line": "ReconnectingStream"},
    "voice_coach/app/keyboard.py": {"Line": "TypedLine"},
    "voice_coach/cli/captions.py": {"Line": "TypedLine"},
    "tests/cli/test_captions.py": {"Line": "TypedLine"},
    "tests/cli/test_captions_plain.py": {"Line": "TypedLine"},
    "tests/app/test_keyboard.py": {"Line": "TypedLine"},
    "tests/app/test_transcript_builder.py": {"Line": "TranscriptLine"},
    "tests/app/test_coach_replay.py": {"Line": "TranscriptLine"},
    "tests/practice/test_replay.py": {"Line": "TranscriptLine"},
    "voice_coach/protocol/transcript.py": {"Line": "TranscriptLine"},
    "voice_coach/practice/replay.py": {"Line": "TranscriptLine"},
    "voice_coach/app/transcript_builder.py": {"Line": "TranscriptLine"},
}

PATTERNS = [(re.compile(r"^(_?)MOST_(\w+)$"), r"\1MAX_\2"), (re.compile(r"^(_?)LEAST_(\w+)$"), r"\1MIN_\2")]


def renamed(name, local):
    if name in local:
        return local[name]
    if name in NAMES:
        return NAMES[name]
    for pattern, new in PATTERNS:
        name = pattern.sub(new, name)
    return name


def in_backquotes(text, local):
    def one(found):
        return "`" + re.sub(r"[A-Za-z_]\w*", lambda n: renamed(n[0], local) if n[0][0].isupper() or n[0] in ("_put_aside",) else n[0], found[1]) + "`"

    return re.sub(r"`([\w.()\[\], |:]+)`", one, text)


def rewrite(path):
    text = path.read_text(encoding="utf-8")
    local = LOCAL.get(str(path), {})
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    out, at = [], 0
    taken = {t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.NAME}
    before = ["", ""]
    path_of_import = False
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            if token.string in ("from", "import") and token.line.strip().startswith(("from ", "import ")):
                path_of_import = token.string == "from" or token.line.strip().startswith("import ")
            outside = before in (["math", "."], ["np", "."]) or path_of_import or token.line.startswith("from benchmarks import")
            new = token.string if outside else renamed(token.string, local)
            if token.string == "import" and token.line.strip().startswith("from "):
                path_of_import = False
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = [before[1], token.string]
        if token.type == tokenize.NEWLINE:
            path_of_import = False
        if token.type == tokenize.NAME:
            if new != token.string and new in taken and not token.string[0].isupper():
                print(f"look: {path}: {token.start[0]}: {token.string} -> {new}, which is there already", file=sys.stderr)
        elif token.type in (tokenize.STRING, tokenize.COMMENT):
            new = in_backquotes(token.string, local)
            if token.string.startswith('"""'):
                new = re.sub(r"(?m)^( +)(\w+)(?=: )", lambda n: n[1] + renamed(n[2], local), new)
            if token.type == tokenize.STRING and re.match(r"[rb]*f", token.string, re.I):
                new = re.sub(
                    r"\{[^{}]*\}",
                    lambda part: re.sub(r"(?<![\w'\"])[A-Za-z_]\w*(?!['\"\w])", lambda n: renamed(n[0], local), part[0]),
                    new,
                )
            elif re.fullmatch(r"[\"'][A-Z]\w*(?:\[[\w., |]*\])?(?: \| \w+)*[\"']", token.string) and token.string[1].isupper():
                new = token.string[0] + re.sub(r"\w+", lambda n: renamed(n[0], local) if n[0][0].isupper() else n[0], new[1:-1]) + token.string[0]
        else:
            continue
        if new != token.string:
            first = starts[token.start[0] - 1] + token.start[1]
            last = starts[token.end[0] - 1] + token.end[1]
            out += [text[at:first], new]
            at = last
    path.write_text("".join(out) + text[at:], encoding="utf-8")


def main():
    for folder in ("voice_coach", "tests", "scripts"):
        for path in sorted(Path(folder).rglob("*.py")):
            if path.name not in ("rename_words.py", "move_house.py"):
                rewrite(path)
    for path in (*Path("docs").glob("*.md"), Path("pyproject.toml")):
        text = path.read_text(encoding="utf-8")
        new = in_backquotes(text, {})
        if path.name == "pyproject.toml":
            new = new.replace(":Pyttsx3Voice", ":Pyttsx3Synthesizer").replace(":VoskEar", ":VoskRecognizer")
        path.write_text(new, encoding="utf-8")


main()
