"""Tests of the window run in its own look, without a display, and close what they open."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.theme import apply_theme


@pytest.fixture(autouse=True)
def look(request: pytest.FixtureRequest) -> Iterator[None]:
    """Dress the application, for tests that have one."""
    if "qapp" in request.fixturenames or "qtbot" in request.fixturenames:
        qapp: QApplication = request.getfixturevalue("qapp")
        if not qapp.styleSheet():
            apply_theme(qapp, reduce_motion=True)
        qapp.setProperty("reduceMotion", True)
    yield
