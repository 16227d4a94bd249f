"""What a map says of a drawing and what is the player's: performance values that lessons bring and give back."""

from dataclasses import replace

from app.work import Work
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sketch_to_patch.tone import NEUTRAL
from synth.patch import Patch

DRAWING = Sketch((Stroke(Tool.LINE, (Point(0.1, 0.1), Point(0.9, 0.9))),))
MINE, TAUGHT, TURNED = 0.01, 2.0, 0.5


def player(attack: float = MINE, **fields: object) -> Work:
    return replace(Work(DRAWING, Patch.of({"amp_attack_s": attack})), **fields)  # type: ignore[arg-type]


def lesson(work: Work, attack: float = TAUGHT) -> Patch:
    """What a map says of a taught drawing, asked over what is the player's."""
    return work.own.replace({"amp_attack_s": attack, "reverb_mix": 77.0})


def attack(work: Work) -> float:
    return work.patch["amp_attack_s"]


def turned(work: Work, value: float = TURNED) -> Work:
    return replace(work, patch=work.patch.replace({"amp_attack_s": value}))


def heard() -> Work:
    before = player()
    return before.hearing(lesson(before), before.own)


def untaught(work: Work) -> Work:
    return work.hearing(work.own, work.own)


def test_a_lesson_brings_its_performance_and_the_next_drawing_gives_it_back() -> None:
    assert attack(heard()) == TAUGHT
    assert heard().own["amp_attack_s"] == MINE
    assert attack(untaught(heard())) == MINE
    assert not untaught(heard()).replaced


def test_a_second_lesson_does_not_take_the_first_for_the_players() -> None:
    again = heard().hearing(lesson(heard(), 1.0), heard().own)
    assert attack(again) == 1.0
    assert attack(untaught(again)) == MINE


def test_what_is_turned_on_a_taught_sound_is_the_players() -> None:
    assert attack(untaught(turned(heard()))) == TURNED


def test_an_empty_canvas_keeps_what_is_whose() -> None:
    emptied = replace(heard(), sketch=Sketch(), predicted=None)
    assert attack(untaught(emptied)) == MINE
    assert attack(untaught(turned(emptied))) == TURNED
    assert attack(untaught(replace(turned(heard()), predicted=None))) == TURNED


def test_a_knob_that_is_turned_while_the_map_is_asked_stays_turned() -> None:
    asked = player()
    answered = turned(asked).hearing(asked.own.replace({"reverb_mix": 77.0}), asked.own)
    assert attack(answered) == TURNED
    assert answered.patch["reverb_mix"] == 77.0
    assert attack(turned(asked).hearing(lesson(asked), asked.own)) == TURNED


def test_a_lock_keeps_a_taught_value_and_lets_it_go_again() -> None:
    locked = untaught(replace(heard(), locks=frozenset({"amp_attack_s"})))
    assert attack(locked) == TAUGHT
    assert attack(untaught(replace(locked, locks=frozenset()))) == MINE


def test_a_map_that_changes_leaves_performance_that_was_turned_by_hand() -> None:
    work = turned(heard())
    again = work.hearing_again(lesson(work, 1.5), work.own)
    assert attack(again) == TURNED
    assert attack(heard().hearing_again(lesson(heard(), 1.5), heard().own)) == 1.5


def test_the_sound_follows_its_map_until_one_of_the_33_is_turned() -> None:
    assert heard().follows_map
    assert turned(heard()).follows_map
    assert not replace(heard(), patch=heard().patch.replace({"reverb_mix": 1.0})).follows_map
    assert not player().follows_map


def test_what_a_tone_sets_is_not_the_maps() -> None:
    toned = player(tone=replace(NEUTRAL, contrast=0.9))
    assert attack(toned.hearing(lesson(toned), toned.own)) == MINE
