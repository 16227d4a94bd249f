"""Stand-ins for the engine and the network: they keep what they are told and answer at once."""

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.engine.settings import AudioSettings, EngineStatus
from models.card import read_card
from models.sketch_map.map_networks import PIXEL_SPREAD
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.predictor import MAPS_FOLDER
from synth.events import Event
from synth.patch import Patch
from synth.sample import Sample


class FakeSupervisor:
    """An engine that plays into none."""

    memory_name = "none"

    def __init__(self) -> None:
        self.status = EngineStatus(state="null device")
        self.sent: list[Event] = []
        self.patches: list[Patch] = []
        self.settings: list[AudioSettings] = []
        self.midi: list[tuple[int, float, float]] = []
        self.frames_played = 0
        self.block_frames = 0
        """What is played while somebody reads."""
        self.is_stopped = False

    def start(self, settings: AudioSettings, patch: Patch) -> None:
        self.settings.append(settings)
        self.patches.append(patch)

    def send(self, event: Event) -> None:
        assert not self.is_stopped
        self.sent.append(event)

    def set_sample(self, sample: Sample | None) -> None:
        self.sample = sample

    def set_patch(self, patch: Patch) -> None:
        assert not self.is_stopped
        self.patches.append(patch)

    def reconfigure(self, settings: AudioSettings) -> None:
        self.settings.append(settings)

    def poll(self) -> EngineStatus:
        return self.status

    def midi_events(self) -> list[tuple[int, float, float]]:
        events, self.midi = self.midi, []
        return events

    def read_scope(self, frames: int, *, end: int | None = None) -> NDArray[np.float32]:
        """Every sample is the number of its frame; a block is played between any two calls."""
        end = self.frames_played if end is None else end
        self.frames_played += self.block_frames
        numbers = np.arange(end - frames, end, dtype=np.float32)
        return np.stack([numbers, numbers], axis=1)

    def stop(self) -> None:
        assert not self.is_stopped
        self.is_stopped = True


class FakePredictor:
    """Ink becomes chorus mix: the more of the paper is inked, the more chorus."""

    provider = "CPU"

    def __init__(self, *, answer: Callable[[NDArray[np.uint8]], Patch] | None = None) -> None:
        self.last_ms = 0.0
        self.card = read_card(MAPS_FOLDER / "paper.json")
        self.rasters: list[NDArray[np.uint8]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._answer = answer or self._ink

    def predict(self, raster: NDArray[np.uint8], base: Patch | None = None) -> Patch:
        self.rasters.append(raster)
        assert self.may_answer.wait(10.0)
        return (base or Patch.default()).with_predicted(self._answer(raster))

    def predict_unit(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        return np.stack([self.predict(raster).to_unit() for raster in rasters])

    def _ink(self, raster: NDArray[np.uint8]) -> Patch:
        return Patch.of(
            {"chorus_mix": min(100.0, 5.0 + float(raster.mean())), "reverb_mix": 77.0, "osc1_wave": "Noise"}
        )


class InkBase(FakePredictor):
    """A network under a map that answers as `FakePredictor` does, and its pixels place drawings."""


def taught(sketch_map: SketchMap) -> TaughtPredictor:
    """What predicts by a map over ink."""
    return TaughtPredictor(InkBase(), PixelEmbedding(), sketch_map, spread=PIXEL_SPREAD)
