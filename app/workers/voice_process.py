"""The sound of a picture as a voice for the keys, in a child process: it loads the encoders and the decoder."""

from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.child_orders import orders
from app.urgency import lower_process
from models.errors import ModelError
from models.imagine.listener import Listener
from models.paired.paired_set import square_pixels
from models.sketch_to_patch.picture import load_picture
from models.sonify.playable import playable
from models.sonify.voice import Voice
from synth.errors import SampleError
from synth.sample import Sample


@dataclass(frozen=True, slots=True, eq=False)
class VoiceOrder:
    """A picture (rows, columns, 3) or a file with one, what to call its voice, and the seed of its details."""

    picture: NDArray[np.uint8] | Path
    name: str
    seed: int


@dataclass(frozen=True, slots=True)
class VoiceMade:
    """The voice."""

    sample: Sample


@dataclass(frozen=True, slots=True)
class VoiceFailed:
    """Why there is none, in a sentence."""

    problem: str


def sing(pipe: Connection, order: VoiceOrder) -> None:
    """Tells VoiceMade or VoiceFailed."""
    orders(pipe, lambda _word: None)
    lower_process()
    try:
        picture = load_picture(order.picture) if isinstance(order.picture, Path) else order.picture
        listener = Listener()
        voiced = Voice(listener).sonify(square_pixels(picture), seed=order.seed)
        pipe.send(VoiceMade(playable(voiced, listener, order.name)))
    except (ModelError, SampleError) as error:
        pipe.send(VoiceFailed(str(error)))
