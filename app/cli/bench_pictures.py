"""`bouba bench pictures`: from what was heard to a picture, and from a picture to a sound, on one thread.

A small NumPy job is timed in the same run: figures of two machines compare by their ratio to it.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from app.cli import CommandFailed
from app.cli.bench_synth import reference_job_ms
from models.errors import ModelError, ModelFileError
from models.imagine.imaginer import FOLDER, Imaginer, working_engines
from models.imagine.listener import Heard, Listener
from models.paired.features import SAMPLES, features, network_input
from models.sonify.voice import Voice

UNCOUNTED: Final = 5
TIMES: Final = 60
Figure = Mapping[str, float | str]


def measure() -> Mapping[str, Figure]:
    """Median and 95th percentile of each step in milliseconds. Raises CommandFailed without any engine."""
    try:
        listener = Listener()
    except ModelError as error:
        raise CommandFailed(str(error)) from None
    engines = working_engines(listener, folder=FOLDER)
    if not engines:
        raise CommandFailed("There is no engine to measure. Install the program again.")
    rng = np.random.default_rng(0)
    sound = rng.normal(0.0, 0.1, SAMPLES).astype(np.float32)
    inputs = network_input(features(sound))[None]
    heard = listener.hear(inputs)
    picture = rng.integers(0, 255, (64, 64, 3)).astype(np.uint8)
    reference_ms = reference_job_ms()
    steps: dict[str, Callable[[], object]] = {
        "five_seconds_to_features": lambda: features(sound),
        "features_to_condition": lambda: listener.hear(inputs),
    }
    for name in engines:
        imaginer = Imaginer(name, listener, folder=FOLDER)
        noise = imaginer.draw_noise(0)
        steps[f"condition_to_picture_{name}"] = _painting(imaginer, noise, heard)
        steps[f"features_to_picture_{name}"] = _hearing(imaginer, noise, listener, inputs)
    try:
        voice = Voice(listener)
        steps["picture_to_sound_shared"] = lambda: voice.sonify(picture)
    except ModelFileError:
        pass  # the engines are measured all the same
    figures: dict[str, Figure] = {}
    for name, step in steps.items():
        taken = _times_ms(step)
        figures[f"{name}_p50"] = {"value": float(np.median(taken)), "unit": "ms"}
        figures[f"{name}_p95"] = {"value": float(np.percentile(taken, 95)), "unit": "ms"}
        figures[f"{name}_to_reference"] = {"value": float(np.median(taken)) / reference_ms, "unit": ""}
    return figures | {"reference_job": {"value": reference_ms, "unit": "ms"}}


def _painting(imaginer: Imaginer, noise: np.ndarray, heard: Heard) -> Callable[[], object]:
    return lambda: imaginer.paint(heard, noise)


def _hearing(imaginer: Imaginer, noise: np.ndarray, listener: Listener, inputs: np.ndarray) -> Callable[[], object]:
    return lambda: imaginer.paint(listener.hear(inputs), noise)


def _times_ms(step: Callable[[], object]) -> list[float]:
    for _ in range(UNCOUNTED):
        step()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        step()
        taken.append(1000.0 * (time.perf_counter() - began))
    return taken
