"""`python -m tests.e2e.measure_scene --data DIR`: how right and how quick the page Scene is, on real streams.

Recordings of the test split are played, one after the other, into a virtual microphone while the real window runs, and
its full-screen picture is read off the display. Two judges say what is in it; they say the same of what the same engine
paints of the same recordings without a window. Prints one JSON object. Takes about six seconds a recording.
"""

import json
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import soundfile
from numpy.typing import NDArray
from PIL import Image, ImageGrab

from app.audio.scene_words import Shape
from models.imagine.imaginer import Imaginer
from models.imagine.listener import Heard, Listener
from models.paired.class_folder import Item, read_folder
from models.paired.features import RATE_HZ as HEARD_HZ
from models.paired.features import as_heard, features, network_input
from models.recognise.saved import FOLDER as JUDGES
from models.recognise.saved import SavedRecogniser, picture_input
from tests.e2e.stage import RATE_HZ, Stage, missing_programs, stage, wait_for

WIDTH: Final = 1440
HEIGHT: Final = 900
LISTEN: Final = (155, 138)
"""A button of the page at this size, in pixels."""
SIDE: Final = 64
"""Of a painted picture."""
SEEDS: Final = 8
GRABS_PER_S: Final = 20.0
LONGEST_S: Final = 5.0
LOUD: Final = 0.02
STEADY_S: Final = 1.0
"""So long before a new sound it is looked at what the picture does by itself."""
VISIBLE: Final = 8.0
"""Mean difference of two pictures, in steps of 256, that can be seen."""
ANOTHER: Final = 30.0
"""And that of another picture: two of one class differ by 36 at least in 95 of 100 cases, two of two classes by 47."""
REACTION_S: Final = 0.4
"""The picture may take so long: how right it is, is read so long after the end of each recording."""
NEVER_S: Final = 3.0

Frame = NDArray[np.uint8]


class Eyes(threading.Thread):
    """Grabs the picture again and again: when, and 64 x 64 pixels."""

    def __init__(self, display: str) -> None:
        super().__init__(daemon=True)
        self._display = display
        self.seen: list[tuple[float, Frame]] = []

    def run(self) -> None:
        left = (WIDTH - HEIGHT) // 2
        while True:
            at = time.monotonic()
            try:
                whole = ImageGrab.grab((left, 0, left + HEIGHT, HEIGHT), xdisplay=self._display).convert("RGB")
            except OSError:  # the display has ended
                return
            self.seen.append((at, as_painted(np.asarray(whole))))
            time.sleep(max(0.0, at + 1.0 / GRABS_PER_S - time.monotonic()))

    def frames(self, since: float, until: float) -> list[tuple[float, Frame]]:
        """What was seen between two times of the monotonic clock."""
        return [it for it in self.seen if since <= it[0] < until]


