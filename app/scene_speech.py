"""What is heard, in words as a person reads them."""

from typing import Final

from app.audio.scene_words import Seen
from models.imagine.imaginer import Guess

FAINT: Final = 0.05
"""With less to hear it is at rest."""
NAMED: Final = 3
LEAST: Final = 0.05
"""Classes that are less likely are not named."""


def named(kind: str) -> str:
    """A class as a person reads it."""
    return kind.replace("_", " ")


def told(guess: Guess) -> str:
    """The likeliest classes with their probabilities, honest where nothing is sure."""
    parts = [f"{named(kind)} {100.0 * share:.0f}\u00a0%" for kind, share in guess.classes[:NAMED] if share >= LEAST]
    return " · ".join(parts) if guess.sure else f"not sure: {' · '.join(parts)}"


def plate(seen: Seen, seed: int) -> str:
    """The plate on the picture."""
    if seen.present <= FAINT:
        return "at rest"
    name = named(seen.guess.classes[0][0])
    return f"{name if seen.guess.sure else f'{name}?'} · seed {seed}"
