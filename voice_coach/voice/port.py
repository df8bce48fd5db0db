"""The synthesizer's contract under its old names; new code imports `voice_coach.tts.base`."""

from voice_coach.tts.base import Synthesizer, VoiceSettings

Voice, Manner = Synthesizer, VoiceSettings

__all__ = ["Manner", "Synthesizer", "Voice", "VoiceSettings"]
