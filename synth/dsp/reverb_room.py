"""The rooms of the reverb: what a space of 0 to 127 means, and its early reflections.

0 is a small room, 40 a chamber, 80 a hall, 127 a cathedral. Lengths in milliseconds are those of the
cathedral; a smaller space shrinks them by `SIZE`. Everything here is computed once, at import.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

LINES: Final = 16
EARLY_TAPS: Final = 12

_SPACES = (0.0, 40.0, 80.0, 127.0)


def _curve(values: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """(128,): values at each whole space that go evenly, in ratio, from one named space to the next."""
    return np.exp(np.interp(np.arange(128), _SPACES, np.log(values)))


DECAY_S: Final = _curve((0.3, 1.0, 2.5, 7.0))
"""RT60 below the treble."""
SIZE: Final = _curve((0.16, 0.36, 0.66, 1.0))
TREBLE: Final = 0.4
"""RT60 at the very top as a share of it: air and walls take the treble first."""
TREBLE_HZ: Final = 4500.0
"""Where the decay, in dB a second, is half-way between the two (geometrically)."""

LINE_MS: Final = 37.0 * (96.0 / 37.0) ** ((np.arange(LINES) + 0.37 * np.sin(2.4 * np.arange(LINES) ** 2)) / (LINES - 1))
"""Lengths of the lines: evenly spread in ratio with irregular steps, so that echoes do not line up."""

PRE_DELAY_MS: Final = 24.0
ALLPASS_MS: Final = np.array([[2.09, 3.67, 6.31, 9.77], [2.23, 3.41, 6.73, 9.29]])
"""Lengths of the diffusing all-passes, by side; the same in every space."""
ALLPASS_GAIN: Final = np.array([0.7, 0.7, 0.62, 0.58])
EARLY_LEVEL: Final = 0.42
LATE_LEVEL: Final = 1.17


def _image_sources() -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Delays in ms after the direct sound and gains, (2, EARLY_TAPS) each, of the first reflections.

    Image sources (Allen & Berkley 1979) of a shoebox of 21 × 30 × 14 m whose walls keep 0.8 of a
    pressure; source and listener off its middle. A side hears what comes from its half louder.
    """
    room = np.array([21.0, 30.0, 14.0])
    source, listener = np.array([8.1, 9.7, 5.3]), np.array([11.9, 20.3, 4.1])
    orders = np.array(np.meshgrid(*[np.arange(-3, 4)] * 3)).reshape(3, -1).T
    bounces = np.abs(orders).sum(axis=1)
    # Image n along an axis: n rooms away, mirrored when n is odd.
    images = orders * room + np.where(orders % 2 == 0, source, room - source)
    to = images - listener
    distance = np.sqrt((to**2).sum(axis=1))
    direct = distance[bounces == 0][0]
    delays, gains = [], []
    for side in (-1.0, 1.0):
        loud = direct / distance * 0.8**bounces * (0.55 + 0.45 * side * to[:, 0] / distance)
        chosen = np.argsort(-loud * (bounces > 0))[:EARLY_TAPS]
        chosen = chosen[np.argsort(distance[chosen])]
        delays.append((distance[chosen] - direct) / 343.0 * 1e3)
        # Reflections of odd order change their sign here: walls do not, but combs then do not add up.
        gains.append(loud[chosen] * np.where(bounces[chosen] % 2 == 1, -1.0, 1.0))
    gain = np.array(gains)
    return np.array(delays), (gain / np.sqrt((gain**2).sum(axis=1, keepdims=True))).astype(np.float32)


_EARLY: Final = _image_sources()
EARLY_MS: Final = _EARLY[0]
EARLY_GAIN: Final = _EARLY[1]
