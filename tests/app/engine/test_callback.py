"""The callback's work on the shared record, without a device."""

import numpy as np
import pytest

from app.engine import layout
from app.engine.callback import HAS_CLOCK, callback
from app.engine.player import Player
from app.engine.supervisor import CLIPPED
from synth.engine import Engine
from synth.events import NoteOff, NoteOn, Panic, encode
from synth.patch import Patch
from synth.sample import Sample

RATE_HZ = 48_000.0


@pytest.fixture
def player() -> Player:
    record = np.zeros(1, layout.SHARED)
    return Player(record, RATE_HZ)


def put(player: Player, event, ring: str = "event", counter: str = "events_written") -> None:  # type: ignore[no-untyped-def]
    shared = player.record[0]
    at = int(shared[counter]) & (layout.EVENTS - 1)
    shared[ring]["kind"][at], shared[ring]["a"][at], shared[ring]["b"][at] = encode(event)
    shared[counter] += 1


def block(player: Player, frames: int = 256) -> np.ndarray:
    out = np.zeros((frames, 2), np.float32)
    callback.ctypes(None, out.ctypes.data, frames, None, 0, player.user.ctypes.data)
    return out


def test_compiled_callback_gives_what_the_engine_gives(player: Player) -> None:
    put(player, NoteOn(48, 100))
    heard = np.concatenate([block(player) for _ in range(20)])
    engine = Engine(RATE_HZ)
    engine.send(NoteOn(48, 100))
    expected = np.empty_like(heard)
    engine.render(expected)
    assert np.max(np.abs(heard)) > 0.01
    np.testing.assert_array_equal(heard, expected)


def test_python_fallback_gives_the_same_sound() -> None:
    one, other = (Player(np.zeros(1, layout.SHARED), RATE_HZ) for _ in range(2))
    out = np.zeros((256, 2), np.float32)
    for player in (one, other):
        put(player, NoteOn(60, 80))
    one.serve(out)
    np.testing.assert_array_equal(out, block(other))


def test_midi_ring_plays_like_the_window_s_ring(player: Player) -> None:
    put(player, NoteOn(60, 100), "midi", "midi_written")
    block(player)
    assert player.record["active"][0] == 1


def test_events_beyond_the_ring_s_length_arrive_in_order(player: Player) -> None:
    for turn in range(3 * layout.EVENTS // 2):
        put(player, NoteOn(40 + turn % 3, 100))
        put(player, NoteOff(40 + turn % 3))
        if turn % 64 == 0:
            block(player, 16)
    block(player, 16)
    assert player.record["events_read"][0] == player.record["events_written"][0]
    assert not np.any(player.state["held_since"])


def test_a_whole_patch_crosses_and_the_sound_follows(player: Player) -> None:
    put(player, NoteOn(48, 100))
    for _ in range(40):
        before = block(player)
    shared = player.record[0]
    shared["patch"][1] = Patch.default().replace({"master_db": -60.0}).values
    shared["patch_number"] = 1
    for _ in range(40):
        after = block(player)
    assert shared["patch_seen"] == 1
    assert np.max(np.abs(before)) > 0.01
    assert np.max(np.abs(after)) < 1e-4


def test_counters_scope_and_peak_say_what_was_played(player: Player) -> None:
    put(player, NoteOn(48, 100))
    heard = np.concatenate([block(player, 300) for _ in range(10)])
    shared = player.record[0]
    assert (shared["callbacks"], shared["frames"]) == (10, 3000)
    np.testing.assert_array_equal(shared["scope"][:3000], heard)
    np.testing.assert_allclose(shared["peak"], np.abs(heard).max(axis=0))
    assert shared["work_ns"] > 0 or not HAS_CLOCK


def turn_up(player: Player) -> None:
    shared = player.record[0]
    shared["patch"][1] = Patch.default().replace({"master_db": 6, "velocity_sens": 100}).values
    shared["patch_number"] = 1


@pytest.mark.parametrize(("notes", "velocity", "too_loud"), [(16, 127, True), (1, 40, False), (1, 127, False)])
def test_the_cut_tells_a_chord_that_the_limiter_holds_down(
    player: Player, notes: int, velocity: int, too_loud: bool
) -> None:
    shared = player.record[0]
    turn_up(player)
    assert shared["cut"] == 0.0
    for n in range(notes):
        put(player, NoteOn(40 + n, velocity))
    for _ in range(100):
        block(player)
    assert max(shared["peak"]) < 0.98, "whatever is played: the peak alone says nothing"
    assert (shared["cut"] > CLIPPED) == too_loud


def test_a_cut_is_told_once(player: Player) -> None:
    turn_up(player)
    for n in range(16):
        put(player, NoteOn(40 + n, 127))
    for _ in range(100):
        block(player)
    put(player, Panic())
    for _ in range(400):
        block(player)
    shared = player.record[0]
    assert shared["cut"] > CLIPPED, "nobody has asked since"
    shared["peak_number"] += 1
    block(player)
    assert shared["cut"] < 0.001


def test_underflow_flag_is_counted(player: Player) -> None:
    out = np.zeros((64, 2), np.float32)
    for flags in (0, 4, 4 | 8, 8):
        callback.ctypes(None, out.ctypes.data, 64, None, flags, player.user.ctypes.data)
    assert player.record["underruns"][0] == 2


def test_texts_cross_whole_or_cut() -> None:
    record = np.zeros(1, layout.SHARED)
    layout.put_text(record, "message", "Grüße")
    assert layout.get_text(record, "message") == "Grüße"
    layout.put_text(record, "message", "x" * 5000)
    assert layout.get_text(record, "message") == "x" * (layout.TEXT - 1)


def tone_of(hz: float) -> Sample:
    return Sample.of_sound(0.5 * np.sin(2.0 * np.pi * hz * np.arange(44_100) / 22_050.0), 22_050, loop=(0.5, 1.5))


def give(player: Player, sample: Sample | None) -> None:
    """What the window does."""
    shared = player.record[0]
    if sample is None:
        shared["sample"]["frames"] = 0
    else:
        number = int(shared["marks_number"]) + 1
        shared["marks"][number & 1] = sample.marks
        shared["marks_number"] = number
        shared["sample"] = sample.bank()[0]
    shared["sample_number"] += 1


def test_another_recorded_sound_comes_in_under_a_held_key_without_a_click(player: Player) -> None:
    shared = player.record[0]
    shared["patch"][1] = Patch.of({"osc1_on": 0.0, "filters_on": 0.0, "reverb_on": 0.0, "amp_sustain": 100.0}).values
    shared["patch_number"] = 1
    give(player, tone_of(220.0))
    for _ in range(100):
        block(player)
    assert shared["sample_seen"] == 1
    put(player, NoteOn(60, 127))
    before = np.concatenate([block(player) for _ in range(40)])[:, 0]
    give(player, tone_of(330.0))
    between = np.concatenate([block(player) for _ in range(60)])[:, 0]
    give(player, None)
    after = np.concatenate([block(player) for _ in range(40)])[:, 0]
    for sound, hz in ((before, 220.0), (between, 330.0)):
        line = np.abs(np.fft.rfft(sound[-4_800:] * np.hanning(4_800))).argmax()
        assert abs(line * 10.0 - hz) < 11.0
    whole = np.concatenate([before[4_800:], between, after])
    assert np.abs(np.diff(whole)).max() < 1.2 * np.abs(np.diff(between[-4_800:])).max()
    assert np.abs(after[-2_560:]).max() < 1e-4
    assert shared["sample_seen"] == 3
