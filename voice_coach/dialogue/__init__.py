"""The session: turns, states, commands and endpointing. Pure: events in, effects out."""
