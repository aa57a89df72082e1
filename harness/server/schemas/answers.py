"""Bodies of answers."""
