"""What the engines that paint are called in the window, and what each is, in a musician's words."""

from typing import Final

ENGINE_NAMES: Final = {
    "bouba": ("Bouba", "sharpest, ours"),
    "scene": ("Scene", "loudness-aware"),
    "audio2img": ("Audio2Img", "first of its kind"),
    "crossmodal": ("Two-step", "through features"),
    "shared": ("Mirror", "both ways"),
}
"""Name and a few words."""
