"""The tone of a picture in the sound: neutral changes nothing, each number moves its feature, locks and hands hold."""

from pathlib import Path

import pytest

from models.sketch_to_patch.promises import PROMISES, Promise
from models.sketch_to_patch.tone import NAMES, NEUTRAL, Tone
from models.sketch_to_patch.tone_promises import TONE_PROMISES, tone_table
from models.sketch_to_patch.tone_sound import DRAWN, PLACES, ROWS, changed_tone, with_tone
from models.tone_features import FEATURES, tone_features_of
from synth.parameters import PERFORMANCE, PREDICTED, parameter
from synth.patch import Patch

DOCUMENT = Path(__file__).parents[2] / "models" / "BOUBA.md"
PLAYED = Patch.of({"drive_db": 9.0, "amp_attack_s": 0.4, "reverb_mix": 44.0, "velocity_sens": 20.0})
VIVID = Tone(brightness=0.8, contrast=0.6, colour=0.7, warmth=0.9, relief=0.6, fineness=0.6, regularity=0.7)
VOICE = Patch.of(
    {"osc1_wave": "Sawtooth", "osc2_level": 50.0, "filter1_type": "Lowpass", "filter1_cutoff_hz": 1500.0,
     "filter2_type": "Highpass", "filter2_cutoff_hz": 150.0, "reverb_on": False}
)  # fmt: skip


def test_table_is_the_one_that_the_code_makes() -> None:
    _, _, after = DOCUMENT.read_text(encoding="utf-8").partition("<!-- tones -->\n")
    table, mark, _ = after.partition("<!-- end of tones -->")
    assert mark and table.strip() == tone_table().strip(), "put tone_table() between the marks"


def test_each_number_moves_a_feature_of_its_own_by_rows_that_no_drawing_moves() -> None:
    assert {place.property for place in PLACES} == set(NAMES)
    assert {promise.feature for promise in TONE_PROMISES} == set(FEATURES)
    assert set(ROWS) <= {row.id for row in PERFORMANCE}
    assert len(set(ROWS)) == len(ROWS)
    assert set(FEATURES).isdisjoint(promise.feature for promise in PROMISES)
    assert {row.id for row in PREDICTED} | set(ROWS) == DRAWN


def test_neutral_tone_changes_nothing() -> None:
    assert with_tone(PLAYED, NEUTRAL) is PLAYED
    assert changed_tone(PLAYED, NEUTRAL, NEUTRAL) is PLAYED


def test_a_number_that_is_neutral_leaves_its_rows_at_their_defaults() -> None:
    red_ink = with_tone(Patch.default(), Tone(colour=0.5))
    moved = {row for row in ROWS if red_ink[row] != parameter(row).default}
    assert moved == {place.row for place in PLACES if place.property == "colour"}


def test_a_tone_leaves_the_33_values_alone_and_stays_within_the_ranges_of_its_rows() -> None:
    for tone in (VIVID, Tone(**dict.fromkeys(NAMES, 0.0)), Tone(**dict.fromkeys(NAMES, 1.0))):
        patch = with_tone(PLAYED, tone)
        assert (patch.to_unit() == PLAYED.to_unit()).all()
        for place in PLACES:
            ends = place.low, place.high, parameter(place.row).default
            assert min(ends) - 1e-9 <= patch[place.row] <= max(ends) + 1e-9


def test_locked_rows_stay_as_they_are() -> None:
    patch = with_tone(PLAYED, VIVID, keep={"drive_db"})
    assert patch["drive_db"] == 9.0
    assert patch["velocity_sens"] == with_tone(PLAYED, VIVID)["velocity_sens"] != 20.0


def test_without_a_picture_rows_go_back_but_for_those_that_a_hand_has_turned() -> None:
    heard = with_tone(PLAYED, VIVID).replace({"amp_release_s": 1.25})
    after = changed_tone(heard, VIVID, NEUTRAL, keep={"drive_db"})
    assert after["amp_release_s"] == 1.25
    assert after["drive_db"] == heard["drive_db"]
    others = set(ROWS) - {"amp_release_s", "drive_db"}
    assert all(after[row] == parameter(row).default for row in others)


@pytest.mark.parametrize("promise", TONE_PROMISES, ids=lambda promise: promise.property)
def test_each_number_moves_its_feature_as_promised(promise: Promise) -> None:
    places = [place for place in PLACES if place.property == promise.property]
    low, high = min(place.start for place in places), max(place.stop for place in places)
    column = FEATURES.index(promise.feature)
    found = [
        tone_features_of(with_tone(VOICE, Tone(**{promise.property: value}))).as_array()[column]
        for value in (low, 0.5 * (low + high), high)
    ]
    if not promise.rises:
        found.reverse()
    assert found[0] < found[2]
    assert found[0] - 1e-6 <= found[1] <= found[2] + 1e-6
