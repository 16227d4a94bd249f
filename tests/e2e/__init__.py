"""The real program on a real display and a real audio stream."""
