"""The thread that predicts: it outlives every failure and says each in a sentence."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app import paths
from app.workers.inference import InferenceWorker
from models.errors import ModelFileError
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch
from tests.app.fakes import FakePredictor

DRAWING = Sketch((Stroke(Tool.LINE, (Point(0.1, 0.1), Point(0.9, 0.9))),))

COLD_MS = 60_000
"""The first drawing of all compiles."""

Make = Callable[[], FakePredictor]
Prepare = Callable[[Make], InferenceWorker]


@pytest.fixture
def prepare(qtbot: QtBot) -> Iterator[Prepare]:
    """Makes workers, to be started by the test and stopped here."""
    workers: list[InferenceWorker] = []

    def worker(make: Make) -> InferenceWorker:
        workers.append(InferenceWorker(make))
        return workers[-1]

    yield worker
    for it in workers:
        it.stop()


def broken() -> FakePredictor:
    raise ModelFileError("The network of the map 'paper' is damaged. Install the program again.")


def test_missing_network_is_said_and_drawing_goes_on(prepare: Prepare, qtbot: QtBot) -> None:
    worker = prepare(broken)
    with qtbot.waitSignal(worker.failed) as failed:
        worker.start()
    assert failed.args is not None
    assert "damaged" in failed.args[0]
    assert "Drawing works" in failed.args[0]
    qtbot.waitUntil(lambda: not worker.is_loading)
    worker.ask(DRAWING)
    assert worker.predictor is None


def test_network_that_is_chosen_later_predicts(prepare: Prepare, qtbot: QtBot) -> None:
    worker = prepare(broken)
    worker.start()
    qtbot.waitUntil(lambda: not worker.is_loading)
    worker.use(FakePredictor)
    qtbot.waitUntil(lambda: worker.predictor is not None, timeout=COLD_MS)
    with qtbot.waitSignal(worker.predicted) as answer:
        number = worker.ask(DRAWING)
    assert answer.args is not None
    assert answer.args[0] == number


def test_network_that_fails_to_load_is_not_answered_for_by_the_one_before(prepare: Prepare, qtbot: QtBot) -> None:
    worker = prepare(FakePredictor)
    worker.start()
    qtbot.waitUntil(lambda: worker.predictor is not None, timeout=COLD_MS)
    with qtbot.waitSignal(worker.failed):
        worker.use(broken)
    assert worker.predictor is None


def test_drawing_made_while_the_network_loads_is_predicted_afterwards(prepare: Prepare, qtbot: QtBot) -> None:
    predictor = FakePredictor()
    predictor.may_answer.clear()
    worker = prepare(lambda: predictor)
    worker.start()
    number = worker.ask(DRAWING)
    with qtbot.waitSignal(worker.predicted) as answer:
        predictor.may_answer.set()
    assert answer.args is not None
    assert answer.args[0] == number


def test_prediction_that_fails_in_an_unexpected_way_is_logged_said_and_outlived(prepare: Prepare, qtbot: QtBot) -> None:
    trouble = [ZeroDivisionError("inside the network")]

    def answer(raster: NDArray[np.uint8]) -> Patch:
        if raster.any() and trouble and worker.predictor is not None:
            raise trouble.pop()
        return Patch.default()

    worker = prepare(lambda: FakePredictor(answer=answer))
    worker.start()
    qtbot.waitUntil(lambda: worker.predictor is not None, timeout=COLD_MS)
    with qtbot.waitSignal(worker.failed) as failed:
        worker.ask(DRAWING)
    assert failed.args is not None
    assert "could not be turned into a sound" in failed.args[0]
    assert "Traceback" not in failed.args[0]
    assert "ZeroDivisionError: inside the network" in paths.log_file().read_text()
    with qtbot.waitSignal(worker.predicted):
        worker.ask(DRAWING)


def test_answer_that_nobody_can_take_does_not_end_the_thread(prepare: Prepare, qtbot: QtBot) -> None:
    worker = prepare(FakePredictor)
    worker.start()
    qtbot.waitUntil(lambda: worker.predictor is not None, timeout=COLD_MS)

    def gone(_: Patch) -> None:
        raise ValueError("the engine's memory is gone")

    with qtbot.waitSignal(worker.failed):
        worker.ask(DRAWING, gone)
    with qtbot.waitSignal(worker.predicted):
        worker.ask(DRAWING)
