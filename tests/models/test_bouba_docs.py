"""The tables of the map "Bouba" are those that the code makes, and every promise can be measured."""

from pathlib import Path

from models.sketch_to_patch.anchors import CHARACTERS
from models.sketch_to_patch.geometry import NAMES
from models.sketch_to_patch.map_data import KINDS
from models.sketch_to_patch.promises import PROMISES, as_tables
from models.sound_features import FEATURES

DOCUMENT = Path(__file__).parents[2] / "models" / "BOUBA.md"


def test_tables_are_those_that_the_code_makes() -> None:
    _, _, tables = DOCUMENT.read_text(encoding="utf-8").partition("<!-- tables -->\n")
    assert tables.strip() == as_tables().strip(), "put as_tables() below the mark"


def test_each_property_and_each_feature_is_promised_once() -> None:
    assert {promise.property for promise in PROMISES} == set(NAMES) - {"weight"}
    features = [promise.feature for promise in PROMISES]
    assert len(set(features)) == len(features)
    assert set(features) <= set(FEATURES)


def test_at_least_24_things_have_a_character_of_their_own_and_can_be_drawn() -> None:
    assert len(CHARACTERS) >= 24
    assert len(set(CHARACTERS.values())) == len(CHARACTERS)
    assert set(CHARACTERS) <= set(KINDS)
