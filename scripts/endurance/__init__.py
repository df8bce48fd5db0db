"""What wears a program out: being killed again and again, and going on for hours."""
