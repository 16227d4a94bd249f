"""The knobs of the page Scene, as rows of the same kind as those of a sound."""

from typing import Final

from app.audio.scene_words import Shape
from synth.parameters import Group, Parameter, Scale


def _row(
    id: str, short: str, cc: int, span: tuple[float, float], description: str, *, unit: str = "", decimals: int = 2,
    scale: Scale = Scale.LINEAR,
) -> Parameter:  # fmt: skip
    return Parameter(
        id=id, label=short, short=short, group=Group.PLAYING, unit=unit, minimum=span[0], maximum=span[1],
        default=float(getattr(Shape(), id)), scale=scale, description=description, decimals=decimals, knee=0.2,
        midi_cc=cc,
    )  # fmt: skip


LISTENING: Final = (
    _row("window_s", "window", 80, (1.0, 10.0), "How much of the sound is painted, from now back.", unit="s"),
    _row("gain_db", "gain", 81, (-24.0, 36.0), "How much louder it is made to be heard.", unit="dB", decimals=0),
)
PAINTING: Final = (
    _row("imagination", "imagination", 82, (0.0, 1.5), "How freely it paints; at 0 always the same way."),
    _row("drift", "drift", 83, (0.0, 1.0), "How fast the picture wanders; above 0 each sound is imagined anew."),
    _row("smooth_s", "smooth", 85, (0.0, 4.0), "How slowly the picture follows.", unit="s", scale=Scale.LOG),
    _row("temperature", "temperature", 84, (0.0, 2.0), "How far it strays from what it hears; at 0 not at all."),
    _row("loudness", "loudness", 86, (0.0, 3.0), "How much soft and loud change it.", unit="×", decimals=1),
)
LOOP_RATE: Final = Parameter(
    id="loop_rate", label="turns a minute", short="rate", group=Group.PLAYING, unit="/min", minimum=6.0, maximum=120.0,
    default=24.0, scale=Scale.LOG, description="How often a minute the loop turns: picture, drawing, sound.", knee=6.0,
    midi_cc=90,
)  # fmt: skip
"""The knob of the loop: no part of how a picture is painted."""
HOLD_CC: Final = 87
"""From its middle on the picture is held."""
SEED_CC: Final = 89
"""Each time it comes to its middle: another seed."""
ROWS: Final = {row.id: row for row in (*LISTENING, *PAINTING)}
