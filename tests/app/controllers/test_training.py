"""Deep training in the window, with a child process that only pretends: reports, check, choice, undo, and every end."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app import paths
from app.build import Program
from app.controllers import training
from app.controllers.training import FACTORY, GONE, NOTHING, Training
from app.dialogs.train_dialog import State, left_words
from app.main_window import MAP
from app.settings import Settings
from app.training_child import Trained, TrainingCancelledError, TrainingChild, TrainingError
from app.widgets.training_curve import top_of
from models.sketch_map.example import Example
from models.sketch_map.map_file import load_map, save_map
from models.sketch_map.specimens import plain_sketches
from models.sketch_map.training_report import Progress
from synth.patch import Patch
from tests.app.fakes import FakeSupervisor, taught
from tests.app.pretended_training import BAD, CARD, GOOD, LEARNT, MINE, NETWORK, REPORTS, child

WAITS = 'import sys; print(\'{"stage": "training", "epoch": 1}\', flush=True); sys.stdin.read()'

PATIENCE_MS = 60_000
"""Processes are started: no matter of a moment on a busy machine."""


class Stage:
    """The program with the map Mine, and a training whose process does as it is told."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.code, self.missing = qtbot, LEARNT, ""
        self.verdict = GOOD
        monkeypatch.setattr("app.training_child.check", lambda *_: self.verdict)
        monkeypatch.setattr(
            "app.build.Training",
            lambda *given: Training(*given, make_child=lambda: child(self.code), missing=lambda: self.missing),
        )
        save_map(paths.map_folder() / "Mine.boubamap", MINE)
        settings = Settings(use_gpu=False, current_map="Mine.boubamap")
        self.program = Program(FakeSupervisor(), lambda _, sketch_map: taught(sketch_map), settings)
        self.training, self.document = self.program.training, self.program.document
        self.dialog, self.button = self.training.dialog, self.training.button
        self.program.start()
        self.program.window.show_page(MAP)

    @property
    def network(self) -> bytes | None:
        return self.document.maps.sketch_map.network

    @property
    def said(self) -> str:
        return self.program.window.message

    def train(self, until: State = State.PASSED) -> None:
        self.button.click()
        self.dialog.train.click()
        self.qtbot.waitUntil(lambda: self.dialog.state is until, timeout=PATIENCE_MS)


@pytest.fixture
def stage(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    paths.map_folder().mkdir(parents=True)
    stage = Stage(qtbot, monkeypatch)
    yield stage
    stage.program.end()
    stage.program.window.close()
    stage.program.window.deleteLater()


def test_a_training_is_shown_and_used_as_one_step(stage: Stage, qtbot: QtBot) -> None:
    stage.button.click()
    assert stage.dialog.isVisible() and not stage.dialog.isModal()
    assert "Star" in stage.dialog.preview.accessibleDescription()
    stage.train()
    assert [it.epoch for it in stage.dialog.curve.rounds] == [1, 2]
    assert "% away" in stage.dialog.preview.words[0]
    assert stage.network is None, "nothing changes before it is chosen"
    steps = stage.document.undo_stack.count()
    stage.dialog.use.click()
    assert not stage.dialog.isVisible()
    assert stage.network == NETWORK
    assert stage.document.undo_stack.count() == steps + 1
    stage.document.undo_stack.undo()
    assert stage.network is None
    stage.document.undo_stack.redo()
    assert stage.network == NETWORK
    stage.program.shelf.end()
    assert load_map(paths.map_folder() / "Mine.boubamap").sketch_map.card == CARD


def test_a_map_may_be_renamed_while_it_trains(stage: Stage) -> None:
    stage.train()
    stage.program.shelf.rename("Ours")
    stage.dialog.use.click()
    assert stage.network == NETWORK
    assert stage.document.maps.sketch_map.name == "Ours"


def test_result_for_a_map_that_was_deleted_waits_until_it_is_back(stage: Stage) -> None:
    stage.train()
    stage.program.shelf.delete()
    stage.dialog.use.click()
    assert stage.said == GONE
    assert stage.dialog.isVisible()
    stage.document.undo_stack.undo()
    stage.dialog.use.click()
    assert stage.network == NETWORK


def test_the_old_one_can_be_kept(stage: Stage) -> None:
    stage.train()
    stage.dialog.keep.click()
    assert stage.network is None
    assert stage.document.undo_stack.count() == 0


def test_a_network_whose_check_fails_cannot_be_chosen(stage: Stage) -> None:
    stage.verdict = BAD
    stage.train(State.OVER)
    assert stage.dialog.status == BAD.problem
    assert not stage.dialog.use.isVisible()
    assert stage.network is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "import sys; sys.stderr.write('Error: The disk is full.\\n'); sys.exit(1)",
            "The disk is full. The sounds stay",
        ),
        ("import os; os.abort()", "stopped unexpectedly"),
        ("raise KeyError('x')", "stopped unexpectedly"),
        ("pass", "ended without a network"),
    ],
)
def test_a_process_that_dies_is_one_sentence_and_the_old_stays(stage: Stage, code: str, sentence: str) -> None:
    stage.code = code
    stage.train(State.OVER)
    assert sentence in stage.dialog.status
    assert "Traceback" not in stage.dialog.status
    assert stage.network is None
    assert stage.button.text() == "Train…"


