"""Text to speech: the synthesizer and its engine, prompts on a player, and the tones of our own."""
