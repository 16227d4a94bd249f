"""The theme: contrast, fonts, palette, reduced motion."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from app.theme import (
    ASSETS,
    DARK,
    LIGHT,
    Accent,
    TextSize,
    Theme,
    apply_theme,
    contrast,
    load_fonts,
    mixed,
    motion_is_reduced,
    palette_of,
    text_font,
    theme_of,
)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["ground", "panel", "raised"])
def test_all_text_has_a_contrast_of_4_5(theme: Theme, ground: str) -> None:
    for name in ("text", "secondary"):
        assert contrast(getattr(theme, name), getattr(theme, ground)) >= 4.5, name


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_accents_can_be_read_on_panels_and_on_the_ground(theme: Theme) -> None:
    for accent in Accent:
        assert contrast(theme.accent(accent), theme.panel) >= 4.5, accent
        assert contrast(theme.accent(accent), theme.ground) >= 4.5, accent


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)
    assert contrast(QColor("#777777"), QColor("#777777")) == pytest.approx(1.0)


def test_palette_tells_its_theme() -> None:
    assert theme_of(palette_of(DARK)) is DARK
    assert theme_of(palette_of(LIGHT)) is LIGHT


def test_inter_is_shipped_with_its_licence_and_loads(qapp: QApplication) -> None:
    assert load_fonts() == []
    assert QFontInfo(text_font()).family() == "Inter"
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_numbers_are_tabular(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(text_font(TextSize.TITLE))
    assert metrics.horizontalAdvance("111") == pytest.approx(metrics.horizontalAdvance("888"), abs=0.1)


def test_icons_are_there() -> None:
    names = {path.name for path in Path(ASSETS / "icons").glob("*.svg")}
    assert {"bouba.svg", "chevron.svg", "chevron_up.svg", "check.svg"} <= names


def test_reduced_motion_is_remembered_by_the_application(qapp: QApplication) -> None:
    apply_theme(qapp, reduce_motion=True)
    assert motion_is_reduced()
    apply_theme(qapp)
    assert not motion_is_reduced()


def test_mixing_colours_ends_at_both() -> None:
    assert mixed(QColor("black"), QColor("white"), 0.0) == QColor("black")
    assert mixed(QColor("black"), QColor("white"), 1.0) == QColor("white")
