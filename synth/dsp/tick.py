"""The control tick: how often controls move. Signals move every sample."""

from typing import Final

TICK: Final = 32
"""Samples between two control values: 0.67 ms at 48 kHz. Events act at tick edges."""
