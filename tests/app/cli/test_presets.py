"""`bouba presets` lists what comes with the program."""

import json

from synth.presets import factory_presets
from tests.app.cli.conftest import Run


def test_every_preset_has_its_line(bouba: Run) -> None:
    lines = bouba("presets").out.splitlines()
    assert len(lines) == len(factory_presets())
    assert lines[0].split() == ["Paper", "1", "paper"]


def test_json_is_a_list_with_name_tags_and_comment(bouba: Run) -> None:
    entries = json.loads(bouba("presets", "--json").out)
    assert [entry["name"] for entry in entries] == [preset.name for preset in factory_presets()]
    assert all(set(entry) == {"name", "tags", "comment"} for entry in entries)
