"""The synthesizer's contract under its old name; new code imports `voice_coach.tts.base`."""

from voice_coach.tts.base import Synthesizer, VoiceSettings

__all__ = ["Synthesizer", "VoiceSettings"]
