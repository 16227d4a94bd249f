"""The large picture of what is heard: it grows dark in silence and wakes at once."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.widgets.stage_view import AT_REST, StageView


def brightness(view: StageView) -> int:
    image = view.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).lightness()


def test_a_picture_of_silence_grows_dark_bit_by_bit_and_wakes_at_once(qtbot: QtBot) -> None:
    view = StageView()
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show()
    view.show_picture(np.full((64, 64, 3), 128, np.uint8), "at rest")
    seen = [brightness(view)]
    for _ in range(40):
        view.set_rest(at_rest=True)
        seen.append(brightness(view))
    assert seen == sorted(seen, reverse=True)
    assert seen[0] - seen[1] < 0.2 * seen[0], "bit by bit"
    assert 0.7 * AT_REST * seen[0] < seen[-1] < 0.5 * seen[0]
    view.set_rest(at_rest=False)
    assert brightness(view) == seen[0]
