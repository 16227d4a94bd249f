"""The things that people draw, and the character that each has in the sound.

A character chooses what no measured property moves: the full wave, a little more or less of brightness, bite,
noise and room. The measured properties still do all that they promise.
"""

from typing import Final

from models.sketch_to_patch.meaning import Character

CHARACTERS: Final[dict[str, Character]] = {
    # Round things.
    "circle": Character(),
    "oval": Character(brighter_octaves=0.2),
    "cloud": Character(noise=0.12, space=4.0),
    "moon": Character(space=5.0, bite_octaves=-0.1),
    "heart": Character(brighter_octaves=0.1, bite_octaves=-0.1),
    "flower": Character(brighter_octaves=0.2, space=2.0),
    "drop": Character(full="Pulse", bite_octaves=0.4),
    "face": Character(full="Pulse", brighter_octaves=0.2),
    "rainbow": Character(brighter_octaves=0.2, space=3.0),
    "sun": Character(brighter_octaves=0.3, space=3.0),
    "spiral": Character(full="Pulse", bite_octaves=0.2),
    "squiggle": Character(full="Pulse", bite_octaves=0.1),
    # Built things: little room.
    "square": Character(space=-3.0, bite_octaves=0.1),
    "rectangle": Character(space=-2.0),
    "house": Character(full="Pulse", space=2.0),
    "cross": Character(space=6.0, bite_octaves=-0.1),
    "grid": Character(full="Pulse", space=-3.0),
    "gear": Character(full="Pulse", noise=0.1),
    "arrow": Character(bite_octaves=0.3),
    # Corners between round and sharp.
    "pentagon": Character(bite_octaves=0.1),
    "hexagon": Character(full="Pulse", brighter_octaves=0.1),
    "octagon": Character(full="Pulse", space=-1.0),
    "diamond": Character(full="Pulse", brighter_octaves=0.2, bite_octaves=0.2),
    # Sharp things: hard beginnings.
    "triangle": Character(bite_octaves=0.2),
    "star": Character(brighter_octaves=0.3, bite_octaves=0.2),
    "zigzag": Character(full="Pulse", bite_octaves=0.5),
    "lightning": Character(noise=0.25, bite_octaves=0.5, space=5.0),
    "snowflake": Character(full="Pulse", brighter_octaves=-0.3, bite_octaves=0.4, space=7.0),
    "mountain": Character(space=7.0),
    # Lines and many small things.
    "line": Character(brighter_octaves=0.1),
    "dots": Character(full="Pulse", bite_octaves=0.4, space=3.0),
    "hatching": Character(noise=0.15),
    "scribble": Character(full="Pulse", noise=0.3),
    "tree": Character(noise=0.08),
}
"""By the name of the family that draws it; what is not here has no character but its properties."""
