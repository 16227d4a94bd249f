"""Widget tests run without a display, in the program's own theme, and nothing moves by itself."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> Iterator[None]:
    from app.theme import apply_theme

    if not qapp.styleSheet():
        apply_theme(qapp, reduce_motion=True)
    qapp.setProperty("reduceMotion", True)
    yield
    qapp.clipboard().clear()
