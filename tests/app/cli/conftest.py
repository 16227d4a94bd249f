"""The command line as a person uses it: words in, text and an exit code out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.__main__ import main


@dataclass(frozen=True)
class Outcome:
    """What a command left."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def bouba(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `bouba WORDS...` without a display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str | Path) -> Outcome:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def circle_picture(tmp_path: Path) -> Path:
    """A black circle on white, as a person would scan it."""
    image = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(image).ellipse((60, 60, 240, 240), outline=0, width=6)
    path = tmp_path / "circle.png"
    image.save(path)
    return path


@pytest.fixture
def triangle_picture(tmp_path: Path) -> Path:
    """A white triangle on black, in colour mode."""
    image = Image.fromarray(np.zeros((200, 200, 3), dtype=np.uint8))
    ImageDraw.Draw(image).line([(100, 30), (170, 160), (30, 160), (100, 30)], fill=(255, 255, 255), width=5)
    path = tmp_path / "triangle.png"
    image.save(path)
    return path
