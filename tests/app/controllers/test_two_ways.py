"""Two ways to paint: what belongs to a side, and what to the moment."""

from dataclasses import replace

from app.audio.scene_words import Shape
from app.controllers.two_ways import TwoWays


def test_the_other_way_begins_as_a_copy_and_then_each_keeps_its_own() -> None:
    ways, a = TwoWays(), Shape(drift=0.4, seed=3)
    assert ways.flip(1, a) == a
    b = replace(a, engine="scene", seed=8, temperature=1.0)
    assert ways.flip(0, b) == a
    changed = replace(a, drift=0.9)
    assert ways.flip(1, changed) == b
    assert ways.flip(0, b) == changed


def test_the_way_that_is_shown_already_stays() -> None:
    ways, a = TwoWays(), Shape(seed=3)
    assert ways.flip(0, a) == a
    assert ways.flip(0, replace(a, seed=4)).seed == 4


def test_hold_and_comparing_belong_to_no_way() -> None:
    ways, a = TwoWays(), Shape()
    b = ways.flip(1, a)
    back = ways.flip(0, replace(b, hold=True, compared=True))
    assert back.hold and back.compared
