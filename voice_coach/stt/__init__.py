"""Sound to text: what an ear is, the Vosk ear, the thread it listens in, and speech models.

The rest of the program knows an ear only through `port`, so that another recogniser can take
Vosk's place without a change anywhere else.
"""
