"""Words of danger, the conversation that follows, and helplines."""
