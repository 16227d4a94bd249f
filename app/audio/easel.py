"""Who paints what is heard: the encoder, the engines, and where both are on their way from picture to picture."""

import time
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.audio.scene_words import EngineLost, Shape
from models.errors import ModelFileError
from models.imagine.imaginer import ENGINES, FOLDER, Imaginer
from models.imagine.listener import Heard, Listener
from models.imagine.live_hearing import LiveHearing
from models.imagine.wandering import Follower, Wanderer

ROOM_S: Final = 0.02
"""After so long no other engine begins to paint until the next picture: meanwhile no sound is read."""

ANEW_S: Final = 0.25
ANEW_DRIFT_S: Final = 0.12
"""A picture that drifts imagines each sound that begins anew: for so long its noise wanders so fast."""
NEW_S: Final = 0.9
NEW_SHARE: Final = 0.2
"""While what is new is so young, the picture follows what is heard in this share of the time."""


class _Painter:
    """An engine and where its noise is on its way. Raises ModelError."""

    def __init__(self, engine: str, listener: Listener, seed: int) -> None:
        self._imaginer = Imaginer(engine, listener)
        self.wanderer = Wanderer(self._imaginer.noise, seed)
        self._painted = time.monotonic()
        self.picture: NDArray[np.uint8] | None = None

    def paint(self, heard: Heard, shape: Shape, *, drift_s: float) -> NDArray[np.uint8]:
        """The picture of what is heard now; the same as before while it is held."""
        now = time.monotonic()
        noise = shape.imagination * self.wanderer.wander(seconds=now - self._painted, drift_s=drift_s)
        self._painted = now
        if self.picture is None or not shape.hold:
            self.picture = self._imaginer.paint(heard, noise[None])[0]
        return self.picture


class Easel:
    """The encoder, the engines that paint, and where all are on their way. Raises ModelError."""

    def __init__(self, shape: Shape) -> None:
        self._listener = Listener()
        self.shape = shape
        self._painters = {shape.engine: _Painter(shape.engine, self._listener, shape.seed)}
        self._lost: set[str] = set()
        self._turn = 0
        self._follower = Follower()
        self._stray = Wanderer(self._listener.heard - 1, shape.seed)
        self._drift_s = 0.0
        self._now: Heard | None = None
        """What is painted, by all engines; it stays while the picture is held."""

    @property
    def classes(self) -> tuple[str, ...]:
        """What can be heard."""
        return self._listener.classes

    @property
    def compared(self) -> dict[str, NDArray[np.uint8]]:
        """The newest picture of each engine, while they are compared."""
        if not self.shape.compared:
            return {}
        painted = {engine: painter.picture for engine, painter in self._painters.items()}
        return {engine: picture for engine, picture in painted.items() if picture is not None}

    def take(self, shape: Shape) -> str:
        """Paint in another way from now on; a sentence when its engine cannot, and the one before goes on."""
        problem = ""
        try:
            self._painter(shape.engine)
        except ModelFileError as error:
            self._lost.add(shape.engine)
            problem, shape = str(error), replace(shape, engine=self.shape.engine)
        if shape.seed != self.shape.seed:
            for painter in self._painters.values():
                painter.wanderer.begin(shape.seed)
            self._stray.begin(shape.seed)
        if not shape.compared:
            self._painters = {shape.engine: self._painters[shape.engine]}
        self.shape = shape
        return problem

    def paint(self, hearing: LiveHearing, *, seconds: float) -> tuple[Heard, NDArray[np.uint8]]:
        """What is heard now, and the picture of it."""
        shape = self.shape
        heard = hearing.hear(self._listener, shape.window_s)
        condition = heard.conditions[0].copy()
        condition[-1] *= shape.loudness
        smooth_s = shape.smooth_s * (1.0 - (1.0 - NEW_SHARE) * hearing.stir(NEW_S))
        followed = self._follower.follow(condition, seconds=seconds, smooth_s=smooth_s).copy()
        self._drift_s = drift_s(shape.drift)
        away = self._stray.wander(seconds=seconds, drift_s=self._drift_s)
        if hearing.noticed_s < ANEW_S:
            self._drift_s = min(self._drift_s, ANEW_DRIFT_S)
        followed[:-1] = strayed(followed[:-1], away, shape.temperature)
        if self._now is None or not shape.hold:
            self._now = Heard(followed[None], heard.probability, heard.present)
        return heard, self._painters[shape.engine].paint(self._now, shape, drift_s=self._drift_s)

    @staticmethod
    def is_stirred(hearing: LiveHearing) -> bool:
        """Whether something just began, or is likely to be new."""
        return hearing.noticed_s < ANEW_S or hearing.stir(NEW_S) >= 0.5

    def paint_others(self) -> tuple[EngineLost, ...]:
        """The other engines paint the same, in turn: as many as there is time for, one at least. Those that cannot."""
        others = [it for it in ENGINES if it != self.shape.engine and it not in self._lost and is_there(it)]
        if not self.shape.compared or self._now is None:
            return ()
        lost, began = [], time.perf_counter()
        for _ in others:
            self._turn += 1
            engine = others[self._turn % len(others)]
            try:
                self._painter(engine).paint(self._now, self.shape, drift_s=self._drift_s)
            except ModelFileError as error:
                self._lost.add(engine)
                self._painters.pop(engine, None)
                lost.append(EngineLost(engine, str(error)))
            if time.perf_counter() - began >= ROOM_S:
                break
        return tuple(lost)

    def _painter(self, engine: str) -> _Painter:
        """An engine that stands ready. Raises ModelFileError."""
        if engine not in self._painters:
            self._painters[engine] = _Painter(engine, self._listener, self.shape.seed)
        return self._painters[engine]


def is_there(engine: str) -> bool:
    """Whether the file of an engine lies where it should."""
    return (FOLDER / f"{engine}.onnx").is_file()


def strayed(direction: NDArray[np.float32], away: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """A direction (n,) of about 1 in each number with chance (n,) of deviation 1 in it, as long as before."""
    mixed = direction + temperature * away
    return np.asarray(mixed * (np.linalg.norm(direction) / max(float(np.linalg.norm(mixed)), 1e-6)), dtype=np.float32)


def drift_s(drift: float) -> float:
    """How long until the picture of a steady sound has become another one, in seconds; 0 for never."""
    return 0.0 if drift <= 0.0 else 60.0 * (1.0 / 60.0) ** min(drift, 1.0)
