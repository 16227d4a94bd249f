"""A walk through the parameter table: every row keeps the promises the rest of the program builds on."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import ParameterError
from synth.parameters import ALL, BY_ID, INDEX, PERFORMANCE, PREDICTED, Parameter, Scale, parameter

rows = pytest.mark.parametrize("row", ALL, ids=lambda row: row.id)
any_row = st.sampled_from(ALL)


def precision(row: Parameter, value: float) -> float:
    """Half a unit of the last digit that `format` shows."""
    if row.unit == "Hz" and row.scale is Scale.LOG:
        return 0.5 * 10.0 ** max(-2.0, math.floor(math.log10(max(value, 1.0) * 1.0001)) - 2.0)
    if row.unit == "s":
        return 0.005 if value >= 1.0 else 0.0005
    return float(0.5 * 10.0**-row.decimals)


def test_there_are_the_33_rows_of_the_paper_in_its_order() -> None:
    assert len(PREDICTED) == 33
    assert [row.id for row in PREDICTED[::8]] == [
        "osc1_on",
        "osc3_level",
        "filter1_env_hz",
        "chorus_delay_ms",
        "reverb_mix",
    ]
    assert ALL == PREDICTED + PERFORMANCE


def test_ids_and_midi_controllers_are_unique() -> None:
    assert len(BY_ID) == len(ALL)
    controllers = [row.midi_cc for row in ALL if row.midi_cc is not None]
    assert len(set(controllers)) == len(controllers)
    assert all(0 <= cc <= 119 for cc in controllers), "120 to 127 are channel mode messages"


def test_no_controller_takes_a_number_that_midi_gives_another_meaning() -> None:
    taken = {0: "bank", 1: "modulation wheel", 6: "data entry", 32: "bank", 38: "data entry", 64: "sustain"}
    taken |= dict.fromkeys(range(96, 102), "registered parameters")
    assert not {row.id: taken[row.midi_cc] for row in ALL if row.midi_cc in taken}


def test_index_is_the_position_in_a_patch() -> None:
    assert [INDEX[row.id] for row in ALL] == list(range(len(ALL)))


@rows
def test_default_lies_in_range_and_is_legal(row: Parameter) -> None:
    assert row.minimum <= row.default <= row.maximum
    assert row.clamp(row.default) == row.default


@rows
def test_description_and_labels_say_something(row: Parameter) -> None:
    assert len(row.description) >= 20
    assert row.description.endswith(".")
    assert row.label.strip() and row.short.strip()
    assert row.id == row.id.lower() and row.id.isidentifier()


@rows
def test_choices_are_there_exactly_for_switches_and_choices(row: Parameter) -> None:
    assert bool(row.choices) == (row.scale in (Scale.SWITCH, Scale.CHOICE))
    assert len(set(map(str.casefold, row.choices))) == len(row.choices)
    if row.choices:
        assert (row.minimum, row.maximum) == (0.0, len(row.choices) - 1.0)


@rows
def test_ends_of_the_travel_are_the_ends_of_the_range(row: Parameter) -> None:
    assert row.from_unit(0.0) == pytest.approx(row.minimum, abs=1e-9)
    assert row.from_unit(1.0) == pytest.approx(row.maximum, rel=1e-12)
    assert row.to_unit(row.minimum) == pytest.approx(0.0, abs=1e-12)
    assert row.to_unit(row.maximum) == pytest.approx(1.0, abs=1e-12)


@given(any_row, st.floats(0.0, 1.0))
def test_travel_to_value_and_back_is_the_same_travel(row: Parameter, unit: float) -> None:
    value = row.from_unit(unit)
    assert row.minimum <= value <= row.maximum
    if row.is_discrete:
        assert row.from_unit(row.to_unit(value)) == value
    else:
        assert row.to_unit(value) == pytest.approx(unit, abs=1e-9)


@given(any_row, st.floats(0.0, 1.0))
def test_value_to_travel_and_back_is_the_same_value(row: Parameter, share: float) -> None:
    value = row.clamp(row.minimum + share * (row.maximum - row.minimum))
    assert row.from_unit(row.to_unit(value)) == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(any_row, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_travel_is_never_less_value(row: Parameter, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert row.from_unit(low) <= row.from_unit(high)


@given(any_row, st.floats(0.0, 1.0))
def test_what_is_shown_can_be_typed_back_to_the_precision_shown(row: Parameter, unit: float) -> None:
    value = row.from_unit(unit)
    assert row.parse(row.format(value)) == pytest.approx(value, abs=precision(row, value) * 1.0001)


@given(any_row, st.floats(0.0, 1.0))
def test_showing_what_was_typed_changes_nothing_more(row: Parameter, unit: float) -> None:
    shown = row.format(row.from_unit(unit))
    assert row.format(row.parse(shown)) == shown


@given(any_row, st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_becomes_a_legal_value(row: Parameter, value: float) -> None:
    legal = row.clamp(value)
    assert row.minimum <= legal <= row.maximum
    assert not row.is_discrete or legal == int(legal)


@given(any_row, st.text(max_size=20))
def test_any_typed_text_is_a_legal_value_or_refused_in_words(row: Parameter, text: str) -> None:
    try:
        value = row.parse(text)
    except ParameterError as error:
        assert row.label in str(error)
    else:
        assert row.minimum <= value <= row.maximum


@pytest.mark.parametrize(
    ("id", "text", "value"),
    [
        ("filter1_cutoff_hz", "2k", 2000.0),
        ("filter1_cutoff_hz", "1.5 kHz", 1500.0),
        ("filter1_cutoff_hz", "440", 440.0),
        ("filter1_cutoff_hz", "1e9", 20000.0),
        ("amp_attack_s", "480 ms", 0.48),
        ("amp_attack_s", "2,5 s", 2.5),
        ("chorus_delay_ms", "3.7", 3.7),
        ("chorus_delay_ms", "0.004 s", 4.0),
        ("osc1_wave", " sawtooth ", 2.0),
        ("reverb_on", "ON", 1.0),
        ("master_db", "-6 dB", -6.0),
        ("osc2_semitones", "-12 st", -12.0),
        ("chorus_mix", "48 %", 48.0),
    ],
)
def test_players_may_type_with_or_without_units(id: str, text: str, value: float) -> None:
    assert parameter(id).parse(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "loud", "nan", "inf", "1;2", "0x10", "--1"])
def test_what_is_no_value_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(ParameterError, match=r"0 Hz to 20\.0 kHz"):
        parameter("filter1_cutoff_hz").parse(text)


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(ParameterError, match="'cutoff'"):
        parameter("cutoff")


def test_half_the_travel_of_a_cutoff_is_a_musical_middle() -> None:
    middle = parameter("filter1_cutoff_hz").from_unit(0.5)
    assert math.log2(middle / 20.0) == pytest.approx(5.0, abs=0.5)
