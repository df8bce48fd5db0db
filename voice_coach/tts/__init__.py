"""Text to sound: the voice that speaks, what it has spoken before, and the tones of our own."""
