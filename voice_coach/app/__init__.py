"""The running program: it carries out effects with devices, engines and the journal."""
