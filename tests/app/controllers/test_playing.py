"""Who holds which note: it sounds until nobody holds it, and nothing is left hanging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.controllers.playing import AUDITION_NOTE, Holder, Playing
from synth.events import Event, EventKind, Modulation, NoteOff, NoteOn, Panic, PitchBend, Sustain

AT_REST = {Sustain(False), PitchBend(0.0), Modulation(0.0)}


@pytest.fixture
def sent() -> list[Event]:
    return []


@pytest.fixture
def playing(qtbot: QtBot, sent: list[Event]) -> Playing:
    return Playing(sent.append)


def test_note_sounds_until_its_last_holder_lets_go(playing: Playing, sent: list[Event]) -> None:
    playing.press(60, 90, Holder.MOUSE)
    playing.press(60, 100, Holder.KEYS)
    playing.release(60, Holder.MOUSE)
    assert sent == [NoteOn(60, 90), NoteOn(60, 100)]
    assert playing.sounding == {60}
    playing.release(60, Holder.KEYS)
    assert sent[-1] == NoteOff(60)
    assert playing.sounding == frozenset()


def test_letting_go_what_one_does_not_hold_changes_nothing(playing: Playing, sent: list[Event]) -> None:
    playing.press(60, 90, Holder.KEYS)
    playing.release(60, Holder.MOUSE)
    playing.release(61, Holder.KEYS)
    assert sent == [NoteOn(60, 90)]


@pytest.mark.parametrize("note", [-1, 128])
def test_notes_beyond_the_range_of_midi_are_not_played(playing: Playing, sent: list[Event], note: int) -> None:
    playing.press(note, 90, Holder.KEYS)
    assert sent == []


def test_lost_focus_releases_what_is_held_here_and_leaves_midi_keys(playing: Playing, sent: list[Event]) -> None:
    playing.press(60, 90, Holder.MOUSE)
    playing.press(62, 90, Holder.KEYS)
    playing.midi_seen(EventKind.NOTE_ON, 64.0, 90.0)
    playing.release_all()
    assert set(sent[2:]) == {NoteOff(60), NoteOff(62)}
    assert playing.sounding == {64}


def test_panic_silences_everything_and_lifts_the_pedal(playing: Playing, sent: list[Event]) -> None:
    playing.press(60, 90, Holder.MOUSE)
    playing.midi_seen(EventKind.NOTE_ON, 64.0, 90.0)
    playing.set_sustain(True)
    playing.panic()
    assert Panic() in sent
    assert set(sent) >= AT_REST
    assert not playing.sustain
    assert playing.sounding == frozenset()


def test_panic_frees_a_wheel_that_hangs(playing: Playing) -> None:
    playing.set_bend(1.0)
    shown: list[float] = []
    playing.bend_changed.connect(shown.append)
    playing.panic()
    assert shown == [0.0]


def test_keyboard_that_is_unplugged_leaves_no_pedal_and_no_bend_behind(playing: Playing, sent: list[Event]) -> None:
    playing.midi_seen(EventKind.SUSTAIN, 1.0, 0.0)
    playing.midi_seen(EventKind.PITCH_BEND, 0.7, 0.0)
    playing.midi_gone(was_last=True)
    assert set(sent) >= AT_REST
    assert not playing.sustain


def test_keyboard_that_is_unplugged_leaves_the_pedal_of_another_down(playing: Playing, sent: list[Event]) -> None:
    playing.midi_seen(EventKind.SUSTAIN, 1.0, 0.0)
    playing.midi_seen(EventKind.NOTE_ON, 60.0, 90.0)
    playing.midi_gone(was_last=False)
    assert sent == [NoteOff(60)]
    assert playing.sustain


def test_key_that_a_midi_keyboard_ended_is_not_shown_as_held_by_the_mouse(playing: Playing) -> None:
    playing.press(60, 90, Holder.MOUSE)
    playing.midi_seen(EventKind.NOTE_ON, 60.0, 90.0)
    playing.midi_seen(EventKind.NOTE_OFF, 60.0, 0.0)
    assert playing.sounding == frozenset()


def test_midi_panic_lifts_the_window_s_pedal_and_is_not_sent_twice(playing: Playing, sent: list[Event]) -> None:
    playing.midi_seen(EventKind.NOTE_ON, 64.0, 90.0)
    playing.midi_seen(EventKind.SUSTAIN, 1.0, 0.0)
    playing.midi_seen(EventKind.PANIC, 0.0, 0.0)
    assert not playing.sustain
    assert playing.sounding == frozenset()
    assert Panic() not in sent


def test_pedal_is_sent_once_a_movement(playing: Playing, sent: list[Event]) -> None:
    for down in (True, True, False, False):
        playing.set_sustain(down)
    assert sent == [Sustain(True), Sustain(False)]


def test_wheels_go_to_the_engine(playing: Playing, sent: list[Event]) -> None:
    playing.set_bend(-0.5)
    playing.set_modulation(0.25)
    assert sent == [PitchBend(-0.5), Modulation(0.25)]


def test_midi_is_shown_but_not_sent_again(playing: Playing, sent: list[Event], qtbot: QtBot) -> None:
    shown: list[object] = []
    for signal in (playing.sounding_changed, playing.bend_changed, playing.modulation_changed, playing.sustain_changed):
        signal.connect(shown.append)
    for kind, a, b in (
        (EventKind.NOTE_ON, 60.0, 90.0), (EventKind.PITCH_BEND, 0.5, 0.0), (EventKind.MODULATION, 0.25, 0.0),
        (EventKind.SUSTAIN, 1.0, 0.0), (EventKind.NOTE_OFF, 60.0, 0.0),
    ):  # fmt: skip
        playing.midi_seen(kind, a, b)
    assert shown == [frozenset({60}), 0.5, 0.25, True, frozenset()]
    assert sent == []


def test_note_of_an_unplugged_midi_keyboard_is_let_go(playing: Playing, sent: list[Event]) -> None:
    playing.midi_seen(EventKind.NOTE_ON, 60.0, 90.0)
    playing.midi_seen(EventKind.NOTE_ON, 64.0, 90.0)
    playing.press(64, 90, Holder.MOUSE)
    playing.midi_gone(was_last=True)
    assert NoteOff(60) in sent
    assert NoteOff(64) not in sent, "the mouse still holds it"
    assert playing.sounding == {64}


def test_audition_plays_a_short_note(playing: Playing, sent: list[Event], qtbot: QtBot) -> None:
    playing.audition()
    assert sent == [NoteOn(AUDITION_NOTE, 100)]
    qtbot.waitUntil(lambda: sent[-1] == NoteOff(AUDITION_NOTE), timeout=3000)


def test_audition_of_the_next_stroke_strikes_again(playing: Playing, sent: list[Event]) -> None:
    playing.audition()
    playing.audition()
    assert sent == [NoteOn(AUDITION_NOTE, 100)] * 2


@pytest.mark.parametrize("holder", [Holder.MOUSE, Holder.KEYS, Holder.MIDI])
@pytest.mark.parametrize("note", [AUDITION_NOTE, 72])
def test_no_audition_while_somebody_plays(playing: Playing, sent: list[Event], holder: Holder, note: int) -> None:
    if holder is Holder.MIDI:
        playing.midi_seen(EventKind.NOTE_ON, float(note), 90.0)
    else:
        playing.press(note, 90, holder)
    sent.clear()
    playing.audition()
    assert sent == []


def test_no_audition_when_it_is_switched_off(playing: Playing, sent: list[Event]) -> None:
    playing.audition_on = False
    playing.audition()
    assert sent == []


@given(st.lists(st.tuples(st.booleans(), st.integers(60, 63), st.sampled_from([Holder.MOUSE, Holder.KEYS]))))
def test_whatever_is_pressed_ends_when_all_is_released(acts: list[tuple[bool, int, Holder]]) -> None:
    sent: list[Event] = []
    playing = Playing(sent.append)
    for down, note, holder in acts:
        if down:
            playing.press(note, 100, holder)
        else:
            playing.release(note, holder)
    playing.release_all()
    on: set[int] = set()
    for event in sent:
        if isinstance(event, NoteOn):
            on.add(event.note)
        elif isinstance(event, NoteOff):
            on.discard(event.note)
    assert on == set()
    assert playing.sounding == frozenset()
