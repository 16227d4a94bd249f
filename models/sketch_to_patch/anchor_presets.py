"""The factory presets of the things that people draw: the drawing, its 33 values by the rule, an instrument around it.

They are written to `assets/presets` by `python packaging/factory_presets.py`.
"""

from typing import Final

import numpy as np

from models.sketch_to_patch.anchor_instruments import INSTRUMENTS, Instrument
from models.sketch_to_patch.anchors import CHARACTERS
from models.sketch_to_patch.drawings import clean
from models.sketch_to_patch.geometry import measure
from models.sketch_to_patch.meaning import sound_of
from models.sketch_to_patch.pen import draw
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.thinned import thinned
from synth.parameters import N_PREDICTED
from synth.patch import Patch
from synth.presets import Preset

FAMILY: Final = {"oval": "circle", "square": "rectangle", "mountain": "mountains"}
"""Which family draws a thing that has another name; the others are families themselves."""
MAP: Final = "bouba"
"""The map whose rule gives the 33 values."""
DIGITS: Final = 5
"""Of a value in a file: more is heard by nobody."""


def anchor_presets() -> tuple[Preset, ...]:
    """All of them, in the order of their table."""
    return tuple(anchor_preset(thing, instrument) for thing, instrument in INSTRUMENTS.items())


def anchor_preset(thing: str, instrument: Instrument) -> Preset:
    """The preset of one thing. Raises KeyError for a thing without a character."""
    sketch = drawing_of(thing, instrument)
    ruled = sound_of(measure(rasterize(sketch)), CHARACTERS[thing])
    values = [float(f"{value:.{DIGITS}g}") for value in ruled.values[:N_PREDICTED]]
    patch = Patch((*values, *Patch.default().values[N_PREDICTED:])).replace(instrument.played)
    return Preset(
        name=instrument.name,
        patch=patch,
        sketch=sketch.to_json(),
        tags=instrument.tags,
        author="Bouba",
        comment=instrument.comment,
        map_name=MAP,
    )


def drawing_of(thing: str, instrument: Instrument) -> Sketch:
    """The usual one of its family by the instrument's pen, the same every time, as its file has it."""
    sketch = draw(clean(FAMILY.get(thing, thing)), instrument.pen, np.random.default_rng(instrument.seed))
    return thinned(sketch)
