"""Draw a shape with the pointer, hold a key, and find the predicted sound in the recording."""

import itertools
import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.patch import Patch
from synth.presets import find_factory, preset_from_bytes
from synth.render import render_note
from synth.units import note_to_hz
from tests.e2e.listening import pitch_hz, sounding_part, spectral_distance_db
from tests.e2e.stage import RATE_HZ, ROOT, Stage, missing_programs, stage, wait_for

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(missing_programs()), reason=f"needs {', '.join(missing_programs())}"),
]

CANVAS = (240.0, 330.0)
"""A point near the middle of the canvas on the Play page at 1440 x 900, in pixels."""
NOTE, KEY = 48, "a"
"""The note of the key A on the computer keyboard."""
HELD_S = 1.6

Corners = list[tuple[float, float]]


def path_through(corners: Corners, steps: int) -> Corners:
    """Points along straight lines from corner to corner."""
    return [
        (x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps)
        for (x0, y0), (x1, y1) in itertools.pairwise(corners)
        for i in range(steps)
    ] + corners[-1:]


def polygon(corners: int, radius: float, turn: float = -0.5 * math.pi) -> Corners:
    """A closed regular polygon around the middle of the canvas."""
    angles = [turn + 2.0 * math.pi * k / corners for k in range(corners + 1)]
    return [(CANVAS[0] + radius * math.cos(a), CANVAS[1] + radius * math.sin(a)) for a in angles]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[NDArray[np.float32], Patch, Path]]]:
    """What was recorded, what the program says it played, and a picture of the window, for two shapes."""
    home = tmp_path_factory.mktemp("home")
    shapes = {"circle": polygon(72, 120.0), "triangle": path_through(polygon(3, 140.0), 24)}
    heard = {}
    with stage(home) as it:
        _choose_paper(it)
        it.start()
        window = it.window(90.0)
        it.run("xdotool", "windowfocus", window, "windowmove", window, "0", "0", "windowsize", window, "1440", "900")
        _wait_until_it_plays(it)
        for name, shape in shapes.items():
            it.run("xdotool", "key", "ctrl+BackSpace")
            it.drag(shape)
            time.sleep(2.5)  # the audition note of the stroke ends before the recording begins
            it.run("xdotool", "key", "Escape")  # and so does its room
            time.sleep(0.5)
            with it.recording() as recordings:
                it.key(KEY, HELD_S)
                time.sleep(0.5)
            picture = home / f"{name}.png"
            it.screenshot(picture)
            heard[name] = (recordings[0], _saved_patch(it), picture)
        it.close()
        assert "Traceback" not in it.log.read_text(), it.log.read_text()
    yield heard


def _choose_paper(it: Stage) -> None:
    """The map that was taught a circle, a square and a triangle predicts, as if it had been chosen before."""
    settings = Path(it.environment["XDG_CONFIG_HOME"]) / "bouba" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"current_map": "paper"}')


def _wait_until_it_plays(it: Stage) -> None:
    """The engine is there when the key that is held makes a sound."""
    end = time.monotonic() + 90.0
    while time.monotonic() < end:
        with it.recording() as recordings:
            it.key(KEY, 0.4)
        if len(sounding_part(recordings[0])):
            time.sleep(1.0)
            return
    raise TimeoutError(f"No sound was heard:\n{it.log.read_text()}")


def _saved_patch(it: Stage) -> Patch:
    """The patch of the session that the program saves by itself, a moment after each edit."""
    time.sleep(4.0)
    found = wait_for(
        lambda: next(iter(Path(it.environment["XDG_DATA_HOME"]).rglob("session.json")), None), 10.0, "a session"
    )
    session = json.loads(Path(str(found)).read_text())
    return preset_from_bytes(json.dumps(session["preset"]).encode(), "session").patch


@pytest.mark.parametrize("shape", ["circle", "triangle"])
def test_recording_has_the_key_s_pitch_and_length(played: dict, shape: str) -> None:
    note = sounding_part(played[shape][0])
    assert abs(1200.0 * np.log2(pitch_hz(note[RATE_HZ // 4 : RATE_HZ]) / note_to_hz(NOTE))) < 15.0
    assert len(note) / RATE_HZ > HELD_S - 0.2


@pytest.mark.parametrize(("shape", "sound"), [("circle", "Paper 1"), ("triangle", "Paper 3")])
def test_drawn_shape_plays_the_sound_it_was_taught(played: dict, shape: str, sound: str) -> None:
    recording, patch, _ = played[shape]
    assert patch.distance(find_factory(sound).patch) < 0.1
    # Extra voices beat against each other from where their phases happen to stand: a mean over many starts.
    expected = [render_note(patch, NOTE, velocity=100, seconds=HELD_S, seed=seed) for seed in range(8)]
    assert spectral_distance_db([sounding_part(recording)], expected) < 2.5


def test_circle_and_triangle_have_clearly_different_spectra(played: dict) -> None:
    circle, triangle = (sounding_part(played[shape][0]) for shape in ("circle", "triangle"))
    assert spectral_distance_db([circle], [triangle]) > 4.0


def test_command_line_predicts_the_same_sound_from_a_screenshot_of_the_shape(played: dict) -> None:
    from PIL import Image

    picture = played["circle"][2]
    canvas = Image.open(picture).crop((60, 160, 420, 520))
    canvas.save(picture.with_name("canvas.png"))
    done = subprocess.run(
        [sys.executable, "-m", "app", "predict", "--map", "paper", "--json", str(picture.with_name("canvas.png"))],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["nearest"]["preset"] == "Paper 1"
