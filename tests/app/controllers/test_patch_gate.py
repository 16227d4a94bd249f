"""Who may give the engine a patch: the window always, a prediction as long as nothing came between."""

from app.controllers.patch_gate import PatchGate
from synth.patch import Patch

ONE, TWO, THREE = (Patch.of({"chorus_mix": float(mix)}) for mix in (10, 20, 30))


def test_early_patches_are_sent_once() -> None:
    sent: list[Patch] = []
    gate = PatchGate(sent.append)
    hear = gate.early()
    hear(ONE)
    hear(TWO)
    gate.follow(ONE)
    gate.follow(TWO)
    assert sent == [ONE, TWO]


def test_prediction_that_was_not_heard_early_is_sent_when_it_is_shown() -> None:
    sent: list[Patch] = []
    gate = PatchGate(sent.append)
    gate.follow(ONE)
    assert sent == [ONE]


def test_window_s_word_ends_what_was_asked_for_before() -> None:
    sent: list[Patch] = []
    gate = PatchGate(sent.append)
    hear = gate.early()
    hear(ONE)
    gate.set(THREE)
    hear(TWO)
    assert sent == [ONE, THREE]
    gate.set(ONE)
    assert sent[-1] == ONE, "sent again, although it was heard early once"


def test_revoked_requests_are_not_heard_and_what_sounds_goes_on() -> None:
    sent: list[Patch] = []
    gate = PatchGate(sent.append)
    hear = gate.early()
    gate.revoke()
    hear(ONE)
    assert sent == []
    gate.early()(TWO)
    assert sent == [TWO]


def test_closed_gate_lets_nothing_through() -> None:
    sent: list[Patch] = []
    gate = PatchGate(sent.append)
    hear = gate.early()
    gate.close()
    hear(ONE)
    gate.set(TWO)
    gate.follow(THREE)
    assert sent == []
