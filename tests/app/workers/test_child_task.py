"""Children of the window: started, killed while they start, refused by the system, and gone without a trace."""

import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.workers.child_task import ChildTask

PATIENCE_MS = 120_000
LARGE = np.arange(400_000, dtype=np.float32)
"""Far more than a pipe holds."""


def add_up(pipe: Connection, order: np.ndarray) -> None:
    """Tell the sum of the order and of one more word."""
    pipe.send(float(order.sum()) + pipe.recv())


def wait(pipe: Connection, _order: object) -> None:
    """Do nothing for ever."""
    pipe.recv()


def made(work: object, order: object) -> tuple[ChildTask, list[object]]:
    task = ChildTask(work, order)  # type: ignore[arg-type]
    told: list[object] = []
    task.told.connect(lambda _, word: told.append(word), Qt.ConnectionType.QueuedConnection)
    return task, told


def test_large_order_and_words_said_before_it_was_read_arrive_in_order(qtbot: QtBot) -> None:
    task, told = made(add_up, LARGE)
    with qtbot.waitSignal(task.ended, timeout=PATIENCE_MS) as over:
        task.start()
        task.tell(1.0)
    assert over.args[1] is True
    qtbot.waitUntil(lambda: bool(told))
    assert told == [float(LARGE.sum()) + 1.0]


def test_window_does_not_wait_for_a_child_that_is_killed_while_it_starts(qtbot: QtBot) -> None:
    task, told = made(wait, LARGE)
    task.start()
    time.sleep(0.01)
    began = time.monotonic()
    task.kill()
    assert time.monotonic() - began < 0.1
    qtbot.waitUntil(lambda: not task._thread.is_alive(), timeout=PATIENCE_MS)
    assert told == []


def test_child_that_is_killed_before_it_starts_never_does(qtbot: QtBot) -> None:
    task, _ = made(wait, None)
    task.kill()
    task.start()
    qtbot.waitUntil(lambda: not task._thread.is_alive())
    assert task.process_id is None


def test_process_that_the_system_refuses_is_over_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    task, _ = made(wait, None)
    monkeypatch.setattr(task._process, "start", refuses)
    with qtbot.waitSignal(task.ended) as over:
        task.start()
    assert over.args[1] is False


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files by /proc")
def test_nothing_stays_open_behind_a_child(qtbot: QtBot) -> None:
    def run() -> int:
        task, _ = made(add_up, LARGE[:9])
        with qtbot.waitSignal(task.ended, timeout=PATIENCE_MS):
            task.start()
            task.tell(1.0)
        qtbot.waitUntil(lambda: not task._thread.is_alive())
        return len(list(Path("/proc/self/fd").iterdir()))

    first = run()
    assert [run() for _ in range(2)] == [first, first]
