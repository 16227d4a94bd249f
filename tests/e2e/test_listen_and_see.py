"""Play a sound into the microphone of the real window, and find it in a take with its picture."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.e2e.stage import RATE_HZ, Stage, missing_programs, stage, wait_for

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(missing_programs()), reason=f"needs {', '.join(missing_programs())}"),
]

LISTEN, RECORD, PICTURE = (155, 138), (1319, 374), (704, 354)
"""Points on two buttons and in the middle of the picture on the page Scene at 1440 x 900, in pixels."""
TONE_HZ = 1_234.0


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """What was open when, the takes that were kept, and how the middle of the picture looked before and after."""
    home = tmp_path_factory.mktemp("home")
    found: dict[str, object] = {}
    with stage(home) as it:
        it.start()
        window = it.window(90.0)
        it.run("xdotool", "windowfocus", window, "windowmove", window, "0", "0", "windowsize", window, "1440", "900")
        it.run("xdotool", "key", "F3")
        time.sleep(1.0)
        found["open at first"] = _microphones(it)
        found["before"] = _middle(it, home / "before.png")
        _click(it, LISTEN)
        wait_for(lambda: _microphones(it), 30.0, "the microphone's opening")
        tone = home / "tone.wav"
        t = np.arange(4 * RATE_HZ) / RATE_HZ
        noise = np.random.default_rng(0).standard_normal(len(t))
        soundfile.write(tone, 0.2 * np.sin(2.0 * np.pi * TONE_HZ * t) + 0.02 * noise, RATE_HZ)
        it.run("paplay", "--device=stage", str(tone))
        _click(it, RECORD)
        time.sleep(1.5)
        found["after"] = _middle(it, home / "after.png")
        found["open while it listens"] = _microphones(it)
        _click(it, RECORD)
        takes = Path(it.environment["XDG_DATA_HOME"]) / "bouba" / "takes"
        wait_for(lambda: list(takes.glob("*.json")), 10.0, "a take")
        it.run("xdotool", "key", "F2")
        found["closed"] = wait_for(lambda: not _microphones(it), 10.0, "the microphone's closing")
        found["takes"] = takes
        it.close()
        assert "Traceback" not in it.log.read_text(), it.log.read_text()
    yield found


def _click(it: Stage, place: tuple[int, int]) -> None:
    it.run("xdotool", "mousemove", str(place[0]), str(place[1]), "click", "1")


def _microphones(it: Stage) -> list[str]:
    """What records from the sound server now."""
    return it.run("pactl", "list", "short", "source-outputs").splitlines()


def _middle(it: Stage, path: Path) -> np.ndarray:
    it.screenshot(path)
    left, top = PICTURE[0] - 100, PICTURE[1] - 100
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").crop((left, top, left + 200, top + 200))).astype(float)


def test_the_microphone_is_open_only_while_it_listens(seen: dict) -> None:
    assert seen["open at first"] == []
    assert len(seen["open while it listens"]) == 1
    assert seen["closed"]


def test_a_picture_came_with_the_sound(seen: dict) -> None:
    assert np.abs(seen["after"] - seen["before"]).mean() > 20.0
    assert seen["after"].std() > 2.0


def test_the_take_holds_what_was_played_before_one_pressed(seen: dict) -> None:
    (path,) = seen["takes"].glob("*.wav")
    sound, rate = soundfile.read(path)
    assert sound.shape[1] == 2
    before = sound[: 2 * rate, 0]
    spectrum = np.abs(np.fft.rfft(before * np.hanning(len(before))))
    assert np.argmax(spectrum) * rate / len(before) == pytest.approx(TONE_HZ, abs=2.0)
    assert np.abs(before).max() == pytest.approx(0.25, abs=0.1)
    facts = json.loads(path.with_suffix(".json").read_text())
    assert facts["seconds"] == pytest.approx(len(sound) / rate)
    assert sum(share for _, share in facts["classes"]) > 0.5
    with Image.open(path.with_suffix(".png")) as picture:
        assert picture.size == (64, 64)
