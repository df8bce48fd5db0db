"""Speech to text: the recognizer's contract, its Vosk engine, its threads, and speech models.

The rest of the program knows a recognizer only through `base`, so that another engine can take
Vosk's place without a change anywhere else.
"""