class Ears(threading.Thread):
    """Hears what the virtual microphone hears: when each ten milliseconds came, and their peak."""

    def __init__(self, it: Stage) -> None:
        super().__init__(daemon=True)
        self._process = subprocess.Popen(
            ["parec", "--device=stage.monitor", "--format=float32le", f"--rate={RATE_HZ}", "--channels=1",
             "--latency-msec=10"],
            env=it.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        it.processes.append(self._process)
        self.heard: list[tuple[float, float]] = []

    def run(self) -> None:
        assert self._process.stdout is not None
        while data := self._process.stdout.read(4 * RATE_HZ // 100):
            self.heard.append((time.monotonic(), float(np.abs(np.frombuffer(data, "<f4")).max())))

    def onset(self, since: float) -> float | None:
        """When the first loud sound after a time came."""
        return next((at for at, peak in self.heard if at >= since and peak > LOUD), None)


def as_painted(shown: Frame) -> Frame:
    """The picture (64, 64, 3) that was enlarged to a square by interpolation: what lies in the middle of each pixel."""
    middle = (np.arange(SIDE) + 0.5) * len(shown) / SIDE - 0.5
    first = np.floor(middle).astype(int)
    share = (middle - first)[:, None, None]
    rows = shown[first] * (1.0 - share) + shown[first + 1] * share
    columns = rows.swapaxes(0, 1)
    columns = columns[first] * (1.0 - share) + columns[first + 1] * share
    return np.asarray(columns.swapaxes(0, 1).round(), dtype=np.uint8)


def chosen(data: Path, each: int) -> list[Item]:
    """The first `each` recordings of the test split in every class, in an order in which neighbours are of two."""
    found = read_folder(data)
    by_class = [[it for it in found.sounds if it.label == label and it.split == "test"] for label in found.classes]
    return [items[turn] for turn in range(each) for items in by_class if turn < len(items)]


def recorded(item: Item) -> NDArray[np.float32]:
    """A recording as everything hears it: one channel, LONGEST_S at most."""
    audio, rate = soundfile.read(item.path, dtype="float32", always_2d=True)
    return as_heard(audio, rate)[: round(LONGEST_S * HEARD_HZ)]


@dataclass(frozen=True, slots=True)
class Reaction:
    """How soon the picture was changed after a sound began, in seconds; NEVER_S if it never was, or cannot be told."""

    visibly: float
    """By more than VISIBLE."""
    wholly: float
    """By more than ANOTHER."""
    visibly_by_itself: float
    wholly_by_itself: float
    """The same, of a moment STEADY_S before, until the sound begins: what it does at the end of the one before."""


def live(items: list[Item], home: Path) -> tuple[list[Frame], list[Reaction]]:
    """The picture at the end of each recording, and how soon after its beginning it had changed."""
    pictures: list[Frame] = []
    reactions: list[Reaction] = []
    with stage(home, size=f"{WIDTH}x{HEIGHT}") as it:
        it.start()
        window = it.window(120.0)
        it.run("xdotool", "windowfocus", window, "windowmove", window, "0", "0")
        it.run("xdotool", "windowsize", window, str(WIDTH), str(HEIGHT), "key", "F3")
        time.sleep(2.0)
        it.run("xdotool", "mousemove", str(LISTEN[0]), str(LISTEN[1]), "click", "1")
        wait_for(lambda: it.run("pactl", "list", "short", "source-outputs"), 30.0, "the microphone's opening")
        it.run("xdotool", "mousemove", str(WIDTH // 2), "350", "click", "--repeat", "2", "--delay", "60", "1")
        ears, eyes = Ears(it), Eyes(it.environment["DISPLAY"])
        ears.start()
        eyes.start()
        time.sleep(3.0)
        for item in items:
            sound = home / "sound.wav"
            soundfile.write(sound, recorded(item), HEARD_HZ)
            began = time.monotonic()
            it.run("paplay", "--device=stage", str(sound))
            ended = time.monotonic()
            time.sleep(REACTION_S + 0.05)
            onset = ears.onset(began)
            if not eyes.is_alive() or onset is None:
                raise click.ClickException(f"{item.path} was not heard, or the display not seen.")
            pictures.append(eyes.frames(began, ended + REACTION_S)[-1][1])
            reactions.append(reaction(eyes.frames(onset - STEADY_S, ended + REACTION_S), onset))
    return pictures, reactions


def reaction(frames: list[tuple[float, Frame]], onset: float) -> Reaction:
    """How soon the picture is another one than it was at `onset`, and than at the first of `frames` until then."""
    seen = [(at, frame.astype(float)) for at, frame in frames]
    before, after = ([it for it in seen if (it[0] < onset) == is_before] for is_before in (True, False))
    if not before:
        return Reaction(NEVER_S, NEVER_S, NEVER_S, NEVER_S)

    def changed(was: tuple[float, NDArray[np.float64]], since: float, of: list[Any], by: float) -> float:
        return next((at - since for at, it in of if np.abs(it - was[1]).mean() > by), NEVER_S)

    return Reaction(
        *(changed(before[-1], onset, after, by) for by in (VISIBLE, ANOTHER)),
        *(changed(before[0], before[0][0], before, by) for by in (VISIBLE, ANOTHER)),
    )


def offline(items: list[Item], imagination: float) -> list[Frame]:
    """What the engine paints of whole recordings with SEEDS seeds each, in the order of `items`."""
    listener = Listener()
    imaginer = Imaginer(Shape().engine, listener)
    rng = np.random.default_rng(0)
    pictures = []
    for item in items:
        heard = listener.hear(network_input(features(recorded(item)))[None])
        noise = imagination * rng.standard_normal((SEEDS, imaginer.noise), dtype=np.float32)
        many = Heard(*(np.repeat(part, SEEDS, axis=0) for part in (heard.conditions, heard.probability, heard.present)))
        pictures.extend(imaginer.paint(many, noise))
    return pictures


def right(judge: SavedRecogniser, pictures: list[Frame], labels: list[str]) -> float:
    """Share of pictures in which a judge sees what it should be."""
    _, probability = judge.recognise(picture_input(np.stack(pictures)))
    return float(np.mean([judge.classes[at] == label for at, label in zip(probability.argmax(1), labels, strict=True)]))


def quickness(times: NDArray[np.float64]) -> dict[str, float]:
    """The share of reactions (n,) within REACTION_S, and within how many seconds shares of them are."""
    shares = {f"{share} %": float(np.quantile(times, share / 100.0)) for share in (50, 75, 90, 95)}
    return {f"within {REACTION_S} s": float(np.mean(times <= REACTION_S))} | shares


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True, help="Sounds by class.")
@click.option("--each", default=6, show_default=True, help="Recordings of each class.")
@click.option("--keep", type=click.Path(path_type=Path), help="A PNG file with all that was seen.")
def main(data: Path, each: int, keep: Path | None) -> None:
    """Play, look, judge, print."""
    if missing := missing_programs():
        raise click.ClickException(f"This needs {', '.join(missing)}.")
    items = chosen(data, each)
    labels = [item.label for item in items]
    with tempfile.TemporaryDirectory() as home:
        seen, reactions = live(items, Path(home))
    if keep:
        across = 18
        seen_all = [*seen, *[np.zeros_like(seen[0])] * (-len(seen) % across)]
        rows = [np.concatenate(seen_all[at : at + across], axis=1) for at in range(0, len(seen_all), across)]
        Image.fromarray(np.concatenate(rows)).save(keep)
    report: dict[str, Any] = {"recordings": len(items), "engine": Shape().engine}
    for name in ("judge_picture", "judge_picture_2"):
        judge = SavedRecogniser(name, folder=JUDGES)
        report[name] = {"live": right(judge, seen, labels)} | {
            f"offline, imagination {share:g}": right(
                judge, offline(items, share), [it for it in labels for _ in range(SEEDS)]
            )
            for share in (1.0, Shape().imagination)
        }
    report["changed"] = {
        name: quickness(np.array([getattr(it, name) for it in reactions[1:]])) for name in Reaction.__slots__
    }
    click.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
