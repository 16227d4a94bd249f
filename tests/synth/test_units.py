"""Conversions agree with the definitions of the field and with each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.units import cents_to_ratio, db_to_gain, gain_to_db, hz_to_note, note_name, note_to_hz, parse_note


def test_concert_pitch_and_its_octaves() -> None:
    assert note_to_hz(69) == 440.0
    assert note_to_hz(81) == pytest.approx(880.0)
    assert note_to_hz(60) == pytest.approx(261.6256, abs=1e-4)


@given(st.floats(0.0, 127.0))
def test_note_to_hertz_and_back(note: float) -> None:
    assert hz_to_note(note_to_hz(note)) == pytest.approx(note, abs=1e-9)


def test_cents_are_hundredths_of_a_semitone() -> None:
    assert cents_to_ratio(1200.0) == pytest.approx(2.0)
    assert cents_to_ratio(100.0) == pytest.approx(note_to_hz(70) / note_to_hz(69))


@given(st.floats(-120.0, 40.0))
def test_decibels_to_gain_and_back(db: float) -> None:
    assert gain_to_db(db_to_gain(db)) == pytest.approx(db, abs=1e-9)


def test_silence_has_a_floor_in_decibels() -> None:
    assert gain_to_db(0.0) == -200.0
    assert gain_to_db(1e-30, -150.0) == -150.0


@given(st.integers(0, 127))
def test_every_midi_note_has_a_name_that_reads_back(note: int) -> None:
    assert parse_note(note_name(note)) == note
    assert parse_note(str(note)) == note


@pytest.mark.parametrize(
    ("text", "note"),
    [("C3", 48), ("c4", 60), ("f#4", 66), ("Bb2", 46), ("C-1", 0), (" G9 ", 127), ("E♭3", 51), ("B#3", 60)],
)
def test_note_names_in_the_ways_musicians_write_them(text: str, note: int) -> None:
    assert parse_note(text) == note


@pytest.mark.parametrize("text", ["", "H3", "C", "C99", "128", "-1", "C3.5", "²"])
def test_what_is_no_note_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"note"):
        parse_note(text)


@given(st.text(max_size=8))
def test_any_text_is_a_note_or_a_value_error(text: str) -> None:
    try:
        assert 0 <= parse_note(text) <= 127
    except ValueError as error:
        assert "note" in str(error).lower()
