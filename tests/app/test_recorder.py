"""Takes: they begin before one asked, survive a crash, and what fails is told."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.audio import recorder as module
from app.audio.recorder import PEAK_S, PRE_ROLL_S, Recorder
from app.audio.scene_words import Kept, TakeFailed

RATE_HZ = 8_000


def second(level: float, channels: int = 2) -> np.ndarray:
    return np.full((RATE_HZ, channels), level, np.float32)


@pytest.fixture
def told() -> list[Any]:
    return []


@pytest.fixture
def recorder(told: list[Any]) -> Recorder:
    return Recorder(RATE_HZ, told.append)


def test_a_take_begins_before_one_asked(recorder: Recorder, told: list[Any], tmp_path: Path) -> None:
    for level in (0.1, 0.2, 0.3, 0.4, 0.5):
        recorder.add(second(level))
    recorder.begin(tmp_path / "new" / "take.wav")
    recorder.add(second(0.6))
    recorder.keep()
    (kept,) = told
    assert isinstance(kept, Kept)
    sound, rate = soundfile.read(kept.path)
    assert rate == RATE_HZ
    assert kept.seconds == pytest.approx(PRE_ROLL_S + 1.0)
    assert sound.shape == (4 * RATE_HZ, 2)
    assert sound[::RATE_HZ, 0] == pytest.approx([0.3, 0.4, 0.5, 0.6], abs=1e-6)
    assert len(kept.peaks) == round(4.0 / PEAK_S)
    assert kept.peaks[0] == pytest.approx(0.3)
    assert kept.peaks[-1] == pytest.approx(0.6)
    recorder.keep()
    assert len(told) == 1


def test_what_was_written_before_a_crash_can_be_read(recorder: Recorder, tmp_path: Path) -> None:
    recorder.add(second(0.25, channels=1))
    recorder.begin(tmp_path / "take.wav")
    for _ in range(5):
        recorder.add(second(0.5, channels=1))
    left = (tmp_path / "take.wav").read_bytes()  # as a program that is gone left it
    (tmp_path / "left.wav").write_bytes(left)
    sound, _ = soundfile.read(tmp_path / "left.wav")
    assert len(sound) >= 4 * RATE_HZ
    assert sound[-1] == pytest.approx(0.5, abs=1e-6)
    recorder.keep()


def test_a_take_that_is_there_is_not_written_over(recorder: Recorder, told: list[Any], tmp_path: Path) -> None:
    (tmp_path / "take.wav").write_bytes(b"mine")
    recorder.add(second(0.1))
    recorder.begin(tmp_path / "take.wav")
    assert isinstance(told[0], TakeFailed)
    assert (tmp_path / "take.wav").read_bytes() == b"mine"
    recorder.add(second(0.1))
    recorder.keep()
    assert len(told) == 1


def test_before_anything_was_heard_there_is_nothing_to_record(
    recorder: Recorder, told: list[Any], tmp_path: Path
) -> None:
    recorder.begin(tmp_path / "take.wav")
    assert "Nothing was heard" in told[0].problem


def test_a_full_disk_ends_the_take_and_keeps_what_was_written(
    recorder: Recorder, told: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.add(second(0.1))
    recorder.begin(tmp_path / "take.wav")
    recorder.add(second(0.2))

    def full(_self: object, _block: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(soundfile.SoundFile, "write", full)
    recorder.add(second(0.3))
    assert "No space left on device" in told[0].problem
    assert isinstance(told[1], Kept)
    assert told[1].seconds == pytest.approx(2.0)
    recorder.add(second(0.4))
    assert len(told) == 2


def test_a_take_ends_by_itself_in_the_end(
    recorder: Recorder, told: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_S", 2.0)
    recorder.add(second(0.1))
    recorder.begin(tmp_path / "take.wav")
    recorder.add(second(2.0))
    assert [type(word) for word in told] == [TakeFailed, Kept]
    sound, _ = soundfile.read(tmp_path / "take.wav")
    assert sound.max() == pytest.approx(1.0, abs=1e-6), "louder than full scale is cut, not turned over"
