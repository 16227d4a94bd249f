"""`bouba render` writes the sound that the window would play."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy import signal

from synth.patch import Patch
from synth.presets import Preset, save_preset
from tests.app.cli.conftest import Run


def read(path: Path) -> tuple[np.ndarray, int]:
    audio, rate = soundfile.read(path, always_2d=True)
    return audio, rate


def loudest_hz(audio: np.ndarray, rate: int) -> float:
    hz, power = signal.welch(audio.mean(axis=1), rate, nperseg=min(16384, len(audio)))
    return float(hz[np.argmax(power)])


def test_a_factory_preset_is_found_by_name_and_plays_the_note(bouba: Run, tmp_path: Path) -> None:
    out = tmp_path / "chip.wav"
    outcome = bouba("render", "chip square", out, "--note", "A4", "--seconds", "1")
    assert outcome.code == 0, outcome.err
    audio, rate = read(out)
    assert rate == 48_000
    assert audio.shape[1] == 2
    assert loudest_hz(audio, rate) == pytest.approx(440.0, abs=3.0)
    assert 0.01 < np.max(np.abs(audio)) <= 1.0


def test_the_sound_rings_out_unless_a_tail_is_given(bouba: Run, tmp_path: Path) -> None:
    bouba("render", "Paper 1", tmp_path / "whole.wav", "--seconds", "0.5")
    bouba("render", "Paper 1", tmp_path / "cut.wav", "--seconds", "0.5", "--tail", "0.25")
    whole, _ = read(tmp_path / "whole.wav")
    cut, _ = read(tmp_path / "cut.wav")
    assert len(cut) == 36_000
    assert len(whole) > 48_000, "a cathedral"
    assert np.max(np.abs(whole[-480:])) < 1e-3


@pytest.mark.parametrize(("bits", "subtype"), [(16, "PCM_16"), (24, "PCM_24"), (32, "FLOAT")])
def test_rate_and_bits_are_those_asked_for(bouba: Run, tmp_path: Path, bits: int, subtype: str) -> None:
    out = tmp_path / "x.wav"
    bouba("render", "Chip Square", out, "--seconds", "0.2", "--tail", "0", "--rate", "44100", "--bits", str(bits))
    info = soundfile.info(out)
    assert (info.samplerate, info.subtype, info.frames) == (44_100, subtype, 8820)


@pytest.mark.parametrize("rate", [8000, 192_000])
def test_the_lowest_and_the_highest_rate_play_the_note(bouba: Run, tmp_path: Path, rate: int) -> None:
    out = tmp_path / "x.wav"
    outcome = bouba("render", "Chip Square", out, "--note", "A4", "--seconds", "1", "--tail", "0", "--rate", str(rate))
    assert outcome.code == 0, outcome.err
    audio, written = read(out)
    assert (written, len(audio)) == (rate, rate)
    assert loudest_hz(audio, rate) == pytest.approx(440.0, abs=12.0)


def test_a_rate_out_of_range_is_refused_in_words(bouba: Run, tmp_path: Path) -> None:
    outcome = bouba("render", "Chip Square", tmp_path / "x.wav", "--rate", "4000")
    assert outcome.code == 2
    assert "8000<=x<=192000" in outcome.err


def test_a_preset_file_sounds_as_saved(bouba: Run, tmp_path: Path) -> None:
    patch = Patch.of({"osc1_wave": "Sine", "osc1_semitones": 12, "reverb_on": "Off"})
    save_preset(tmp_path / "mine.json", Preset("Mine", patch=patch))
    bouba("render", tmp_path / "mine.json", tmp_path / "mine.wav", "--note", "57", "--seconds", "1")
    assert loudest_hz(*read(tmp_path / "mine.wav")) == pytest.approx(440.0, abs=3.0)


def test_a_picture_sounds_as_predicted(bouba: Run, circle_picture: Path, tmp_path: Path) -> None:
    outcome = bouba("render", circle_picture, tmp_path / "circle.wav", "--seconds", "0.5", "--tail", "0")
    assert outcome.code == 0, outcome.err
    audio, _ = read(tmp_path / "circle.wav")
    assert np.max(np.abs(audio)) > 0.01


def test_the_same_words_give_the_same_file(bouba: Run, tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        bouba("render", "Wind", tmp_path / name, "--seconds", "0.3", "--tail", "0")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


@pytest.mark.parametrize(
    "options",
    [
        ["--note", "H3"],
        ["--note", "128"],
        ["--seconds", "0"],
        ["--seconds", "-1"],
        ["--seconds", "1e9"],
        ["--velocity", "0"],
        ["--velocity", "128"],
        ["--rate", "1"],
        ["--rate", "44.1"],
        ["--bits", "8"],
        ["--tail", "for ever"],
        ["--tail", "nan"],
    ],
    ids=" ".join,
)
def test_options_out_of_range_are_wrong_usage(bouba: Run, tmp_path: Path, options: list[str]) -> None:
    outcome = bouba("render", "Paper 1", tmp_path / "x.wav", *options)
    assert outcome.code == 2
    assert options[0] in outcome.err
    assert not list(tmp_path.iterdir())


def test_the_shortest_note_is_a_frame(bouba: Run, tmp_path: Path) -> None:
    outcome = bouba("render", "Paper 1", tmp_path / "x.wav", "--seconds", "0.00001", "--tail", "0")
    assert outcome.code == 0, outcome.err
    assert len(read(tmp_path / "x.wav")[0]) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only names that are text")
def test_a_name_that_is_no_text_can_be_written_and_said(tmp_path: Path) -> None:
    words = ("render", "Paper 1", tmp_path / "caf\udce9.wav", "--seconds", "0.1", "--tail", "0")
    ran = subprocess.run([sys.executable, "-m", "app", *map(str, words)], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"caf?.wav: 0.10 s" in ran.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["caf\udce9.wav"]


def test_what_is_no_source_is_one_sentence(bouba: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    for source in ("Paper 9", "w" * 300, f"{'w' * 300}.json", tmp_path / "bad.json", tmp_path):
        outcome = bouba("render", source, tmp_path / "x.wav")
        assert outcome.code == 1, source
        assert outcome.err.startswith("Error: ")
        assert outcome.err.count("\n") == 1
    assert not (tmp_path / "x.wav").exists()


def test_a_place_that_cannot_be_written_is_one_sentence_and_the_ending_must_be_wav(bouba: Run, tmp_path: Path) -> None:
    quick = ("--seconds", "0.1", "--tail", "0")
    outcome = bouba("render", "Chip Square", tmp_path / "no" / "x.wav", *quick)
    assert outcome.code == 2
    assert "does not exist" in outcome.err
    assert bouba("render", "Chip Square", tmp_path / "x.mp3", *quick).code == 2
    assert bouba("render", "Chip Square", tmp_path / "x.wav", *quick).code == 0
    written = (tmp_path / "x.wav").read_bytes()
    assert "lost" in bouba("render", tmp_path / "x.wav", tmp_path / "x.wav", *quick).err
    assert (tmp_path / "x.wav").read_bytes() == written
