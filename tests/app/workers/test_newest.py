"""Work of which only the newest request counts."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.workers.newest import Call, NewestWork
from models.errors import PictureError


@pytest.fixture
def work(qtbot: QtBot) -> Iterator[NewestWork]:
    it = NewestWork("test", "It did not work.")
    yield it
    it.stop()


def test_work_is_done_in_another_thread_and_answers_here(work: NewestWork, qtbot: QtBot) -> None:
    with qtbot.waitSignal(work.answered) as answered:
        number = work.ask(lambda call: call.tell(threading.current_thread() is threading.main_thread()))
    assert answered.args == [number, False]


def test_newer_request_gives_up_what_is_under_way_and_drops_what_waits(work: NewestWork, qtbot: QtBot) -> None:
    begun, told = threading.Event(), []
    work.answered.connect(lambda _, answer: told.append(answer))

    def long(call: Call) -> None:
        begun.set()
        while True:
            call.check()

    work.ask(long)
    assert begun.wait(10.0)
    work.ask(lambda call: call.tell("old"))
    work.ask(lambda call: call.tell("new"))
    qtbot.waitUntil(lambda: told[-1:] == ["new"])
    assert work.wants(3)
    assert not work.wants(2)


def test_cancelled_work_ends_and_nothing_is_wanted(work: NewestWork) -> None:
    begun, ended = threading.Event(), threading.Event()

    def long(call: Call) -> None:
        begun.set()
        try:
            while True:
                call.check()
        finally:
            ended.set()

    number = work.ask(long)
    assert begun.wait(10.0)
    work.cancel()
    assert ended.wait(10.0)
    assert not work.wants(number)


def test_failure_is_a_sentence_and_the_next_request_is_done(work: NewestWork, qtbot: QtBot) -> None:
    def damaged(_: Call) -> None:
        raise PictureError("The picture is damaged.")

    def unexpected(_: Call) -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(work.failed) as failed:
        number = work.ask(damaged)
    assert failed.args == [number, "The picture is damaged."]
    with qtbot.waitSignal(work.failed) as failed:
        work.ask(unexpected)
    assert failed.args is not None
    assert failed.args[1].startswith("It did not work.")
    with qtbot.waitSignal(work.answered):
        work.ask(lambda call: call.tell(1))


def test_end_does_not_wait_for_work_that_looks_whether_it_is_wanted(work: NewestWork) -> None:
    begun = threading.Event()

    def long(call: Call) -> None:
        begun.set()
        while True:
            call.check()

    work.ask(long)
    assert begun.wait(10.0)
    work.stop()
    assert not work._thread.is_alive()
