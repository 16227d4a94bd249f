"""Engines side by side: where the tiles lie, and what clicks on them say."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from pytestqt.qtbot import QtBot

from app.theme import DARK, Accent
from app.widgets.compare_view import CompareView, squares_in


@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize("room", [QSize(624, 584), QSize(784, 684), QSize(376, 248), QSize(300, 900)])
def test_tiles_are_equal_squares_in_the_room_that_do_not_touch(room: QSize, count: int) -> None:
    squares = squares_in(room, count)
    assert len(squares) == count
    for square in squares:
        assert square.width() == square.height() == squares[0].width()
        assert QRect(0, 0, room.width(), room.height()).contains(square)
    assert not any(a.adjusted(-7, -7, 7, 7).intersects(b) for a, b in combinations(squares, 2))
    assert count * squares[0].width() ** 2 >= 0.35 * room.width() * min(room.height(), room.width())


def test_no_engine_needs_no_room() -> None:
    assert squares_in(QSize(600, 500), 0) == []


def test_the_chosen_tile_has_the_frame_and_clicks_say_their_engine(qtbot: QtBot) -> None:
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(624, 584)
    view.set_engines(("bouba", "scene"), "scene")
    view.show()
    view.show_pictures({engine: np.full((64, 64, 3), 90, np.uint8) for engine in ("bouba", "scene", "shared")})
    coral = DARK.accent(Accent.CORAL).rgb()
    framed = [view.tiles[engine].grab().toImage().pixel(1, 1) == coral for engine in ("bouba", "scene")]
    assert framed == [False, True]
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view.tiles["bouba"], Qt.MouseButton.LeftButton)
    assert chosen.args == ["bouba"]
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.mouseDClick(view.tiles["scene"], Qt.MouseButton.LeftButton)
    assert opened.args == ["scene"]


def test_a_tile_that_stays_keeps_its_picture(qtbot: QtBot) -> None:
    view = CompareView()
    qtbot.addWidget(view)
    view.set_engines(("bouba", "scene", "shared"), "bouba")
    view.show_pictures({"scene": np.full((64, 64, 3), 90, np.uint8)})
    view.set_engines(("bouba", "scene"), "bouba")
    assert list(view.tiles) == ["bouba", "scene"]
    assert view.tiles["scene"].picture is not None
