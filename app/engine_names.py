"""What the engines that paint are called in the window, and what each is, in a musician's words."""

from contextlib import suppress
from typing import Final

from models.card import read_card
from models.errors import ModelError
from models.imagine.imaginer import FOLDER

ENGINE_NAMES: Final = {
    "bouba": ("Bouba", "sharpest, ours"),
    "scene": ("Scene", "loudness-aware"),
    "audio2img": ("Audio2Img", "first of its kind"),
    "crossmodal": ("Two-step", "through features"),
    "shared": ("Mirror", "both ways"),
}
"""Name and a few words."""


def engines_there() -> tuple[str, ...]:
    """The engines whose files are there, in their order."""
    return tuple(engine for engine in ENGINE_NAMES if (FOLDER / f"{engine}.onnx").is_file())


def right_of(engines: tuple[str, ...]) -> dict[str, float]:
    """In which share of its pictures a judge saw what sounded, by the card of each engine that says so."""
    shares: dict[str, float] = {}
    for engine in engines:
        with suppress(ModelError, KeyError):
            shares[engine] = float(read_card(FOLDER / f"{engine}.json").metrics["val_top1"])
    return shares
