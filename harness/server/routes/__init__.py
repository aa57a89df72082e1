"""The operations of the API: each parses, calls, serialises, and holds no state."""
