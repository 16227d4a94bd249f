"""The spectrogram: right frequency, right level, a picture whose columns are only ever written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.widgets.colour_map import level_colours
from app.widgets.frequency_axis import HIGHEST_HZ, LOWEST_HZ, frequency_at, read_out, share_of, ticks
from app.widgets.spectrogram import Spectrogram
from app.widgets.spectrogram_columns import COLUMNS_PER_SECOND, ColumnAnalyser
from app.widgets.spectrogram_image import FLOOR_DB, TOP_DB, SpectrogramImage

RATE = 48000.0
ROWS = 200


def sine(hz: float, seconds: float = 0.5, amplitude: float = 0.25, rate: float = RATE) -> NDArray[np.float32]:
    wave = amplitude * np.sin(2.0 * np.pi * hz * np.arange(int(seconds * rate)) / rate)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def row_of(hz: float) -> int:
    return int((1.0 - share_of(hz)) * ROWS)


@given(st.floats(LOWEST_HZ, HIGHEST_HZ))
def test_place_and_frequency_are_inverse(hz: float) -> None:
    assert frequency_at(share_of(hz)) == pytest.approx(hz)


@pytest.mark.parametrize("height", [60.0, 110.0, 170.0, 400.0, 900.0])
def test_axis_labels_never_touch(height: float) -> None:
    places = [share_of(hz) * height for hz, _ in ticks(height)]
    assert len(places) >= 3
    assert np.diff(places).min() >= 20.0


def test_read_out_names_the_note_and_its_cents() -> None:
    assert read_out(440.0) == "440.0 Hz · A4"
    assert read_out(440.0 * 2 ** (12 / 1200), -31.6) == "443.1 Hz · A4 +12 ct · -32 dB"
    assert read_out(4186.01) == "4.19 kHz · C8"


@pytest.mark.parametrize("rate", [44100.0, 48000.0, 96000.0])
@pytest.mark.parametrize("hz", [55.0, 220.0, 440.0, 3000.0, 12000.0])
def test_sine_stands_in_its_row_with_its_level(hz: float, rate: float) -> None:
    column = ColumnAnalyser(rate, ROWS).push(sine(hz, rate=rate))[-1]
    loudest = int(np.argmax(column))
    assert abs(loudest - row_of(hz)) <= (4 if hz < 100.0 else 2)
    assert column[loudest] == pytest.approx(20.0 * np.log10(0.25), abs=1.5)
    assert column[row_of(hz * 2.0 if hz < 9000.0 else hz / 2.0)] < column[loudest] - 55.0


def test_neighbouring_low_notes_are_two_lines() -> None:
    column = ColumnAnalyser(RATE, ROWS).push(sine(110.0) + sine(146.8))[-1]
    valley = column[row_of(127.0)]
    assert column[row_of(110.0)] - valley > 10.0
    assert column[row_of(146.8)] - valley > 10.0


def test_columns_come_sixty_times_a_second_whatever_the_blocks() -> None:
    sound = sine(440.0, 1.0)
    rng = np.random.default_rng(3)
    cuts = np.sort(rng.integers(0, len(sound), 150))
    pieces = np.split(sound, cuts)
    analyser = ColumnAnalyser(RATE, ROWS)
    count = sum(len(analyser.push(piece)) for piece in pieces)
    assert count == COLUMNS_PER_SECOND


def test_blocks_of_any_size_give_the_same_columns() -> None:
    sound = sine(440.0, 0.4)
    whole, parts = ColumnAnalyser(RATE, ROWS), ColumnAnalyser(RATE, ROWS)
    expected = whole.push(sound)
    found = [column for piece in np.split(sound, [333, 5000, 5001, 12345]) for column in parts.push(piece)]
    assert len(found) == len(expected)
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_long_stall_makes_half_a_second_of_columns_at_most() -> None:
    assert len(ColumnAnalyser(RATE, ROWS).push(sine(440.0, 5.0))) == COLUMNS_PER_SECOND // 2


def test_silence_is_the_darkest_level_and_finite() -> None:
    column = ColumnAnalyser(RATE, ROWS).push(np.zeros((4800, 2), np.float32))[0]
    assert np.isfinite(column).all()
    assert (column < FLOOR_DB).all()


def test_colours_grow_lighter_with_the_level() -> None:
    colours = [QColor.fromRgb(int(code)) for code in level_colours()]
    grey = [0.2126 * c.redF() ** 2.2 + 0.7152 * c.greenF() ** 2.2 + 0.0722 * c.blueF() ** 2.2 for c in colours]
    assert np.all(np.diff(grey) >= -1e-4)
    assert grey[-1] > 0.8
    assert all(colour.alpha() == 255 for colour in colours)


def paint(image: SpectrogramImage, visible: int) -> QImage:
    picture = QImage(visible, image.rows, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    image.draw(painter, QRectF(0.0, 0.0, visible, image.rows), visible)
    painter.end()
    return picture


def test_newest_column_is_at_the_right_and_the_ring_has_no_seam() -> None:
    image = SpectrogramImage(8, 4)
    levels = np.linspace(FLOOR_DB, TOP_DB, 11)
    for level in levels:
        image.write(np.full(4, level))
    colours = level_colours()
    shown = paint(image, 6)
    for x, level in enumerate(levels[-6:]):
        index = int((level - FLOOR_DB) * 255.0 / (TOP_DB - FLOOR_DB))
        assert shown.pixel(x, 0) == int(colours[index]), x
    assert image.level_db(0, 0) == pytest.approx(TOP_DB)
    assert image.level_db(5, 0) == pytest.approx(levels[-6], abs=0.4)


def test_history_survives_another_height() -> None:
    image = SpectrogramImage(8, 40)
    column = np.full(40, FLOOR_DB)
    column[10:13] = TOP_DB
    image.write(column)
    larger = image.resized(80)
    assert larger.level_db(0, 22) == pytest.approx(TOP_DB)
    assert larger.level_db(0, 40) == pytest.approx(FLOOR_DB)


@pytest.fixture
def spectrogram(qtbot: QtBot) -> Spectrogram:
    widget = Spectrogram()
    widget.resize(600, 190)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_cursor_reads_the_partial_under_it(spectrogram: Spectrogram) -> None:
    spectrogram.push(sine(440.0), RATE)
    plot = spectrogram._plot()
    place = QPointF(plot.right() - 4.0, plot.bottom() - share_of(440.0) * plot.height())
    words = spectrogram.words_at(place)
    assert words.startswith("440.0 Hz · A4 · ")
    assert float(words.split(" · ")[2].removesuffix(" dB")) == pytest.approx(TOP_DB, abs=2.0)


def test_change_of_the_sample_rate_goes_on(spectrogram: Spectrogram) -> None:
    spectrogram.push(sine(440.0), RATE)
    spectrogram.push(sine(440.0, rate=96000.0), 96000.0)
    spectrogram.push(np.zeros((0, 2), np.float32), 96000.0)
    assert spectrogram.seconds_shown == pytest.approx(275 / 60)
