"""Slow work beside the window."""
