"""The things that people draw, and the character that each has in the sound.

A character chooses what no measured property moves: the pair of waves, the colour of the chorus, a little more or
less of brightness, bite, noise and room. The measured properties still do all that they promise.
"""

from typing import Final

from models.sketch_to_patch.meaning import Character

CHARACTERS: Final[dict[str, Character]] = {
    # Round things: triangle waves, long soft delays.
    "circle": Character(hollow="Triangle", delay_ms=12.0, low_cut_hz=60.0, brighter_octaves=0.3),
    "oval": Character(hollow="Triangle", delay_ms=14.0, low_cut_hz=70.0, brighter_octaves=0.5),
    "cloud": Character(hollow="Triangle", full="Sawtooth", noise=0.12, delay_ms=18.0, wider=4.0, space=4.0),
    "moon": Character(hollow="Triangle", delay_ms=20.0, low_cut_hz=120.0, wider=2.0, space=5.0, bite_octaves=-0.1),
    "heart": Character(hollow="Triangle", delay_ms=10.0, wider=2.0, brighter_octaves=0.3, bite_octaves=-0.1),
    "flower": Character(hollow="Triangle", delay_ms=9.0, low_cut_hz=140.0, wider=3.0),
    "drop": Character(hollow="Triangle", full="Pulse", delay_ms=3.0, low_cut_hz=100.0, bite_octaves=0.4),
    "face": Character(hollow="Triangle", full="Pulse", delay_ms=2.4, low_cut_hz=160.0, wider=2.0),
    "rainbow": Character(hollow="Triangle", full="Sawtooth", delay_ms=16.0, wider=4.0, brighter_octaves=0.5),
    "sun": Character(hollow="Triangle", delay_ms=11.0, wider=4.0, brighter_octaves=0.4, space=3.0),
    "spiral": Character(hollow="Triangle", full="Pulse", delay_ms=5.0, wider=5.0, bite_octaves=0.2),
    "squiggle": Character(hollow="Triangle", full="Pulse", delay_ms=6.0, wider=3.0, bite_octaves=0.1),
    # Built things: square waves, short delays, little room.
    "square": Character(hollow="Square", delay_ms=4.0, low_cut_hz=90.0, space=-3.0, bite_octaves=0.1),
    "rectangle": Character(hollow="Square", delay_ms=5.5, low_cut_hz=70.0, space=-2.0),
    "house": Character(hollow="Square", full="Pulse", delay_ms=8.0, low_cut_hz=60.0, space=2.0),
    "cross": Character(hollow="Square", delay_ms=13.0, low_cut_hz=60.0, space=6.0, bite_octaves=-0.1),
    "grid": Character(hollow="Square", full="Pulse", delay_ms=1.5, low_cut_hz=20.0, wider=4.0),
    "gear": Character(hollow="Square", full="Pulse", delay_ms=2.0, low_cut_hz=190.0, noise=0.1),
    "arrow": Character(hollow="Square", full="Sawtooth", delay_ms=3.5, bite_octaves=0.3),
    # Corners between round and sharp.
    "pentagon": Character(hollow="Triangle", full="Sawtooth", delay_ms=6.0, low_cut_hz=80.0, bite_octaves=0.1),
    "hexagon": Character(hollow="Triangle", full="Pulse", delay_ms=7.5, low_cut_hz=100.0),
    "octagon": Character(hollow="Triangle", full="Pulse", delay_ms=8.5, low_cut_hz=120.0),
    "diamond": Character(hollow="Square", full="Pulse", delay_ms=2.8, low_cut_hz=150.0, bite_octaves=0.2, wider=2.0),
    # Sharp things: saw and pulse, hard beginnings.
    "triangle": Character(hollow="Square", full="Sawtooth", delay_ms=3.1, low_cut_hz=100.0, bite_octaves=0.2),
    "star": Character(hollow="Square", full="Sawtooth", delay_ms=5.0, bite_octaves=0.1, wider=2.0),
    "zigzag": Character(hollow="Square", full="Pulse", delay_ms=1.2, low_cut_hz=30.0, bite_octaves=0.4),
    "lightning": Character(hollow="Square", full="Sawtooth", noise=0.25, delay_ms=1.0, bite_octaves=0.5, space=5.0),
    "snowflake": Character(
        hollow="Triangle", full="Pulse", delay_ms=4.5, low_cut_hz=200.0, bite_octaves=0.4, space=7.0
    ),
    "mountain": Character(hollow="Square", full="Sawtooth", delay_ms=19.0, low_cut_hz=60.0, space=7.0),
    # Lines and many small things.
    "line": Character(hollow="Triangle", full="Sawtooth", delay_ms=15.0, low_cut_hz=60.0),
    "dots": Character(hollow="Triangle", full="Pulse", delay_ms=2.2, low_cut_hz=130.0, bite_octaves=0.4),
    "hatching": Character(hollow="Triangle", full="Sawtooth", noise=0.15, delay_ms=9.5, wider=4.0),
    "scribble": Character(hollow="Square", full="Pulse", noise=0.3, delay_ms=1.8, wider=4.0),
    "tree": Character(hollow="Triangle", full="Sawtooth", noise=0.08, delay_ms=17.0, low_cut_hz=80.0),
}
"""By the name of the family that draws it; what is not here has no character but its properties."""
