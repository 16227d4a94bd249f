"""First guesses of what a sound is: the network's answers and the nearest renders of the library."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.errors import ModelFileError
from models.onnx_model import OnnxModel
from models.sound_to_patch.heads import TOP_COMBINATIONS, decode, output_names
from models.sound_to_patch.hearing import ENVELOPE_S, Heard, envelope_db
from models.sound_to_patch.library import LIBRARY_FILE, Library, build_library, load_library, nearest_units
from models.sound_to_patch.network_input import INPUT_SHAPE, network_input
from models.sound_to_patch.prior import canonical
from synth.patch import Patch

NETWORK_FILE: Final = LIBRARY_FILE.with_name("hearing.onnx")
NEIGHBOURS: Final = 12
RESHAPED: Final = 4
"""So many of the nearest are tried with the envelope of the sound as well."""
SMALL_LIBRARY: Final = 210
"""Patches rendered at first use where no library file came with the program: a few seconds."""


class SoundPredictor:
    """The network that hears a sound. Raises ModelFileError when it is missing, damaged or does not fit the table."""

    def __init__(self, path: Path = NETWORK_FILE, *, use_gpu: bool = False) -> None:
        self._model = OnnxModel(path, use_gpu=use_gpu)
        if self.card.input_shape != INPUT_SHAPE:
            raise ModelFileError(
                f"The network {path.name} hears sounds of {self.card.input_shape}; this version gives {INPUT_SHAPE}."
            )
        places = {name: place for place, name in enumerate(self.card.outputs)}
        missing = [name for name in output_names() if name not in places]
        if missing or len(places) != len(self.card.outputs):
            what = f"it does not know {', '.join(missing[:3])}" if missing else "an output is named twice"
            raise ModelFileError(f"The network {path.name} does not fit this version: {what}.")
        self._order = [places[name] for name in output_names()]
        answer = self._model.run(np.zeros((1, *INPUT_SHAPE), np.float32))[0]
        if answer.shape != (1, len(places)) or not np.isfinite(answer).all():
            raise ModelFileError(
                f"The network {path.name} answers with what is no score for each output. Install the program again."
            )

    @property
    def card(self) -> ModelCard:
        """What the network is and how well it does."""
        return self._model.card

    def predict_units(self, heard: Heard, combinations: int = TOP_COMBINATIONS) -> NDArray[np.float64]:
        """The likeliest patches of a sound: knob travel (combinations, 33) in canonical form."""
        scores = self._model.run(network_input(heard.sound, heard.note)[None])[0][0, self._order]
        return np.array([canonical(unit) for unit in decode(scores, combinations=combinations)])


@dataclass(frozen=True, slots=True)
class Memory:
    """What first guesses come from: a library of renders and, where one is installed, the network."""

    library: Library
    network: SoundPredictor | None = None

    def seeds(self, heard: Heard, *, with_envelopes: bool, base: Patch | None = None) -> list[Patch]:
        """First guesses for a sound, likeliest first: neighbours in the library, answers of the network.

        `with_envelopes` adds the first few with the amplitude envelope of the sound. Performance values are
        those of `base` otherwise.
        """
        base = base or Patch.default()
        units = [*nearest_units(self.library, heard, NEIGHBOURS)]
        if self.network is not None:
            units[:0] = [*self.network.predict_units(heard)]
        patches = [base.with_unit(unit) for unit in units]
        if not with_envelopes:
            return patches
        envelope = amplitude_envelope(heard)
        return [*patches, *(patch.replace(envelope) for patch in patches[:RESHAPED])]


def open_memory(library: Path = LIBRARY_FILE, network: Path = NETWORK_FILE) -> Memory:
    """The library and network that came with the program; a library is made anew, smaller, where there is none.

    A network is optional; raises ModelFileError for one that is there and damaged, and for a damaged library.
    """
    there = load_library(library) if library.exists() else build_library(SMALL_LIBRARY)
    return Memory(there, SoundPredictor(network) if network.exists() else None)


def amplitude_envelope(heard: Heard) -> dict[str, float]:
    """Values of the amplitude envelope that rise and fall about as a sound does, by id."""
    level = envelope_db(heard.sound)[: max(4, round(heard.held_s / ENVELOPE_S))]
    peak = int(np.argmax(level >= -1.5))
    at = np.arange(len(level) - peak) * ENVELOPE_S
    fall_db_per_s = -float(np.polyfit(at, level[peak:], 1)[0]) if len(at) > 3 else 0.0
    dies = fall_db_per_s > 12.0
    return {
        "amp_attack_s": peak * ENVELOPE_S,
        "amp_decay_s": 60.0 / fall_db_per_s if dies else 0.3,
        "amp_sustain": 0.0 if dies else 100.0,
        "amp_release_s": 0.1,
    }
