"""An old name of `voice_coach.tts`, kept for one version. See `voice_coach.voice.port`."""
