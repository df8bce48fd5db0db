"""What goes in and out of a session: events, effects, a transcript, contacts. Data only."""
