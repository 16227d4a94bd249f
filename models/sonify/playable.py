"""The sound of a picture as a voice for the keys: tuned, trimmed, and with a loop where it has one."""

import numpy as np

from models.imagine.imaginer import guess_of
from models.imagine.listener import Listener
from models.paired.features import RATE_HZ, features, network_input
from models.sonify.voice import Sound, Voiced
from models.sound_to_patch.pitch import fundamental
from synth.sample import MIDDLE_C, Sample
from synth.sample_marks import find_ends, find_loop
from synth.units import A4_HZ, A4_NOTE


def playable(voiced: Voiced, listener: Listener, name: str) -> Sample:
    """The voice. What it was taken for is of the picture; what it is like is heard of the sound itself."""
    sound = voiced.sound
    start, end = find_ends(sound, RATE_HZ)
    heard, sure = voiced.guess.classes[0]
    again = listener.hear(network_input(features(sound))[None])
    return Sample.of_sound(
        sound,
        RATE_HZ,
        name=name,
        root_note=root_of(sound),
        start_s=start,
        end_s=end,
        loop=find_loop(sound, RATE_HZ),
        heard=heard,
        confidence=sure,
        like=guess_of(again, 0, listener.classes).classes[0][0],
    )


def root_of(sound: Sound) -> float:
    """The MIDI note, with fraction, that a mono sound at RATE_HZ has; middle C for one without pitch."""
    hz = fundamental(sound, RATE_HZ).hz
    return MIDDLE_C if hz is None else float(A4_NOTE + 12.0 * np.log2(hz / A4_HZ))
