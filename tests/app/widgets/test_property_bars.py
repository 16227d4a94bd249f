"""The bars under the canvas."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.theme import DARK, Accent
from app.widgets.property_bars import PropertyBar, PropertyBars
from models.sketch_to_patch.geometry import EMPTY

SHARP = replace(EMPTY, angularity=1.0, size=0.6, tilt=-0.5, symmetry=0.25)


@pytest.fixture
def bars(qtbot: QtBot) -> PropertyBars:
    it = PropertyBars()
    qtbot.addWidget(it)
    it.resize(420, it.sizeHint().height())
    it.show()
    return it


def at(bar: PropertyBar, share: float) -> QColor:
    """Colour of the track at a share of its length."""
    image = bar.grab().toImage()
    scale = image.devicePixelRatio()
    return image.pixelColor(round((share * (bar.width() - 1)) * scale), round((bar.height() - 3) * scale))


def test_empty_drawing_has_empty_bars_and_no_numbers(bars: PropertyBars) -> None:
    bars.set_geometry(SHARP)
    assert "60 %" in bars.bar("size").toolTip()
    bars.set_geometry(EMPTY)
    for bar in bars.bars:
        assert bar.reading.value is None
        assert "%" not in bar.toolTip()
    assert at(bars.bar("size"), 0.2) == DARK.edge


def test_bar_is_as_long_as_its_value_and_tilt_goes_from_the_middle(bars: PropertyBars) -> None:
    bars.set_meanings({}, made_from=True)
    bars.set_geometry(SHARP)
    assert at(bars.bar("symmetry"), 0.15) == DARK.accent(Accent.CORAL)
    assert at(bars.bar("symmetry"), 0.4) == DARK.edge
    tilt = bars.bar("tilt")
    assert at(tilt, 0.1) == DARK.edge
    assert at(tilt, 0.4) == DARK.accent(Accent.CYAN)
    assert at(tilt, 0.6) == DARK.edge


def test_round_is_coral_and_sharp_is_cyan(bars: PropertyBars) -> None:
    bars.set_meanings({}, made_from=True)
    bars.set_geometry(SHARP)
    assert at(bars.bar("angularity"), 0.5) == DARK.accent(Accent.CYAN)


def test_bars_are_grey_where_the_map_was_not_made_from_them(bars: PropertyBars) -> None:
    bars.set_meanings({"size": "only measured"}, made_from=False)
    bars.set_geometry(SHARP)
    assert at(bars.bar("size"), 0.3) == DARK.secondary
    assert bars.bar("size").toolTip().endswith("only measured")


@pytest.mark.parametrize(("width", "rows", "seen"), [(420, 2, 10), (420, 1, 5), (1000, 2, 10), (250, 2, 6)])
def test_most_telling_bars_stay_where_there_is_little_room(
    bars: PropertyBars, width: int, rows: int, seen: int
) -> None:
    bars.set_rows(rows)
    bars.resize(width, bars.sizeHint().height())
    shown = [bar for bar in bars.bars if bar.isVisible()]
    assert shown == list(bars.bars[:seen])
    assert [bar.of.name for bar in shown[:3]] == ["angularity", "size", "density"]
    for bar in shown:
        assert bars.rect().contains(bar.geometry())
        assert bar.fontMetrics().horizontalAdvance("symmetry") < bar.width()
