"""What stays of a take that is trimmed: from a moment to a moment, never less than SHORTEST_S."""

from dataclasses import dataclass, replace
from typing import Final

SHORTEST_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Span:
    """From `start_s` to `end_s` of a sound that is `whole_s` long, in seconds."""

    start_s: float
    end_s: float
    whole_s: float

    @classmethod
    def all_of(cls, whole_s: float) -> "Span":
        """A whole sound."""
        return cls(0.0, whole_s, whole_s)

    @property
    def seconds(self) -> float:
        """How much stays."""
        return self.end_s - self.start_s

    @property
    def is_all(self) -> bool:
        """Whether nothing is taken away."""
        return self.start_s <= 0.0 and self.end_s >= self.whole_s

    def with_start(self, start_s: float) -> "Span":
        """It begins at another moment, or as near to it as can be."""
        return replace(self, start_s=max(0.0, min(start_s, self.end_s - SHORTEST_S)))

    def with_end(self, end_s: float) -> "Span":
        """It ends at another moment, or as near to it as can be."""
        return replace(self, end_s=min(self.whole_s, max(end_s, self.start_s + SHORTEST_S)))


def moment(seconds: float) -> str:
    """A moment of a sound as a person reads it, to a hundredth of a second: "1:05.30"."""
    hundredths = round(100.0 * seconds)
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"
