"""A picture that stands for a preset: dropped on its name, undone, saved, shown in the library."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from app.controllers.covering import Covering
from app.document import Document
from app.item_models.preset_list import Entry
from app.painting import thumbnail
from app.session_text import preset_of
from app.widgets.top_bar import PresetName
from models.sketch_to_patch.stroke import Sketch
from synth.errors import PresetError
from synth.preset_file import COVER_BYTES
from synth.presets import preset_from_bytes, preset_to_bytes


@pytest.fixture
def document(qapp: object) -> Document:
    return Document()


def red() -> QMimeData:
    image = QImage(200, 100, QImage.Format.Format_RGB888)
    image.fill(QColor(250, 10, 10))
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def test_a_dropped_picture_is_the_cover_and_undo_takes_it_back(document: Document) -> None:
    name = PresetName()
    covering = Covering(name, document)
    name.cover_dropped.emit(red())
    cover = document.work.cover
    assert cover is not None
    assert np.frombuffer(cover, np.uint8).reshape(64, 64, 3)[32, 32].tolist() == pytest.approx([250, 10, 10], abs=2)
    assert document.is_edited
    document.undo_stack.undo()
    assert document.work.cover is None
    document.undo_stack.redo()
    covering.remove()
    assert document.work.cover is None


def test_a_cover_is_kept_in_the_preset_and_seen_in_its_place(document: Document) -> None:
    covering = Covering(PresetName(), document)
    covering.take(red())
    preset = preset_of(document.work, "red")
    again = preset_from_bytes(preset_to_bytes(preset), "red.json")
    assert again.cover == document.work.cover
    seen = thumbnail(Entry(again).sketch, 40, cover=again.cover).toImage().pixelColor(20, 20)
    assert (seen.red(), seen.green()) == pytest.approx((250, 10), abs=3)
    drawn = thumbnail(Sketch(), 40).toImage().pixelColor(20, 20)
    assert drawn.green() > 200


def test_what_is_no_picture_is_said_and_changes_nothing(document: Document, tmp_path: Path) -> None:
    covering, said = Covering(PresetName(), document), []
    covering.message.connect(said.append)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(bad))])
    covering.take(mime)
    assert document.work.cover is None
    assert len(said) == 1
    assert "bad.png" in said[0]


@pytest.mark.parametrize("cover", ['"%%%"', '"AAAA"', "7", f'"{"A" * 100_000}"'])
def test_a_damaged_cover_is_refused_in_a_sentence(document: Document, cover: str) -> None:
    Covering(PresetName(), document).take(red())
    data = preset_to_bytes(preset_of(document.work, "red")).decode()
    at = data.index('"cover": ') + len('"cover": ')
    end = data.index("\n", at)
    with pytest.raises(PresetError, match=r"red\.json cannot be loaded"):
        preset_from_bytes((data[:at] + cover + data[end:]).encode(), "red.json")
    assert COVER_BYTES == 64 * 64 * 3
