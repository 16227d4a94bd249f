"""What a picture has and a line drawing has not: light, colour and texture, as seven numbers.

`models.sketch_to_patch.tone_measure` measures them, `tone_sound` gives them their place in the sound. A plain drawing
has the neutral tone, which changes nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

from models.errors import SketchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """The tone of a picture; every number goes from 0 to 1. Values outside are moved into the range.

    The defaults are neutral: no colour, smooth, else the middle of 540 photographs. Raises ValueError for what is no
    finite number.
    """

    brightness: float = 0.54
    """Mean OKLab lightness: black 0, white 1."""
    contrast: float = 0.38
    """Root mean square contrast of that lightness, twice its standard deviation: half black, half white is 1."""
    colour: float = 0.0
    """Colourfulness of Hasler & Süsstrunk (2003), of 110: grey 0, a fairground 1."""
    warmth: float = 0.5
    """Red, orange and yellow against blue, by chroma: all blue 0, grey or balanced 0.5, all orange 1."""
    relief: float = 0.2
    """Detail finer than a sixteenth of the picture against everything: a bare sky 0, gravel 1."""
    fineness: float = 0.4
    """Fine detail (about 1/32 of the picture) against coarse detail (about 1/6): large forms 0, sand 1."""
    regularity: float = 0.25
    """How much the detail repeats itself: grass 0, a woven cloth 1."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise ValueError(f"{field.name} of a picture must be a number from 0 to 1.")
            object.__setattr__(self, field.name, round(min(max(float(value), 0.0), 1.0), DIGITS))

    def to_json(self) -> dict[str, float]:
        """The numbers by name; `tone_from_json` is the inverse."""
        return asdict(self)

    def words(self) -> str:
        """What stands out, for a person: "dark, warm, fine texture"; "" for a plain drawing."""
        if self == NEUTRAL:
            return ""
        said = [
            low if getattr(self, name) <= least else high
            for name, least, low, most, high in _WORDS
            if not least < getattr(self, name) < most
        ]
        if self.regularity >= 0.45:
            said.append("regular texture")
        elif self.relief >= 0.45:
            said.append("fine texture" if self.fineness >= 0.42 else "coarse texture")
        elif self.relief <= 0.28 and self.relief != NEUTRAL.relief:
            said.append("smooth")
        return ", ".join(said) or "balanced light and colour"


DIGITS: Final = 4
"""Decimals that are kept: finer differences are not heard, and a file is as exact as the program."""
NEUTRAL: Final = Tone()
"""The tone of a plain drawing, and of no picture."""
NAMES: Final = tuple(field.name for field in fields(Tone))

_WORDS: Final[tuple[tuple[str, float, str, float, str], ...]] = (
    ("brightness", 0.48, "dark", 0.6, "bright"),
    ("warmth", 0.4, "cool", 0.6, "warm"),
    ("colour", 0.06, "grey", 0.4, "colourful"),
    ("contrast", 0.28, "soft contrast", 0.48, "strong contrast"),
)
"""Property, up to where it has the first word, and from where it has the second."""


def mixed_tone(tones: Sequence[Tone], shares: Sequence[float]) -> Tone:
    """The tone between tones, by shares of sum 1."""
    pairs = list(zip(tones, shares, strict=True))
    return Tone(**{name: sum(share * getattr(tone, name) for tone, share in pairs) for name in NAMES})


def tone_from_json(data: object) -> Tone:
    """The tone of a dictionary. Numbers out of range are moved into it; SketchError for anything else."""
    if not isinstance(data, Mapping):
        raise SketchError("The tone of the picture in the drawing is damaged.")
    unknown = sorted(str(key)[:40] for key in data if key not in NAMES)
    if unknown:
        raise SketchError(f"The drawing has an entry that this version does not know: {unknown[0]!r}.")
    try:
        return Tone(**{str(key): value for key, value in data.items()})
    except (ValueError, OverflowError):
        raise SketchError("The tone of the picture in the drawing is damaged: it needs numbers from 0 to 1.") from None