def test_cancelling_ends_the_process_and_closes(stage: Stage, qtbot: QtBot) -> None:
    stage.code = WAITS
    stage.button.click()
    stage.dialog.train.click()
    assert stage.button.text() == "Training…"
    qtbot.waitUntil(lambda: bool(stage.dialog.curve.rounds), timeout=PATIENCE_MS)
    stage.dialog.cancel.click()
    qtbot.waitUntil(lambda: stage.button.text() == "Train…", timeout=PATIENCE_MS)
    assert stage.network is None
    assert not stage.dialog.isVisible()


def test_the_training_ends_with_the_program(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[TrainingChild] = []
    stage.code = WAITS
    monkeypatch.setattr(stage.training, "_make_child", lambda: started.append(child(WAITS)) or started[0])
    stage.button.click()
    stage.dialog.train.click()
    qtbot.waitUntil(lambda: bool(stage.dialog.curve.rounds), timeout=PATIENCE_MS)
    stage.program.end()
    process = started[0]._process
    assert process is not None and process.wait(PATIENCE_MS / 1000.0) != 0


def test_what_cannot_be_trained_says_why(stage: Stage) -> None:
    stage.program.shelf.choose("paper")
    assert not stage.button.isEnabled()
    assert stage.button.toolTip() == FACTORY
    stage.program.shelf.choose("Mine.boubamap")
    assert stage.button.isEnabled()
    stage.program.teaching.enable("e1", False)
    assert stage.button.toolTip() == NOTHING


def test_a_missing_group_is_said_with_what_to_do(stage: Stage) -> None:
    stage.missing = "Training needs the group `train`. Install it."
    stage.button.click()
    assert stage.said == stage.missing
    assert not stage.dialog.isVisible()


def test_a_map_that_has_gone_meanwhile_stays_gone(stage: Stage) -> None:
    stage.train()
    stage.program.shelf.delete()
    stage.dialog.use.click()
    assert stage.said == GONE
    assert stage.document.maps.own == ()


def test_the_map_that_was_trained_gets_the_network_whatever_map_is_shown(stage: Stage) -> None:
    stage.train()
    stage.program.shelf.choose("paper")
    stage.dialog.use.click()
    assert stage.document.maps.current == "Mine.boubamap"
    assert stage.network == NETWORK


def test_a_training_can_be_forgotten(stage: Stage) -> None:
    stage.train()
    stage.dialog.use.click()
    stage.button.click()
    assert stage.dialog.forget.isVisible()
    stage.dialog.forget.click()
    assert stage.network is None
    stage.document.undo_stack.undo()
    assert stage.network == NETWORK


def test_a_child_leaves_nothing_behind_and_may_be_cancelled_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    told: list[Progress] = []
    monkeypatch.setattr("app.training_child.check", lambda *_: GOOD)
    trained = child(LEARNT).run(MINE, told.append, minutes=1.0, device="auto")
    assert trained == Trained(MINE, NETWORK, CARD, GOOD)
    assert [it.stage for it in told] == ["drawing", "training", "training", "checking"]
    early = child(LEARNT)
    early.cancel()
    with pytest.raises(TrainingCancelledError):
        early.run(MINE, told.append, minutes=1.0, device="auto")
    with pytest.raises(TrainingError, match="could not be started"):
        TrainingChild((str(tmp_path / "nobody"),)).run(MINE, told.append, minutes=1.0, device="auto")
    assert list(tmp_path.iterdir()) == []


def test_what_is_shown_of_a_map_is_what_counts_in_it() -> None:
    off = MINE.taught(Example(id="e2", sketch=plain_sketches()[1], patch=Patch.default(), enabled=False))
    (target,) = training.targets_of(off)
    assert (target.id, target.name) == ("e1", "Star")
    assert target.off(target.taught) == 0.0
    assert target.off(tuple(np.clip(np.array(target.taught) + 0.5, 0.0, 1.0))) > 0.1


def test_words_for_time_and_scale() -> None:
    assert left_words(12.0) == "about 10 s left"
    assert left_words(200.0) == "about 3 min left"
    assert top_of(()) == 0.05
    assert top_of((replace(REPORTS[1], held_error=0.12),)) == pytest.approx(0.15)
