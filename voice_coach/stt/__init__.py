"""Speech to text: the recognizer's contract, its Vosk engine, its threads, and speech models."""
