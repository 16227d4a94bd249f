"""Hear and paint, in a child process: a source goes in, pictures and what is heard in it come out, many times a second.

Nothing leaves this machine, and nothing is kept but the takes that one records. The source is open while this process
lives, and no longer.
"""

import contextlib
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Final

import numpy as np

from app.audio.easel import Easel
from app.audio.one_channel import OneChannel
from app.audio.recorder import Recorder
from app.audio.scene_words import KEEP, STOP, EngineLost, Opened, RecordTake, Refused, SceneOrder, Seen, Shape
from app.audio.sources import Source, SourceError, instrument, microphone, sound_file
from app.child_orders import orders
from app.urgency import lower_process
from models.errors import ModelError
from models.imagine.imaginer import guess_of
from models.imagine.live_hearing import LiveHearing

PICTURES_PER_S: Final = 15.0
QUICK_PER_S: Final = 25.0
"""While something just began, or what is new is young."""
FULL_SCALE: Final = 0.999
MICROPHONE_CHANNELS: Final = 2


def scene(pipe: Connection, order: SceneOrder) -> None:
    """Tells Opened, then Seen again and again until the source ends or it is told STOP. Or Refused.

    Meanwhile it takes a new Shape, RecordTake and KEEP, and tells Kept, TakeFailed and EngineLost.
    """
    words: SimpleQueue[object] = SimpleQueue()
    orders(pipe, words.put)
    lower_process()
    try:
        easel = Easel(order.shape)
        with _source(order) as source:
            hearing = LiveHearing(source.sample_rate_hz)
            pipe.send(Opened(source.name, source.sample_rate_hz, source.remark))
            _watch(pipe, source, easel, hearing=hearing, words=words)
    except (SourceError, ModelError) as error:
        pipe.send(Refused(str(error)))


@contextlib.contextmanager
def _source(order: SceneOrder) -> Iterator[Source]:
    opened: contextlib.AbstractContextManager[Source]
    if order.file is not None:
        opened = sound_file(order.file, order.output)
    elif order.instrument is not None:
        opened = instrument(order.instrument)
    else:
        opened = microphone(order.device, channels=MICROPHONE_CHANNELS)
    with opened as source:
        yield source


def _watch(pipe: Connection, source: Source, easel: Easel, *, hearing: LiveHearing, words: SimpleQueue[object]) -> None:
    peaks, frames, clipped = np.zeros(2), [hearing.add(np.zeros(0))], False
    channel = OneChannel(source.sample_rate_hz)
    painted = due = time.monotonic()
    with contextlib.closing(Recorder(source.sample_rate_hz, pipe.send)) as recorder:
        while True:
            while not words.empty():
                match words.get():
                    case RecordTake(path=path):
                        recorder.begin(path)
                    case Shape() as shape:
                        problem = easel.take(shape)
                        if problem:
                            pipe.send(EngineLost(shape.engine, problem))
                    case word if word == KEEP:
                        recorder.keep()
                    case word if word == STOP:
                        return
            block = source.read()
            if block is None:
                return
            if len(block):
                clipped = clipped or bool(np.abs(block).max() >= FULL_SCALE)
                block = block * np.float32(10.0 ** (easel.shape.gain_db / 20.0))
                peaks = np.maximum(peaks, np.abs(block[:, [0, -1]]).max(axis=0))
                recorder.add(block)
                frames.append(hearing.add(channel.of(block)))
            now = time.monotonic()
            period = 1.0 / (QUICK_PER_S if easel.is_stirred(hearing) else PICTURES_PER_S)
            if now < min(due, painted + period):
                continue
            due = max(due, now - period) + period
            heard, picture = easel.paint(hearing, seconds=now - painted)
            seen = Seen(
                picture, guess_of(heard, 0, easel.classes), float(heard.present[0]),
                (float(peaks[0]), float(peaks[1])), clipped, np.concatenate(frames),
                hearing.heard_s(easel.shape.window_s), hearing.silent_s(easel.shape.window_s), easel.compared,
            )  # fmt: skip
            pipe.send(seen)
            for lost in easel.paint_others():
                pipe.send(lost)
            painted, peaks, frames, clipped = now, np.zeros(2), [seen.frames[:0]], False
