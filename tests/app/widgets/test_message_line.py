"""The message line: answers come at once, and no notice goes by unread."""

import pytest
from PySide6.QtCore import QElapsedTimer
from pytestqt.qtbot import QtBot

from app.widgets import message_line
from app.widgets.message_line import MOST_WAITING, MessageLine

READABLE_MS = 120


@pytest.fixture
def line(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MessageLine:
    monkeypatch.setattr(message_line, "READABLE_MS", READABLE_MS)
    it = MessageLine()
    qtbot.addWidget(it)
    return it


def seen_from_now(line: MessageLine, qtbot: QtBot, last: str) -> list[str]:
    """The messages in the order in which they are shown, up to the last."""
    seen: list[str] = []

    def look() -> bool:
        if seen[-1:] != [line.message]:
            seen.append(line.message)
        return line.message == last

    qtbot.waitUntil(look, timeout=3000)
    return seen


def test_notices_that_come_together_are_each_readable(line: MessageLine, qtbot: QtBot) -> None:
    clock = QElapsedTimer()
    clock.start()
    for text in ("one", "two", "three"):
        line.show_notice(text)
    assert seen_from_now(line, qtbot, "three") == ["one", "two", "three"]
    assert clock.elapsed() >= 2 * READABLE_MS - 10


def test_answer_is_shown_at_once_and_the_next_answer_too(line: MessageLine) -> None:
    line.show_answer("Loaded A.")
    line.show_answer("Loaded\n B.")
    assert line.message == "Loaded B."


def test_answer_waits_for_a_notice_and_only_the_newest_one_comes(line: MessageLine, qtbot: QtBot) -> None:
    line.show_notice("This window keeps no session.")
    line.show_answer("Loaded A.")
    line.show_answer("Loaded B.")
    assert line.message == "This window keeps no session."
    assert seen_from_now(line, qtbot, "Loaded B.")[1:] == ["Loaded B."]


def test_answers_without_end_do_not_put_off_a_notice(line: MessageLine, qtbot: QtBot) -> None:
    line.show_answer("Loaded.")
    line.show_notice("The sound device has gone.")

    def goes_on() -> bool:
        line.show_answer("Loaded.")
        return line.message == "The sound device has gone."

    qtbot.waitUntil(goes_on, timeout=3000)


def test_same_notice_again_is_one_and_few_wait(line: MessageLine, qtbot: QtBot) -> None:
    for number in range(MOST_WAITING + 4):
        line.show_notice("first")
        line.show_notice(f"notice {number}")
        line.show_notice(f"notice {number}")
    expected = ["first", *(f"notice {number}" for number in range(4, MOST_WAITING + 4))]
    assert seen_from_now(line, qtbot, expected[-1]) == expected
