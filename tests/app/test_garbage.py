"""Garbage is collected in the thread of the window alone."""

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.garbage import WindowGarbage


@pytest.fixture
def collected() -> Iterator[list[int]]:
    """Names of the threads in which a collection began."""
    threads: list[int] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            threads.append(threading.get_ident())

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def cycles(count: int) -> None:
    """Garbage that only a collection can take away."""
    for _ in range(count):
        ring: list[object] = []
        ring.append(ring)


def test_other_threads_make_garbage_and_the_window_takes_it_away(qtbot: QtBot, collected: list[int]) -> None:
    garbage = WindowGarbage()
    gc.collect()
    collected.clear()
    worker = threading.Thread(target=cycles, args=(5000,))
    worker.start()
    worker.join()
    assert collected == []
    garbage.collect()
    assert collected == [threading.get_ident()]


def test_nothing_is_collected_where_nothing_was_made(qtbot: QtBot, collected: list[int]) -> None:
    garbage = WindowGarbage()
    gc.collect()
    collected.clear()
    garbage.collect()
    assert collected == []
