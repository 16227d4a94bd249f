"""A film of a sound, in a child process: the picture follows it, MP4 with the sound or GIF without."""

from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from app.child_orders import orders
from app.sound_painter import SoundPainter
from app.urgency import lower_process
from models.errors import ModelError
from models.imagine.imaginer import Imaginer
from models.imagine.listener import Listener
from models.imagine.sound_file import read_sound
from synth.errors import FileWriteError

SIDE: Final = 512
IMAGINATION: Final = 1.0


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """Which sound, which engine with which seed, and the film: its ending says which kind."""

    sound: Path
    target: Path
    engine: str
    seed: int


@dataclass(frozen=True, slots=True)
class FilmNote:
    """How far it is, or what was left out, in a sentence."""

    words: str


@dataclass(frozen=True, slots=True)
class FilmDone:
    """It lies in its file."""

    target: Path


@dataclass(frozen=True, slots=True)
class FilmFailed:
    """Why there is none, in a sentence."""

    problem: str


def film(pipe: Connection, order: FilmOrder) -> None:
    """Tells FilmNote now and then, and at the end FilmDone or FilmFailed. A film that failed leaves no file."""
    orders(pipe, lambda _word: None)
    lower_process()

    def note(words: str) -> None:
        pipe.send(FilmNote(words))

    try:
        listener = Listener()
        imaginer = Imaginer(order.engine, listener)
        recording = read_sound(order.sound)
        painter = SoundPainter(
            listener=listener,
            imaginer=imaginer,
            noise=imaginer.draw_noise(order.seed, imagination=IMAGINATION),
            side=SIDE,
            facts={},
        )
        write = painter.gif if order.target.suffix.lower() == ".gif" else painter.mp4
        write(recording, order.target, note)
    except (ModelError, FileWriteError) as error:
        pipe.send(FilmFailed(str(error)))
    else:
        pipe.send(FilmDone(order.target))
