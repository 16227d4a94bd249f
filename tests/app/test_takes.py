"""Takes on the disk: listed newest first, rescued after a crash, and never stopped by a damaged neighbour."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.takes import PEAKS, RESCUED, Facts, coarse, length, new_path, takes_in, with_name, write_beside

NOW = datetime(2026, 11, 22, 18, 30, 5)
FACTS = Facts(
    name="Harbour", seconds=12.4, peaks=(0.1, 0.5), engine="bouba", seed=7, classes=(("sea_waves", 0.7), ("rain", 0.3))
)


def sound(path: Path, seconds: float = 1.0, level: float = 0.5) -> Path:
    soundfile.write(path, np.full(round(8_000 * seconds), level, np.float32), 8_000)
    return path


def test_takes_come_back_newest_first_with_facts_and_picture(tmp_path: Path) -> None:
    first = sound(new_path(tmp_path, NOW))
    second = sound(new_path(tmp_path, NOW))
    assert second != first
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    write_beside(first, FACTS, picture)
    write_beside(second, Facts(name="Second", seconds=65.0), None)
    takes = takes_in(tmp_path)
    assert [take.path for take in takes] == [second, first]
    assert takes[1].facts == FACTS
    assert np.array_equal(takes[1].picture, picture)
    assert takes[1].words == "12 s · sea waves"
    assert takes[0].picture is None
    assert takes[0].words == "1:05"
    assert takes_in(tmp_path / "nowhere") == ()


def test_a_sound_that_a_crash_left_alone_is_rescued_once(tmp_path: Path) -> None:
    path = sound(tmp_path / "left.wav", seconds=2.0, level=0.25)
    (take,) = takes_in(tmp_path)
    assert take.facts.name == RESCUED
    assert take.facts.seconds == pytest.approx(2.0)
    assert len(take.facts.peaks) == 40
    assert take.facts.peaks[0] == pytest.approx(0.25, abs=1e-3)
    assert path.with_suffix(".json").is_file()
    assert takes_in(tmp_path)[0].facts == take.facts


@pytest.mark.parametrize("damage", [b"", b"{", b'{"seconds": -1}', b'{"peaks": "no"}', b"x" * 200_000])
def test_damaged_facts_and_pictures_lose_no_sound(tmp_path: Path, damage: bytes) -> None:
    path = sound(tmp_path / "it.wav")
    path.with_suffix(".json").write_bytes(damage)
    path.with_suffix(".png").write_bytes(damage)
    (take,) = takes_in(tmp_path)
    assert take.facts.name == RESCUED
    assert take.picture is None


def test_what_holds_no_sound_is_no_take(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"")
    (tmp_path / "b.wav").write_bytes(b"RIFF nonsense")
    (tmp_path / "c.wav").mkdir()
    sound(tmp_path / "d.wav")
    assert [take.path.name for take in takes_in(tmp_path)] == ["d.wav"]


def test_entries_of_newer_versions_are_kept_when_a_take_is_renamed(tmp_path: Path) -> None:
    path = sound(tmp_path / "it.wav")
    path.with_suffix(".json").write_bytes(b'{"name": "Old", "seconds": 1.0, "mood": "blue"}')
    write_beside(path, with_name(takes_in(tmp_path)[0], "  New \n name "), None)
    (take,) = takes_in(tmp_path)
    assert take.facts.name == "New name"
    assert take.facts.model_dump()["mood"] == "blue"


def test_waveforms_keep_their_loudest_moment() -> None:
    peaks = np.zeros(1_000)
    peaks[777] = 0.9
    assert max(coarse(peaks.tolist())) == pytest.approx(0.9)
    assert len(coarse(peaks.tolist())) == PEAKS
    assert coarse([]) == ()
    assert coarse([0.1, 0.2]) == (0.1, 0.2)
    assert [length(seconds) for seconds in (0.4, 59.4, 61.0, 3600.0)] == ["0 s", "59 s", "1:01", "60:00"]
