"""The child that hears and paints, over made-up sources: what it tells, how it follows, and how it ends."""

import contextlib
import itertools
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
import soundfile

from app.audio import easel, sources
from app.audio import scene as module
from app.audio.easel import Easel, drift_s
from app.audio.scene import scene
from app.audio.scene_words import (
    KEEP,
    STOP,
    EngineLost,
    Kept,
    Opened,
    RecordTake,
    Refused,
    SceneOrder,
    Seen,
    Shape,
)
from app.audio.sources import LOST, NONE, UNHEARD, Instrument, Source, SourceError, instrument, sound_file
from app.engine import layout
from models.errors import ModelFileError
from models.imagine.listener import Heard, Listener
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

    name, sample_rate_hz, remark = "made up", RATE_HZ, ""

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


def test_a_lost_source_ends_with_a_sentence_and_a_sound_that_is_over_without(watch: Callable[..., Pipe]) -> None:
    pipe = watch(itertools.islice(noise(0.1), 3))
    assert pipe.told[-1] == Refused(LOST)
    pipe = watch(itertools.chain(itertools.islice(noise(0.1), 3), [None]))
    assert isinstance(pipe.told[-1], Seen)


def test_a_take_is_recorded_on_the_way(watch: Callable[..., Pipe], tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    pipe = watch(noise(0.1), pictures=9, at={3: RecordTake(path), 7: KEEP})
    (kept,) = [word for word in pipe.told if isinstance(word, Kept)]
    assert kept.path == path
    assert kept.seconds == pytest.approx(soundfile.info(path).duration)
    assert 0.5 <= kept.seconds <= 1.0
    unfinished = tmp_path / "unfinished.wav"
    pipe = watch(noise(0.1), pictures=5, at={3: RecordTake(unfinished)})
    assert isinstance(pipe.told[-1], Kept), "the end of the listening ends the take"


def whole(source: Source) -> list[np.ndarray]:
    """All blocks of a source that ends."""
    blocks = []
    while (block := source.read()) is not None:
        blocks.append(block)
    return blocks


def test_a_file_is_heard_as_fast_as_it_plays_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, played, clock = tmp_path / "it.wav", [], [0.0]
    sound = np.random.default_rng(0).uniform(-0.5, 0.5, (3_000, 3))
    soundfile.write(path, sound, 8_000, subtype="FLOAT")

    class Output:
        def __init__(self, **words: Any) -> None:
            assert words["channels"] == 2
            assert words["samplerate"] == 8_000

        def start(self) -> None:
            pass

        def write(self, block: np.ndarray) -> None:
            played.append(block)

        def close(self) -> None:
            played.append("closed")

    monkeypatch.setitem(sys.modules, "sounddevice", SimpleNamespace(OutputStream=Output))
    with sound_file(path, None) as source:
        assert source.remark == ""
        blocks = whole(source)
    assert np.concatenate(blocks) == pytest.approx(sound[:, :2], abs=1e-6)
    assert played.pop() == "closed"
    assert np.array_equal(np.concatenate(played), np.concatenate(blocks))
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    monkeypatch.setattr(sources.time, "sleep", lambda seconds: clock.append(seconds))
    with sound_file(path, None) as source:
        assert source.remark == UNHEARD
        assert len(whole(source)) == len(blocks)
    assert sum(clock) > 0.2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"RIFF....WAVEfmt nonsense", "damaged or no sound"),
        (b"A letter to a friend.\n" * 500, "damaged or no sound"),
        (b"fLaC" + bytes(500), "damaged or no sound"),
        (b"ID3\x04" + bytes(500), "damaged or no sound"),
        (None, "not there any more"),
    ],
)
def test_files_that_are_no_sound_are_one_sentence(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "it.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=words), sound_file(path, None):
        pass
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 8_000)
    with pytest.raises(SourceError, match="empty"), sound_file(tmp_path / "empty.wav", None):
        pass
    with pytest.raises(SourceError, match="not a sound file"), sound_file(tmp_path, None):
        pass


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile.write(tmp_path / "mine.wav", np.zeros(100), 8_000)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match=r"^mine\.wav may not be read"), sound_file(tmp_path / "mine.wav", None):
        pass


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are heard at once, silently."""
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    monkeypatch.setattr(sources.time, "sleep", lambda _seconds: None)


def burst(rate_hz: int, *, channels: int = 1, seconds: float = 0.5) -> np.ndarray:
    return 0.1 * np.random.default_rng(0).standard_normal((round(seconds * rate_hz), channels))


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 44_100, 48_000, 96_000, 192_000])
def test_files_of_every_rate_are_heard(tmp_path: Path, rate_hz: int, channels: int) -> None:
    soundfile.write(tmp_path / "it.wav", burst(rate_hz, channels=channels), rate_hz)
    with sound_file(tmp_path / "it.wav", None) as source:
        live = LiveHearing(source.sample_rate_hz)
        blocks = whole(source)
        frames = np.concatenate([live.add(block.mean(axis=1)) for block in blocks])
    assert {block.shape[1] for block in blocks} == {min(channels, 2)}
    assert sum(map(len, blocks)) == round(0.5 * rate_hz)
    assert frames.max() > -10.0


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("ending", ["wav", "mp3", "ogg", "flac"])
def test_of_a_file_that_was_cut_off_the_rest_is_heard(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"it.{ending}"
    soundfile.write(path, burst(44_100, seconds=2.0), 44_100)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with sound_file(path, None) as source:
        heard = 0
        with contextlib.suppress(SourceError):  # what is said of the end
            while (block := source.read()) is not None:
                heard += len(block)
    assert 0.2 * 44_100 < heard < 1.6 * 44_100


@pytest.mark.usefixtures("hasty")
def test_what_is_not_numbers_is_silence_and_where_there_is_nothing_else_a_sentence(tmp_path: Path) -> None:
    sound = burst(8_000).astype(np.float32)
    sound[100:120] = np.nan
    sound[200:220] = np.inf
    soundfile.write(tmp_path / "some.wav", sound, 8_000, subtype="FLOAT")
    with sound_file(tmp_path / "some.wav", None) as source:
        heard = np.concatenate(whole(source))
    assert (heard[100:120] == 0.0).all() and (heard[200:220] == 0.0).all()
    soundfile.write(tmp_path / "none.wav", np.full(8_000, np.nan, np.float32), 8_000, subtype="FLOAT")
    with pytest.raises(SourceError, match="not numbers"), sound_file(tmp_path / "none.wav", None) as source:
        source.read()


@pytest.mark.usefixtures("hasty")
def test_a_file_of_two_hours_is_opened_at_once_and_not_read_as_a_whole(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.wav", np.zeros(7_200 * 8_000, np.int16), 8_000)
    began = time.perf_counter()
    tracemalloc.start()
    try:
        with sound_file(tmp_path / "long.wav", None) as source:
            block = source.read()
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert block is not None and len(block) == round(sources.BLOCK_S * 8_000)
    assert taken < 5e6
    assert time.perf_counter() - began < 1.0


def test_a_steady_offset_is_silence_and_changes_no_picture(watch: Callable[..., Pipe]) -> None:
    still = SceneOrder(Shape(drift=0.0, smooth_s=0.0))
    alone = watch((block + np.float32(0.5) for block in noise(0.0)), order=still)
    for seen in alone.seen:
        assert seen.present == 0.0
        assert np.abs(seen.picture.astype(float) - 127.5).max() <= 1.0
    plain = watch(noise(0.1), order=still).seen[-1].picture.astype(int)
    above = watch((block + np.float32(0.4) for block in noise(0.1)), order=still).seen[-1].picture.astype(int)
    assert np.abs(plain - above).mean() < 2.0


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
            with pytest.raises(SourceError, match="another rate"):
                source.read()
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


@pytest.mark.parametrize(("drift", "imagined_anew"), [(0.1, True), (0.0, False)])
def test_what_begins_again_is_imagined_anew_where_the_picture_drifts(drift: float, imagined_anew: bool) -> None:
    easel, hearing = Easel(Shape(drift=drift)), LiveHearing(RATE_HZ)
    noise_of = next(iter(easel._painters.values())).wanderer
    tone = 0.3 * np.sin(np.arange(2 * RATE_HZ) / 9.0)

    def wandered() -> float:
        """How far the noise is, 0.3 s and three pictures later, from where it was; anything is about 1.4 away."""
        before = noise_of._at.copy()
        for _ in range(3):
            hearing.add(tone[: round(0.1 * RATE_HZ)])
            for painter in easel._painters.values():
                painter._painted -= 0.1  # a tenth of a second goes by
            easel.paint(hearing, seconds=0.1)
        return float(np.sqrt(np.mean(np.square(noise_of._at - before))))

    hearing.add(tone)
    easel.paint(hearing, seconds=0.1)
    assert hearing.noticed_s > 1.0
    assert wandered() < 0.3
    hearing.add(np.zeros(RATE_HZ))
    hearing.add(tone[: round(0.2 * RATE_HZ)])
    assert hearing.noticed_s < 0.1
    assert (wandered() > 0.7) is imagined_anew


def test_a_picture_follows_more_quickly_while_something_new_is_young() -> None:
    def moved(quiet_s: float) -> float:
        """Share of the way to a noise that a picture of a tone goes in a tenth of a second."""
        hearing, way = LiveHearing(RATE_HZ), []
        rng = np.random.default_rng(0)
        for sound in (0.3 * np.sin(np.arange(5 * RATE_HZ) / 9.0), 0.3 * rng.standard_normal(round(quiet_s * RATE_HZ))):
            hearing.add(sound)
            way.append(hearing.hear(listener, 5.0).conditions[0])
        assert Easel.is_stirred(hearing) is (quiet_s < 0.9)
        board = Easel(Shape(smooth_s=0.4))
        board._follower.follow(way[0], seconds=0.1, smooth_s=0.0)
        board.paint(hearing, seconds=0.1)
        assert board._now is not None
        gone = board._now.conditions[0] - way[0]
        return float(np.linalg.norm(gone) / np.linalg.norm(way[1] - way[0]))

    listener = Listener()
    assert moved(0.4) > 0.5
    assert moved(3.0) < 0.3


class MadeEngine:
    """Stands in for four engines; each paints one grey, from its own noise. One has a damaged file."""

    greys: ClassVar = {"bouba": 10, "scene": 60, "audio2img": 110, "crossmodal": 160}
    asked: ClassVar[list[tuple[str, float, float]]] = []
    """Who painted, the first number of what was heard, and that of the noise."""

    def __init__(self, name: str, listener: Listener) -> None:
        if name == "shared":
            raise ModelFileError("The network shared.onnx is damaged.")
        self.name, self.noise = name, 4 + len(name)

    def paint(self, heard: Heard, noise: np.ndarray) -> np.ndarray:
        assert noise.shape == (1, self.noise)
        self.asked.append((self.name, float(heard.conditions[0, 0]), float(noise[0, 0])))
        grey = self.greys[self.name] + len(self.asked) % 40
        return np.full((1, 64, 64, 3), grey, np.uint8)


@pytest.fixture
def five_engines(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, float]]:
    """Four that paint and one that is damaged; what they were asked for."""
    monkeypatch.setattr(easel, "Imaginer", MadeEngine)
    monkeypatch.setattr(easel, "is_there", lambda _engine: True)
    monkeypatch.setattr(MadeEngine, "asked", [])
    return MadeEngine.asked


COMPARED = Shape(compared=True, drift=0.3)


def test_compared_engines_paint_one_hearing_each_with_its_own_noise(
    watch: Callable[..., Pipe], five_engines: list[tuple[str, float, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []
    monkeypatch.setattr(LiveHearing, "hear", lambda *words, hear=LiveHearing.hear: heard.append(1) or hear(*words))
    pipe = watch(noise(0.1), order=SceneOrder(COMPARED), pictures=6)
    assert len(heard) == 6, "the encoder hears once a picture"
    for seen in pipe.seen[1:]:
        assert set(seen.compared) == set(MadeEngine.greys)
        assert np.array_equal(seen.compared["bouba"], seen.picture)
    for first in range(0, len(five_engines), 4):
        some = five_engines[first : first + 4]
        assert {engine for engine, _, _ in some} == set(MadeEngine.greys)
        assert len({told for _, told, _ in some}) == 1
    assert len({drawn for _, _, drawn in five_engines}) > 6
    assert not watch(noise(0.1), order=SceneOrder(Shape())).seen[-1].compared


def test_a_damaged_engine_is_said_once_and_left_out_while_the_others_go_on(
    watch: Callable[..., Pipe], five_engines: list[tuple[str, float, float]]
) -> None:
    pipe = watch(noise(0.1), order=SceneOrder(COMPARED), pictures=6)
    lost = [word for word in pipe.told if isinstance(word, EngineLost)]
    assert lost == [EngineLost("shared", "The network shared.onnx is damaged.")]
    assert "shared" not in pipe.seen[-1].compared


def test_an_engine_that_stops_while_it_is_compared_is_left_out(
    watch: Callable[..., Pipe], five_engines: list[tuple[str, float, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MadeEngine, "greys", {"bouba": 10, "scene": 60, "crossmodal": 160})
    paint = MadeEngine.paint

    def stop(made: MadeEngine, heard: Heard, noise: np.ndarray) -> np.ndarray:
        if made.name == "audio2img":
            raise ModelFileError("The network audio2img.onnx stopped with an error.")
        return paint(made, heard, noise)

    monkeypatch.setattr(MadeEngine, "paint", stop)
    pipe = watch(noise(0.1), order=SceneOrder(COMPARED), pictures=6)
    assert {word.engine for word in pipe.told if isinstance(word, EngineLost)} == {"shared", "audio2img"}
    assert set(pipe.seen[-1].compared) == set(MadeEngine.greys)


def test_where_time_is_short_the_chosen_engine_keeps_its_pace_and_the_others_take_turns(
    watch: Callable[..., Pipe], five_engines: list[tuple[str, float, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(easel, "ROOM_S", 0.0)
    pipe = watch(noise(0.1), order=SceneOrder(COMPARED), pictures=13)
    who = [engine for engine, _, _ in five_engines]
    assert who.count("bouba") == 13
    others = [engine for engine in who if engine != "bouba"]
    assert len(others) <= 13
    assert min(others.count(engine) for engine in ("scene", "audio2img", "crossmodal")) >= 3
    assert set(pipe.seen[-1].compared) == set(MadeEngine.greys)


def test_hold_keeps_the_pictures_of_all_engines_also_of_one_that_comes_later(
    watch: Callable[..., Pipe], five_engines: list[tuple[str, float, float]]
) -> None:
    held = Shape(hold=True, drift=0.3)
    pipe = watch(
        noise(0.1), order=SceneOrder(Shape(drift=0.3)), pictures=9, at={3: held, 5: replace(held, compared=True)}
    )
    told = [told for _, told, _ in five_engines]
    assert len(five_engines) == 3 + 3, "three of the chosen one, then one of each other"
    assert set(told[3:]) == {told[2]}, "the moment that is held"
    for engine in MadeEngine.greys:
        assert np.array_equal(pipe.seen[-1].compared[engine], pipe.seen[-2].compared[engine])


def test_a_seed_begins_the_noise_of_every_engine_anew(
    watch: Callable[..., Pipe], five_engines: list[tuple[str, float, float]]
) -> None:
    still = replace(COMPARED, drift=0.0)
    watch(noise(0.1), order=SceneOrder(still), pictures=8, at={4: replace(still, seed=5)})
    for engine in MadeEngine.greys:
        drawn = [first for who, _, first in five_engines if who == engine]
        assert len(set(drawn)) == 2 and drawn == sorted(drawn, key=drawn.index), "one for each seed"


def test_a_picture_strays_from_what_is_heard_as_far_as_the_temperature_says() -> None:
    def picture(temperature: float, seed: int) -> np.ndarray:
        shape = Shape(drift=0.0, smooth_s=0.0, imagination=0.0, temperature=temperature, seed=seed)
        board, hearing = Easel(shape), LiveHearing(RATE_HZ)
        hearing.add(0.5 * np.sin(np.arange(5 * RATE_HZ) / 9.0))
        return board.paint(hearing, seconds=0.1)[1].astype(int)

    assert np.array_equal(picture(0.0, 0), picture(0.0, 1))
    plain = picture(0.0, 0)
    little, much = (np.mean([np.abs(picture(far, seed) - plain).mean() for seed in range(3)]) for far in (0.3, 1.5))
    assert 1.0 < little < much


def test_drift_goes_from_never_to_a_second() -> None:
    assert drift_s(0.0) == 0.0
    assert drift_s(1.0) == pytest.approx(1.0)
    assert 10.0 < drift_s(0.3) < 40.0
    assert Instrument.name == "instrument"
