"""What the engines that paint are called in the window, and what each is, in a musician's words."""

from typing import Final

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
