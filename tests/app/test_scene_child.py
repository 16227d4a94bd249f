"""The child that hears and paints, over made-up sources: what it tells, how it follows, and how it ends."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.audio import scene as module
from app.audio.scene import Easel, drift_s, scene
from app.audio.scene_words import STOP, EngineLost, Opened, Refused, SceneOrder, Seen, Shape
from app.audio.sources import LOST, NONE, Instrument, SourceError, instrument
from app.engine import layout
from models.imagine.live_hearing import LiveHearing

RATE_HZ = 22_050


class Pipe:
    """The window's end: it keeps what it is told, and says STOP after so many pictures."""

    def __init__(self, pictures: int) -> None:
        self.told: list[Any] = []
        self.hear: Callable[[object], None] = lambda _word: None
        self._left = pictures
        self.at: dict[int, object] = {}
        """Words that are said after so many pictures."""

    def send(self, word: object) -> None:
        self.told.append(word)
        if isinstance(word, Seen):
            self._left -= 1
            if len(self.seen) in self.at:
                self.hear(self.at[len(self.seen)])
            if not self._left:
                self.hear(STOP)

    @property
    def seen(self) -> list[Seen]:
        return [word for word in self.told if isinstance(word, Seen)]


class Made:
    """A source of blocks of a tenth of a second."""

    name, sample_rate_hz = "made up", RATE_HZ

    def __init__(self, blocks: Iterator[np.ndarray | None]) -> None:
        self._blocks = blocks
        self.open = True

    def read(self) -> np.ndarray | None:
        block = next(self._blocks, "over")
        if isinstance(block, str):
            raise SourceError(LOST)
        return block


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Pipe]:
    """Runs the child over blocks until it has painted so many pictures; time stands still between blocks."""
    clock = itertools.count(0.0, 0.1)
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(module, "lower_process", lambda: None)

    def run(blocks: Iterator[np.ndarray | None], *, pictures: int = 5, at: dict[int, object] | None = None,
            order: SceneOrder = SceneOrder(Shape())) -> Pipe:  # noqa: B008  # fmt: skip
        pipe = Pipe(pictures)
        pipe.at = at or {}
        source = Made(blocks)

        @contextmanager
        def opened(_order: SceneOrder) -> Iterator[Made]:
            try:
                yield source
            finally:
                source.open = False

        monkeypatch.setattr(module, "_source", opened)
        monkeypatch.setattr(module, "orders", lambda _pipe, heard: setattr(pipe, "hear", heard))
        scene(pipe, order)  # type: ignore[arg-type]
        assert not source.open
        return pipe

    return run


