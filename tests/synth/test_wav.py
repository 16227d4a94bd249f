"""WAV files read back, as the sound that went in."""

import io
from pathlib import Path

import numpy as np
import pytest
import scipy.io.wavfile
import soundfile
from numpy.typing import NDArray

from synth.errors import FileWriteError
from synth.wav import wav_bytes, write_wav


def tone(frames: int = 48_000, hz: float = 1000.0, level: float = 0.5) -> NDArray[np.float32]:
    phase = 2 * np.pi * hz * np.arange(frames) / 48_000
    return np.stack([level * np.sin(phase), level * np.cos(phase)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("bits", "subtype", "error"), [(16, "PCM_16", 1.6 / 32767), (24, "PCM_24", 0.6 / 8388607), (32, "FLOAT", 0)]
)
@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_sound_reads_back_to_the_precision_of_the_format(bits: int, subtype: str, error: float, rate: int) -> None:
    audio = tone(1001)
    file = io.BytesIO(wav_bytes(audio, sample_rate_hz=rate, bits=bits))
    info = soundfile.info(file)
    assert (info.samplerate, info.channels, info.frames, info.subtype) == (rate, 2, 1001, subtype)
    file.seek(0)
    back, _ = soundfile.read(file, dtype="float64", always_2d=True)
    scale = {16: 32768 / 32767, 24: 8388608 / 8388607, 32: 1.0}[bits]
    assert np.max(np.abs(back * scale - audio)) <= error


@pytest.mark.filterwarnings("ignore:Chunk")  # it skips the chunk of peaks
@pytest.mark.parametrize("bits", [16, 24, 32])
def test_another_reader_finds_the_same(bits: int) -> None:
    rate, back = scipy.io.wavfile.read(io.BytesIO(wav_bytes(tone(1001), sample_rate_hz=44_100, bits=bits)))
    scale = {16: 32767.0, 24: 8388607.0 * 256.0, 32: 1.0}[bits]
    assert rate == 44_100
    assert np.max(np.abs(back / scale - tone(1001))) < 1e-4


def test_full_scale_and_beyond_do_not_wrap_around() -> None:
    audio = np.array([[1.0, -1.0], [1.5, -1.5]], dtype=np.float32)
    back, _ = soundfile.read(io.BytesIO(wav_bytes(audio, sample_rate_hz=48_000, bits=24)))
    assert np.all(np.sign(back) == np.sign(audio))
    assert np.min(np.abs(back)) > 0.9999


def test_sixteen_bits_have_dither_noise_and_no_harmonics_of_a_soft_tone() -> None:
    audio = tone(hz=1000.0, level=1.5 / 32768)
    back, _ = soundfile.read(io.BytesIO(wav_bytes(audio, sample_rate_hz=48_000, bits=16)))
    spectrum = np.abs(np.fft.rfft(back[:, 0]))
    floor = np.median(spectrum)
    assert spectrum[1000] > 30 * floor
    assert np.max(spectrum[[2000, 3000, 5000, 7000]]) < 5 * floor


def test_silence_stays_digital_silence() -> None:
    silence = np.zeros((100, 2), dtype=np.float32)
    back, _ = soundfile.read(io.BytesIO(wav_bytes(silence, sample_rate_hz=48_000, bits=16)))
    assert not back.any()


def test_the_same_sound_gives_the_same_file() -> None:
    assert wav_bytes(tone(), sample_rate_hz=48_000, bits=16) == wav_bytes(tone(), sample_rate_hz=48_000, bits=16)


def test_what_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileWriteError, match="16, 24 or 32 bits"):
        write_wav(tmp_path / "x.wav", tone(10), sample_rate_hz=48_000, bits=8)
    with pytest.raises(FileWriteError, match="does not exist"):
        write_wav(tmp_path / "no" / "x.wav", tone(10), sample_rate_hz=48_000)
    endless = np.broadcast_to(np.float32(0), (2**30, 2))
    with pytest.raises(FileWriteError, match="4 GB"):
        write_wav(tmp_path / "x.wav", endless, sample_rate_hz=48_000)
    assert not list(tmp_path.iterdir())
