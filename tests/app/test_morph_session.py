"""The morph pad in the session file: comes back whole, and costs nothing else when it is damaged."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.document import Document, Session
from app.morph_pad import Corner, Pad, Place, Space
from app.session import read_session, write_session
from app.work import About, Work
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch

DRAWING = Sketch((Stroke(Tool.PEN, (Point(0.25, 0.25), Point(0.5, 0.75, 0.5)), 0.05, True),), inverted=True)
PAD = Pad(
    (
        Corner("Round ♪", DRAWING, Patch.of({"amp_attack_s": 1.0})),
        None,
        Corner("Sharp", Sketch(), Patch.default()),
        None,
    ),
    Space.DRAWINGS,
    (0.25, 0.75),
    (Place(0.0, 0.0, 1.0), Place(0.016, 0.125, 0.5)),
    loops=False,
)
WORK = Work(DRAWING, Patch.of({"chorus_mix": 42.0}), about=About("Mine", saved=None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.json"


def test_pad_comes_back_with_the_session(path: Path) -> None:
    assert write_session(path, Session(WORK, pad=PAD)) == ""
    assert read_session(path) == (Session(WORK, pad=PAD), "")


def test_session_from_before_there_was_a_pad_is_read(path: Path) -> None:
    write_session(path, Session(WORK, pad=PAD))
    entries = json.loads(path.read_text())
    del entries["morph"]
    path.write_text(json.dumps(entries))
    assert read_session(path) == (Session(WORK), "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", 2), ("space", "smells"), ("cursor", [0.5]), ("cursor", [0.5, 7.0]), ("cursor", [0.5, float("nan")]),
        ("loops", "yes"), ("path", [[0.0, 0.5]]), ("path", [[2.0, 0.5, 0.5], [1.0, 0.5, 0.5]]),
        ("path", [[0.0, 0.5, 1.5], [1.0, 0.5, 0.5]]), ("corners", [None]),
        ("corners", [{"preset": "?"}, None, None, None]),
        ("corners", 7), ("more", 1),
    ],
)  # fmt: skip
def test_damaged_pad_costs_only_itself(path: Path, key: str, value: Any) -> None:
    write_session(path, Session(WORK, pad=PAD))
    entries = json.loads(path.read_text())
    entries["morph"][key] = value
    path.write_text(json.dumps(entries))
    session, problem = read_session(path)
    assert session == Session(WORK)
    assert "morph pad" in problem
    assert not path.exists(), "kept aside"


def test_pad_that_is_something_else_costs_only_itself(path: Path) -> None:
    write_session(path, Session(WORK, pad=PAD))
    entries = json.loads(path.read_text())
    entries["morph"] = [1, 2]
    path.write_text(json.dumps(entries))
    assert read_session(path)[0] == Session(WORK)


def test_document_begins_with_the_pad_and_says_when_it_changes() -> None:
    document = Document()
    said: list[Pad] = []
    document.pad_changed.connect(said.append)
    document.start_with(Session(WORK, pad=PAD))
    assert document.session == Session(WORK, pad=PAD)
    assert said == [PAD]
