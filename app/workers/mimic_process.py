"""The search of the mimic, in a child process: what it is asked, and what it tells. Loads no Qt."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.child_orders import orders
from app.urgency import lower_process
from models.errors import ModelError
from models.sound_to_patch.hearing import Heard, hear
from models.sound_to_patch.predictor import open_memory
from models.sound_to_patch.search import Budget, Mimicry, mimic
from models.sound_to_patch.sound_file import hear_file
from synth.errors import SynthError
from synth.patch import Patch
from synth.presets import factory_presets


@dataclass(frozen=True, slots=True, eq=False)
class MimicOrder:
    """A sound as a file, or as float32 (frames,) with its rate; how long to search; values that stay, by id."""

    source: Path | NDArray[np.float32]
    sample_rate_hz: int = 0
    seconds: float = 10.0
    seed: int = 0
    renders: int | None = None
    fixed: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class HeardIt:
    """What was heard: told once, before the search."""

    heard: Heard


@dataclass(frozen=True, slots=True)
class Better:
    """The best so far."""

    patch: Patch
    distance_db: float
    renders: int
    seconds: float
    """Since the search began."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no answer, in a sentence."""

    problem: str


STOP = "stop"
"""What the window says when the best so far is good enough."""


def search(pipe: Connection, order: MimicOrder) -> None:
    """Hear a sound and search: tells HeardIt, then Better again and again, then Mimicry; or Failed."""
    lower_process()
    stopped = threading.Event()
    orders(pipe, lambda word: stopped.set() if word == STOP else None)
    try:
        pipe.send(_answer(pipe, order, stopped))
    except (ModelError, SynthError) as error:
        pipe.send(Failed(str(error)))


def _answer(pipe: Connection, order: MimicOrder, stopped: threading.Event) -> Mimicry:
    if isinstance(order.source, Path):
        heard = hear_file(order.source)
    else:
        heard = hear(order.source, order.sample_rate_hz, name="The recording")
    pipe.send(HeardIt(heard))
    seeds = open_memory().seeds(heard, with_envelopes=True)
    began = time.monotonic()
    return mimic(
        heard, seeds, factory_presets(), budget=Budget(seconds=order.seconds, renders=order.renders),
        fixed=order.fixed, seed=order.seed, cancelled=stopped.is_set,
        progress=lambda patch, db, renders: pipe.send(Better(patch, db, renders, time.monotonic() - began)),
    )  # fmt: skip
