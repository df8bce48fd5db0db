"""The synthesizer's contract under its old name; new code imports `voice_coach.tts.base`."""

from voice_coach.tts.base import Manner, Voice

__all__ = ["Manner", "Voice"]
