"""The old names of what other packages implement and test with, kept for one version."""

from voice_coach import testing
from voice_coach.tts import base
from voice_coach.voice import port


def test_a_package_written_for_the_old_names_still_works():
    assert (port.Voice, port.Manner) == (base.Synthesizer, base.VoiceSettings)
    assert port.Manner(voice="green").rate == base.VoiceSettings().rate


def test_its_tests_still_find_their_stand_ins():
    assert testing.ScriptedVoice is testing.ScriptedSynthesizer
    assert testing.ScriptedEar is testing.ScriptedRecognizer
