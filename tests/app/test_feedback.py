"""The loop of the page Scene in the whole window: it turns, stays alive, ends, and is one step to undo."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.build import Program
from app.controllers.feedback import SILENT
from app.main_window import PLAY, SCENE
from app.picture_wander import wandered
from app.run import make_predictors
from app.scene_rows import LOOP_RATE
from app.settings import Settings
from app.widgets.listen_panel import INSTRUMENT_WORDS
from synth.events import NoteOn
from tests.app import made_up_children as children
from tests.app.fakes import FakeSupervisor

PATIENCE_MS = 30_000


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Program]:
    it = Program(FakeSupervisor(), make_predictors(), Settings(use_gpu=False))
    it.scene.work = children.lively_scene
    it.start()
    it.window.show_page(SCENE)
    qtbot.waitUntil(lambda: it.worker.predictor is not None, timeout=PATIENCE_MS)
    it.feedback.set_rate(LOOP_RATE.id, LOOP_RATE.maximum)
    yield it
    it.end()
    it.window.close()
    it.window.deleteLater()


def notes(program: Program) -> int:
    supervisor = program.sound._supervisor
    assert isinstance(supervisor, FakeSupervisor)
    return sum(isinstance(event, NoteOn) for event in supervisor.sent)


def test_the_loop_draws_what_it_hears_and_sounds_what_it_draws(program: Program, qtbot: QtBot) -> None:
    page, document = program.window.scene, program.document
    before = document.work
    page.shape.loop.click()
    assert page.listen.light.words == INSTRUMENT_WORDS
    drawings = []
    document.sketch_changed.connect(drawings.append)
    qtbot.waitUntil(lambda: len(drawings) >= 3, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: notes(program) >= 4, timeout=PATIENCE_MS)
    assert document.work.patch != before.patch
    assert len({drawing.picture for drawing in drawings}) >= 3
    page.shape.loop.click()
    assert not program.feedback.is_running
    assert not program.scene.is_listening
    last = document.work
    document.undo_stack.undo()
    assert document.work.content == before.content, "one undo takes all of it back"
    document.undo_stack.redo()
    assert document.work.content == last.content


def test_a_loop_that_is_not_heard_tries_and_then_ends(program: Program, qtbot: QtBot) -> None:
    program.scene.work = children.silent_scene
    seed = program.scene.shape.seed
    program.window.scene.shape.loop.click()
    qtbot.waitUntil(lambda: program.window.message == SILENT, timeout=PATIENCE_MS)
    assert program.scene.shape.seed != seed, "it tried another picture"
    assert not program.feedback.is_running
    assert not program.window.scene.shape.loop.isChecked()


def test_leaving_the_page_or_another_source_ends_the_loop(program: Program, qtbot: QtBot) -> None:
    shape = program.window.scene.shape
    shape.loop.click()
    program.window.show_page(PLAY)
    assert not program.feedback.is_running
    assert not shape.loop.isChecked()
    program.window.show_page(SCENE)
    shape.loop.click()
    program.window.scene.listen.sources.page_chosen.emit(0)
    assert not program.feedback.is_running


def test_a_picture_wanders_the_more_the_stronger() -> None:
    from random import Random

    picture = np.full((64, 64, 3), 230, np.uint8)
    picture[20:44, 10:30] = 30
    assert np.array_equal(wandered(picture, 0.0, Random(1)), picture)
    little, much = (
        np.mean(
            [np.abs(wandered(picture, strength, Random(seed)).astype(float) - picture).mean() for seed in range(20)]
        )
        for strength in (0.1, 1.0)
    )
    assert 2.0 < 2.0 * little < much
