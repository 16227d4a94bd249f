"""Plans of a morph: plain at once, then at the pace of the map; the newest drawings and the newest map win."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.workers import morph_plans
from app.workers.morph_plans import FAILED, MorphPlans
from models.even_morph import EvenMorph
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from tests.app.fakes import FakePredictor


def line(width: float) -> Sketch:
    return Sketch((Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.8)), width),))


PAIR, OTHERS = (line(0.02), line(0.2)), (line(0.05), line(0.1))
PATIENCE_MS = 60_000


@pytest.fixture
def plans(qtbot: QtBot) -> Iterator[MorphPlans]:
    plans = MorphPlans()
    yield plans
    plans.stop()


def test_a_plain_plan_comes_first_and_a_paced_one_after_it(plans: MorphPlans, qtbot: QtBot) -> None:
    predictor, kinds = FakePredictor(), []
    plans.ready.connect(lambda: kinds.append(type(plans.plan(PAIR, predictor))))
    assert plans.plan(PAIR, predictor) is None
    qtbot.waitUntil(lambda: len(kinds) == 2, timeout=PATIENCE_MS)
    assert kinds == [SketchMorph, EvenMorph]


def test_without_a_map_drawings_morph_as_they_are(plans: MorphPlans, qtbot: QtBot) -> None:
    plans.plan(PAIR, None)
    qtbot.waitUntil(lambda: plans.plan(PAIR, None) is not None, timeout=PATIENCE_MS)
    assert isinstance(plans.plan(PAIR, None), SketchMorph)


def test_another_map_asks_for_another_pace(plans: MorphPlans, qtbot: QtBot) -> None:
    one, other = FakePredictor(), FakePredictor()
    qtbot.waitUntil(lambda: isinstance(plans.plan(PAIR, one), EvenMorph), timeout=PATIENCE_MS)
    before = len(other.rasters)
    qtbot.waitUntil(lambda: isinstance(plans.plan(PAIR, other), EvenMorph), timeout=PATIENCE_MS)
    assert len(other.rasters) > before


def test_only_the_newest_drawings_are_answered(plans: MorphPlans, qtbot: QtBot) -> None:
    predictor = FakePredictor()
    plans.plan(PAIR, predictor)
    plans.plan(OTHERS, predictor)
    qtbot.waitUntil(lambda: plans.plan(OTHERS, predictor) is not None, timeout=PATIENCE_MS)
    plan = plans.plan(OTHERS, predictor)
    assert plan is not None
    assert plan.sketches == OTHERS


def test_a_map_that_fails_leaves_the_plain_plan(
    plans: MorphPlans, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(morph_plans, "write_crash_log", logged.append)
    predictor = FakePredictor()

    def broken(_: NDArray[np.uint8]) -> NDArray[np.float64]:
        raise RuntimeError("no answer")

    monkeypatch.setattr(predictor, "predict_unit", broken)
    plans.plan(PAIR, predictor)
    qtbot.waitUntil(lambda: bool(logged), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: isinstance(plans.plan(PAIR, predictor), SketchMorph))
    assert "no answer" in logged[0]


def test_drawings_that_cannot_be_matched_are_one_sentence_and_may_be_asked_for_again(
    plans: MorphPlans, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(morph_plans, "SketchMorph", broken)
    with qtbot.waitSignal(plans.failed, timeout=PATIENCE_MS) as failed:
        plans.plan(PAIR, None)
    assert failed.args == [FAILED]
    monkeypatch.undo()
    qtbot.waitUntil(lambda: plans.plan(PAIR, None) is not None, timeout=PATIENCE_MS)
