"""What stands in for the microphone, the search and the loudspeaker: functions that run in real child processes."""

import os
import time
from multiprocessing.connection import Connection
from queue import SimpleQueue

import numpy as np
import soundfile

from app.audio import scene_words
from app.audio.microphone import STOP, Block, Opened, RecordOrder, Refused
from app.audio.one_sound import NotPlayed, SoundOrder
from app.audio.scene_words import SceneOrder, Shape
from app.audio.sources import NONE
from app.child_orders import orders
from app.workers.mimic_process import Better, Failed, HeardIt, MimicOrder
from app.workers.voice_process import VoiceFailed, VoiceMade, VoiceOrder
from models.imagine.imaginer import Guess
from models.sound_to_patch.hearing import hear
from models.sound_to_patch.search import Mimicry
from synth.patch import Patch
from synth.sample import Sample

RATE_HZ = 24_000
NEAR = Patch.of({"osc1_wave": "Sine", "filter1_cutoff_hz": 700.0})
NEARER = Patch.of({"osc1_wave": "Square", "filter1_cutoff_hz": 900.0, "amp_attack_s": 0.2})


def tone(seconds: float) -> np.ndarray:
    return 0.3 * np.sin(2.0 * np.pi * 220.0 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ).astype(np.float32)


def _stopped(pipe: Connection) -> list[object]:
    """What the window said, so far."""
    said: list[object] = []
    orders(pipe, said.append)
    return said


def microphone(pipe: Connection, order: RecordOrder) -> None:
    """Hears A3 until it is told to stop."""
    said = _stopped(pipe)
    pipe.send(Opened("made up", RATE_HZ))
    pipe.send(Block(tone(0.5)))
    while STOP not in said:
        time.sleep(0.01)
    pipe.send(Block(tone(0.5)))


def no_microphone(pipe: Connection, order: RecordOrder) -> None:
    pipe.send(Refused(NONE))


def crashing(pipe: Connection, order: object) -> None:
    os._exit(9)


def crashing_search(pipe: Connection, order: MimicOrder) -> None:
    """Finds something, and dies."""
    pipe.send(HeardIt(hear(tone(0.4), RATE_HZ)))
    pipe.send(Better(NEAR, 9.0, 5, 0.5))
    time.sleep(0.05)
    os._exit(9)


def search(pipe: Connection, order: MimicOrder) -> None:
    """Comes nearer once, and has its answer when it is told to stop."""
    said = _stopped(pipe)
    heard = hear(tone(0.4), RATE_HZ)
    pipe.send(HeardIt(heard))
    pipe.send(Better(NEAR.replace(order.fixed), 9.0, 5, 0.5))
    while not said:
        time.sleep(0.01)
    pipe.send(
        Mimicry(
            patch=NEARER.replace(order.fixed), note=heard.note, distance_db=4.2, start_distance_db=9.0, renders=60,
            nearest_preset="Glass Bell", nearest_preset_distance_db=7.1, held_s=0.4,
        )
    )  # fmt: skip


def refusing_search(pipe: Connection, order: MimicOrder) -> None:
    pipe.send(Failed("tone.wav is silent: there is nothing to imitate. Record it louder."))


def mute(pipe: Connection, order: SoundOrder) -> None:
    pipe.send(NotPlayed("The original cannot be played beside Bouba's own sound (the device is busy)."))


def scene(pipe: Connection, order: SceneOrder) -> None:
    """Opens, tells two pictures, then one for each shape that it is told."""
    words: SimpleQueue[object] = SimpleQueue()
    orders(pipe, words.put)
    pipe.send(scene_words.Opened("made up", RATE_HZ))
    shape, path = order.shape, None
    for _ in range(2):
        pipe.send(_seen(shape, present=1.0))
    while True:
        word = words.get()
        if isinstance(word, Shape):
            shape = word
            if shape.engine == "shared":
                pipe.send(scene_words.EngineLost("shared", "The network shared.onnx is missing."))
            pipe.send(_seen(shape, present=0.0 if shape.gain_db < 0.0 else 1.0))
        elif isinstance(word, scene_words.RecordTake):
            word.path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(word.path, tone(2.0), RATE_HZ)
            path = word.path
            pipe.send(_seen(shape, present=1.0))
        else:
            if path is not None:
                pipe.send(scene_words.Kept(path, 2.0, (0.3,) * 40))
                path = None
            if word == scene_words.STOP:
                return


def _seen(shape: Shape, *, present: float) -> scene_words.Seen:
    guess = Guess((("dog", 0.7), ("cat", 0.2), ("sea_waves", 0.1)), 0.6 if shape.imagination > 0.1 else 0.1)
    picture = np.full((64, 64, 3), shape.seed % 200 + 20, np.uint8)
    clipped, frames = shape.gain_db > 20.0, np.zeros((4, 128), np.float32)
    compared = {shape.engine: picture, "scene": np.full((64, 64, 3), 7, np.uint8)} if shape.compared else {}
    return scene_words.Seen(picture, guess, present, (0.5, 0.25), clipped, frames, shape.window_s, compared=compared)


def deaf(pipe: Connection, order: SceneOrder) -> None:
    """There is no microphone."""
    orders(pipe, lambda _word: None)
    pipe.send(scene_words.Refused(NONE))


def scene_that_dies(pipe: Connection, order: SceneOrder) -> None:
    """Opens, and crashes."""
    pipe.send(scene_words.Opened("made up", RATE_HZ))
    time.sleep(0.2)
    os._exit(3)


def lively_scene(pipe: Connection, order: SceneOrder) -> None:
    """Paints another picture of something dark on light thirty times a second, until it is ended."""
    words: SimpleQueue[object] = SimpleQueue()
    orders(pipe, words.put)
    pipe.send(scene_words.Opened("made up", RATE_HZ))
    for turn in range(10_000):
        seen = _seen(order.shape, present=1.0)
        seen.picture[:] = 230
        seen.picture[10 : 20 + turn % 40, 12 : 15 + 7 * (turn % 6)] = 30
        pipe.send(seen)
        time.sleep(1.0 / 30.0)


def silent_scene(pipe: Connection, order: SceneOrder) -> None:
    """Hears nothing, thirty times a second, until it is ended."""
    orders(pipe, lambda _word: None)
    pipe.send(scene_words.Opened("made up", RATE_HZ))
    for _ in range(10_000):
        pipe.send(_seen(order.shape, present=0.0))
        time.sleep(1.0 / 30.0)


def voice(pipe: Connection, order: VoiceOrder) -> None:
    """A tone, the higher the larger the seed."""
    orders(pipe, lambda _word: None)
    sound = 0.3 * np.sin(2.0 * np.pi * (220.0 + order.seed) * np.arange(2 * 22_050) / 22_050)
    pipe.send(VoiceMade(Sample.of_sound(sound, 22_050, name=order.name, heard="dog", confidence=0.7, loop=(0.5, 1.0))))


def no_voice(pipe: Connection, order: VoiceOrder) -> None:
    pipe.send(VoiceFailed("The network shared.onnx is missing."))