def noise(level: float, channels: int = 2, seed: int = 0) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    while True:
        yield (level * rng.standard_normal((RATE_HZ // 10, channels))).astype(np.float32)


def test_pictures_come_with_what_was_heard(watch: Callable[..., Pipe]) -> None:
    pipe = watch(noise(0.1))
    assert pipe.told[0] == Opened("made up", RATE_HZ)
    assert len(pipe.seen) == 5
    last = pipe.seen[-1]
    assert last.picture.shape == (64, 64, 3)
    assert last.present == 1.0
    assert sum(probability for _, probability in last.guess.classes) == pytest.approx(1.0, abs=1e-3)
    assert 0.2 < last.peaks[0] < 0.6
    assert not last.clipped
    assert sum(len(seen.frames) for seen in pipe.seen) == pytest.approx(0.5 * RATE_HZ / 512, abs=4)


def test_silence_is_grey_and_says_that_nothing_is_there(watch: Callable[..., Pipe]) -> None:
    pipe = watch(noise(0.0, channels=1))
    for seen in pipe.seen:
        assert seen.present == 0.0
        assert np.abs(seen.picture.astype(float) - 127.5).max() <= 1.0
        assert seen.peaks == (0.0, 0.0)


def test_gain_reaches_meter_and_picture_and_clipping_is_told_of_the_input(watch: Callable[..., Pipe]) -> None:
    soft = watch(noise(0.01))
    loud = watch(noise(0.01), order=SceneOrder(Shape(gain_db=20.0)))
    assert loud.seen[0].peaks[0] == pytest.approx(10.0 * soft.seen[0].peaks[0], rel=1e-5)
    assert not any(seen.clipped for seen in loud.seen)
    assert any(seen.clipped for seen in watch(noise(1.0)).seen)


def test_a_held_picture_stays_while_the_sound_goes_on(watch: Callable[..., Pipe]) -> None:
    pipe = watch(noise(0.1), pictures=8, at={3: Shape(drift=1.0, hold=True)}, order=SceneOrder(Shape(drift=1.0)))
    moved = [np.abs(b.picture.astype(int) - a.picture).mean() for a, b in itertools.pairwise(pipe.seen)]
    assert min(moved[:2]) > 0.0
    assert max(moved[3:]) == 0.0
    assert len(pipe.seen[-1].frames) > 0


def test_another_seed_is_another_picture_and_the_same_one_is_the_same(watch: Callable[..., Pipe]) -> None:
    still = Shape(drift=0.0, smooth_s=0.0)
    first = watch(noise(0.1), order=SceneOrder(still)).seen
    again = watch(noise(0.1), order=SceneOrder(still)).seen
    other = watch(noise(0.1), order=SceneOrder(still), at={2: replace(still, seed=9)}).seen
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(first, again, strict=True))
    assert np.array_equal(first[1].picture, other[1].picture)
    assert np.abs(first[4].picture.astype(int) - other[4].picture).mean() > 3.0


def test_an_engine_that_is_missing_is_one_sentence_and_the_one_before_goes_on(watch: Callable[..., Pipe]) -> None:
    pipe = watch(noise(0.1), at={2: Shape(engine="nothing", seed=3)})
    lost = [word for word in pipe.told if isinstance(word, EngineLost)]
    assert [it.engine for it in lost] == ["nothing"]
    assert "nothing.onnx is missing" in lost[0].problem or "missing" in lost[0].problem
    assert len(pipe.seen) == 5


def test_a_lost_source_and_one_that_begins_anew_end_with_a_sentence(watch: Callable[..., Pipe]) -> None:
    pipe = watch(itertools.islice(noise(0.1), 3))
    assert pipe.told[-1] == Refused(LOST)
    pipe = watch(iter([None]))
    assert "play anew" in pipe.told[-1].problem


def test_a_missing_microphone_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def refuse(*_: object, **__: object) -> Iterator[None]:
        raise SourceError(NONE)
        yield

    monkeypatch.setattr(module, "microphone", refuse)
    monkeypatch.setattr(module, "orders", lambda *_: None)
    monkeypatch.setattr(module, "lower_process", lambda: None)
    pipe = Pipe(1)
    scene(pipe, SceneOrder(Shape()))  # type: ignore[arg-type]
    assert pipe.told == [Refused(NONE)]


def test_the_instrument_is_heard_from_the_memory_of_the_engine() -> None:
    memory, record = layout.create()
    try:
        with pytest.raises(SourceError, match="not playing yet"), instrument(memory.name):
            pass
        record["rate_hz"] = 48_000.0
        with instrument(memory.name) as source:
            assert source.sample_rate_hz == 48_000
            assert source.read().shape == (0, 2)
            record["scope"][0, :300] = 0.25
            record["frames"] = 300
            block = source.read()
            assert block.shape == (300, 2)
            assert (block == 0.25).all()
            record["frames"] = 300 + 10 * layout.SCOPE
            assert len(source.read()) == layout.SCOPE // 2
            record["rate_hz"] = 44_100.0
            assert source.read() is None
        del source
        with pytest.raises(SourceError, match="not playing"), instrument("psm_nothing_of_this_name"):
            pass
    finally:
        del record
        memory.close()
        memory.unlink()


def test_an_easel_paints_louder_sounds_otherwise() -> None:
    pictures = []
    for loudness in (0.0, 2.0):
        easel, hearing = Easel(Shape(drift=0.0, smooth_s=0.0, loudness=loudness)), LiveHearing(RATE_HZ)
        hearing.add(0.9 * np.sign(np.sin(np.arange(5 * RATE_HZ) / 9.0)))
        pictures.append(easel.paint(hearing, seconds=0.1)[1].astype(int))
    assert np.abs(pictures[0] - pictures[1]).mean() > 1.0


def test_drift_goes_from_never_to_a_second() -> None:
    assert drift_s(0.0) == 0.0
    assert drift_s(1.0) == pytest.approx(1.0)
    assert 10.0 < drift_s(0.3) < 40.0
    assert Instrument.name == "instrument"
