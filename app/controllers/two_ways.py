"""Two ways to paint, A and B, between which one flips: engine, seed and knobs."""

from dataclasses import replace

from app.audio.scene_words import Shape


class TwoWays:
    """Keeps the one that is not shown. The first time it is a copy of the other."""

    def __init__(self) -> None:
        self.side = 0
        self._hidden: Shape | None = None

    def flip(self, side: int, now: Shape) -> Shape:
        """The way of a side (0 or 1) while `now` is shown, which is kept.

        What is seen side by side, and whether the picture rests, is of the moment and of no side.
        """
        if side == self.side:
            return now
        there, self._hidden, self.side = self._hidden or now, now, side
        return replace(there, hold=now.hold, compared=now.compared)
