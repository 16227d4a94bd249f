"""`bouba map`: a map is made, taught, changed and shown in words, and its file heard by the other commands."""

import json
from pathlib import Path

import pytest
from PIL import Image

from models.sketch_map.map_file import load_map
from synth.parameters import PERFORMANCE
from synth.presets import find_factory
from tests.app.cli.conftest import Run


@pytest.fixture
def mine(bouba: Run, tmp_path: Path, circle_picture: Path, triangle_picture: Path) -> Path:
    """A map with a circle and a triangle."""
    path = tmp_path / "mine.boubamap"
    assert bouba("map", "new", path, "--name", "Mine").code == 0
    assert bouba("map", "teach", path, circle_picture, "Deep Bass").code == 0
    assert bouba("map", "teach", path, triangle_picture, "Glass Bell", "--name", "Bell").code == 0
    return path


def shown(bouba: Run, path: Path) -> dict[str, object]:
    facts: dict[str, object] = json.loads(bouba("map", "show", path, "--json").out)
    return facts


def test_a_taught_drawing_has_exactly_its_sound_on_the_command_line(
    bouba: Run, mine: Path, circle_picture: Path
) -> None:
    answer = json.loads(bouba("predict", circle_picture, "--map", mine, "--json").out)
    bass = find_factory("Deep Bass").patch
    for heard in (*answer["parameters"], *answer["performance"]):
        value = heard["value"]
        assert value == (pytest.approx(bass[heard["id"]]) if isinstance(value, float) else value)
    told = {it["id"] for it in answer["performance"]}
    assert told == {row.id for row in PERFORMANCE if bass[row.id] != row.default}
    assert answer["nearest"]["preset"] == "Deep Bass"
    assert [it.name for it in load_map(mine).sketch_map.examples] == ["circle", "Bell"]


def test_the_same_drawing_is_taught_anew(bouba: Run, mine: Path, circle_picture: Path) -> None:
    assert bouba("map", "teach", mine, circle_picture, "Wind").code == 0
    examples = load_map(mine).sketch_map.examples
    assert len(examples) == 2
    assert examples[-1].patch == find_factory("Wind").patch


def test_examples_are_shown_changed_and_removed(bouba: Run, mine: Path) -> None:
    listed = bouba("map", "show", mine)
    assert "Mine: 2 drawings on bouba" in listed.out
    assert "100%  Bell" in listed.out
    words = ("--weight", "0.5", "--off", "--name", "Chime", "--sound", "Wind")
    assert bouba("map", "change", mine, "bell", *words).code == 0
    changed = load_map(mine).sketch_map.examples[1]
    assert (changed.name, changed.weight, changed.enabled) == ("Chime", 0.5, False)
    assert changed.patch == find_factory("Wind").patch
    assert bouba("map", "reach", mine, "2").code == 0
    assert bouba("map", "remove", mine, "circle").code == 0
    facts = shown(bouba, mine)
    assert (facts["reach"], len(facts["examples"])) == (2.0, 1)  # type: ignore[arg-type]


def test_drawings_that_look_alike_but_sound_different_are_named(
    bouba: Run, mine: Path, circle_picture: Path, tmp_path: Path
) -> None:
    image = Image.open(circle_picture)
    again = Image.new("L", image.size, 255)
    again.paste(image, (4, 3))
    again.save(tmp_path / "again.png")
    bouba("map", "teach", mine, tmp_path / "again.png", "Wind")
    assert "again look alike but sound different" in bouba("map", "show", mine).out
    assert len(shown(bouba, mine)["conflicts"]) == 1  # type: ignore[arg-type]


def test_a_map_begins_with_the_drawings_of_another(bouba: Run, tmp_path: Path) -> None:
    path = tmp_path / "sky.boubamap"
    assert bouba("map", "new", path, "--base", "weather").code == 0
    sky = load_map(path).sketch_map
    assert sky.name == "sky"
    assert len(sky.examples) > 10
    assert "drawings on bouba" in bouba("map", "show", "Weather").out


def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    bouba: Run, mine: Path, circle_picture: Path, tmp_path: Path
) -> None:
    before = mine.read_bytes()
    empty = tmp_path / "empty.png"
    Image.new("L", (100, 100), 255).save(empty)
    damaged = tmp_path / "damaged.boubamap"
    damaged.write_bytes(b"no map")
    for words in (
        ("new", mine),
        ("new", tmp_path / "it.txt"),
        ("teach", mine, empty, "Wind"),
        ("teach", mine, circle_picture, "No Such Preset"),
        ("teach", mine, "No Such Drawing", "Wind"),
        ("teach", mine, circle_picture, "Wind", "--weight", "2"),
        ("teach", tmp_path / "missing.boubamap", circle_picture, "Wind"),
        ("teach", damaged, circle_picture, "Wind"),
        ("change", mine, "nobody", "--off"),
        ("remove", mine, "nobody"),
        ("reach", mine, "99"),
        ("show", "no such map"),
    ):
        outcome = bouba("map", *words)
        assert outcome.code in (1, 2), words
        assert outcome.err.strip(), words
        assert "Traceback" not in outcome.err
    assert mine.read_bytes() == before
    assert damaged.read_bytes() == b"no map"
