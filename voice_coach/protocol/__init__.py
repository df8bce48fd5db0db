"""The protocol of a session, data only: events in, effects out, and what they carry."""
