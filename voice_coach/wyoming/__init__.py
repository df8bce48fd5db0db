"""Speech to text, text to speech and satellites on other machines, over the Wyoming protocol."""
