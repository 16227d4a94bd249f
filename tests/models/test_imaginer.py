"""The imaginer on generators made here: same noise, same picture; silence is grey; unfit files are refused."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelFileError
from models.imagine.animation import FRAMES_PER_S, frame_count, frames, heard_over
from models.imagine.imaginer import Imaginer, guess_of, working_engines
from models.imagine.listener import Heard, Listener
from models.paired.features import RATE_HZ, Sound, features, network_input
from tests.models.made_up_generators import NOISE, write_generator


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener()


@pytest.fixture(scope="module")
def folder(listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures")
    write_generator(path, "bouba", listener)
    return path


@pytest.fixture(scope="module")
def imaginer(listener: Listener, folder: Path) -> Imaginer:
    return Imaginer("bouba", listener, folder=folder)


def noise_of(seconds: float, *, level: float = 0.2) -> Sound:
    return (level * np.random.default_rng(1).normal(size=round(seconds * RATE_HZ))).astype(np.float32)


def heard_of(listener: Listener, *sounds: Sound) -> Heard:
    return listener.hear(np.stack([network_input(features(sound)) for sound in sounds]))


def test_the_same_noise_has_the_same_picture_and_another_one_another(listener: Listener, imaginer: Imaginer) -> None:
    heard = heard_of(listener, noise_of(1.0))
    one, again, other = (imaginer.paint(heard, imaginer.draw_noise(seed)) for seed in (3, 3, 4))
    assert one.shape == (1, 64, 64, 3) and one.dtype == np.uint8
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_noise_begins_alike_however_much_is_drawn_and_has_the_deviation_asked_for(imaginer: Imaginer) -> None:
    assert imaginer.noise == NOISE
    assert np.array_equal(imaginer.draw_noise(5, pictures=9)[:1], imaginer.draw_noise(5))
    for imagination in (0.0, 0.5, 2.0):
        drawn = imaginer.draw_noise(5, pictures=500, imagination=imagination)
        assert drawn.std() == pytest.approx(imagination, rel=0.05)


def test_silence_is_plain_grey_and_may_be_anything(listener: Listener, imaginer: Imaginer) -> None:
    heard = heard_of(listener, np.zeros(RATE_HZ, dtype=np.float32))
    pixels = imaginer.paint(heard, imaginer.draw_noise(0))
    assert len(np.unique(pixels)) == 1 and abs(int(pixels[0, 0, 0, 0]) - 127.5) < 1.0
    guess = guess_of(heard, 0, listener.classes)
    assert guess.confidence == 0.0
    assert [probability for _, probability in guess.classes] == pytest.approx([1.0 / len(listener.classes)] * 18)


def test_a_louder_sound_is_farther_from_grey_and_guesses_are_probabilities(
    listener: Listener, imaginer: Imaginer
) -> None:
    heard = heard_of(listener, noise_of(2.0, level=0.001), noise_of(2.0, level=0.3))
    soft, loud = np.abs(imaginer.paint(heard, imaginer.draw_noise(0, pictures=2)) - 127.5).mean(axis=(1, 2, 3))
    assert soft < loud and loud > 10.0
    for row in range(2):
        guess = guess_of(heard, row, listener.classes)
        chances = [probability for _, probability in guess.classes]
        assert sum(chances) == pytest.approx(1.0, abs=1e-5)
        assert chances == sorted(chances, reverse=True)
        assert {name for name, _ in guess.classes} == set(listener.classes)
        assert 0.0 <= guess.confidence <= 1.0


def test_files_that_are_missing_damaged_or_of_other_classes_are_one_sentence_and_the_others_work(
    listener: Listener, tmp_path: Path
) -> None:
    for name in ("bouba", "scene", "shared", "crossmodal"):
        write_generator(tmp_path, name, listener)
    with (tmp_path / "bouba.onnx").open("ab") as file:
        file.write(b"more")
    (tmp_path / "shared.json").write_text("{}", encoding="utf-8")
    write_generator(tmp_path, "crossmodal", listener, spoken=("dog", "cat"))
    for name, words in (("bouba", "checksum"), ("shared", "card"), ("crossmodal", "fit"), ("audio2img", "missing")):
        with pytest.raises(ModelFileError, match=words) as caught:
            Imaginer(name, listener, folder=tmp_path)
        assert name in str(caught.value)
    assert working_engines(listener, folder=tmp_path) == ("scene",)


def test_an_animation_has_a_frame_each_80_ms_until_the_sound_is_over(listener: Listener, imaginer: Imaginer) -> None:
    assert FRAMES_PER_S == 12.5
    for samples, count in ((1, 1), (1764, 1), (1765, 2), (RATE_HZ, 13), (60 * RATE_HZ, 750)):
        assert frame_count(np.zeros(samples, dtype=np.float32)) == count
    made = list(frames(noise_of(2.2), listener, imaginer, imaginer.draw_noise(0, pictures=4)))
    assert len(made) == 28
    assert {frame.shape for frame in made} == {(4, 64, 64, 3)}


def test_an_animation_of_silence_stays_grey_and_one_of_a_sound_follows_it(
    listener: Listener, imaginer: Imaginer
) -> None:
    noise = imaginer.draw_noise(0)
    assert all(len(np.unique(frame)) == 1 for frame in frames(noise_of(1.0, level=0.0), listener, imaginer, noise))
    sound = np.concatenate([np.zeros(RATE_HZ, dtype=np.float32), noise_of(1.5)])
    colour = [np.abs(frame - 127.5).mean() for frame in frames(sound, listener, imaginer, noise)]
    assert max(colour[:12]) < 1.0 and colour[-1] > 10.0


def test_an_animation_moves_smoothly(listener: Listener) -> None:
    """One pole of 0.3 s: what is heard takes a quarter of the way in a frame, and two thirds in four."""
    sound = np.concatenate([np.zeros(RATE_HZ, dtype=np.float32), noise_of(2.0)])
    present = np.concatenate([heard.present for heard in heard_over(sound, listener)])
    assert np.all(np.diff(present) >= 0.0) and np.diff(present).max() < 0.25
    assert present[11] == 0.0 and 0.55 < present[16] < 0.75 and present[-1] > 0.97
