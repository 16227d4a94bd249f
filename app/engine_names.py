"""What the engines that paint are called in the window, and what each is, in a musician's words."""

from contextlib import suppress
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Quality:
    """How good an engine measured on the validation split."""

    real: float
    """How far its pictures came from the mean colours of each class (0) to real pictures (1), by Fréchet distance."""
    right: float
    """In which share of them a judge saw what sounded."""


def quality_of(engines: tuple[str, ...]) -> dict[str, Quality]:
    """How good engines measured, as far as their cards say it."""
    qualities: dict[str, Quality] = {}
    for engine in engines:
        with suppress(ModelError, KeyError):
            found = read_card(FOLDER / f"{engine}.json").metrics
            qualities[engine] = Quality(1.0 - float(found["val_frechet"]), float(found["val_top1"]))
    return qualities
