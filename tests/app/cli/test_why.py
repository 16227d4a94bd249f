"""`bouba why` tells what is measured and which part decides."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.__main__ import main
from models.sketch_to_patch.geometry import NAMES
from synth.parameters import PREDICTED
from tests.app.cli.conftest import Run


def test_circle_is_measured_as_round_and_closed_with_words_of_the_map(bouba: Run, circle_picture: Path) -> None:
    outcome = bouba("why", circle_picture, "--map", "bouba")
    assert outcome.code == 0, outcome.err
    assert "round / sharp     0 %" in outcome.out
    assert "reverb type 6 to 120" in outcome.out
    assert sum(" (default " in line for line in outcome.out.splitlines()) == 5


def test_other_map_does_not_claim_to_be_made_from_what_is_measured(bouba: Run, circle_picture: Path) -> None:
    outcome = bouba("why", circle_picture, "--map", "paper")
    assert outcome.code == 0, outcome.err
    assert "reverb type 6 to 120" not in outcome.out
    assert "as a share of the canvas" in outcome.out


def test_json_has_the_properties_and_the_shares_of_a_knob(bouba: Run, triangle_picture: Path) -> None:
    outcome = bouba("why", triangle_picture, "--map", "bouba", "--knob", "filter1_cutoff_hz", "--json")
    assert outcome.code == 0, outcome.err
    answer = json.loads(outcome.out)
    assert answer["made_from_properties"] is True
    assert sorted(it["id"] for it in answer["properties"]) == sorted(NAMES)
    (knob,) = answer["knobs"]
    assert knob["id"] == "filter1_cutoff_hz"
    assert knob["parts"]
    assert sum(abs(part["share"]) for part in knob["parts"]) <= 1.0 + 1e-9


def test_five_knobs_are_predicted_ones(bouba: Run) -> None:
    answer = json.loads(bouba("why", "Kiki Lead", "--map", "bouba", "--json").out)
    ids = [knob["id"] for knob in answer["knobs"]]
    assert len(ids) == len(set(ids)) == 5
    assert set(ids) <= {row.id for row in PREDICTED}


def test_heat_is_a_picture_with_colours_in_it(bouba: Run, tmp_path: Path) -> None:
    out = tmp_path / "heat.png"
    outcome = bouba("why", "Five Strings", "--map", "bouba", "--knob", "filter1_cutoff_hz", "--heat", out)
    assert outcome.code == 0, outcome.err
    assert "filter 1 cutoff" in outcome.err
    pixels = np.asarray(Image.open(out).convert("RGB")).astype(int)
    assert (pixels[..., 0] - pixels[..., 2]).max() > 60
    assert (pixels[..., 2] - pixels[..., 0]).max() > 40


def test_knob_that_is_not_predicted_is_said_to_be_so(bouba: Run, circle_picture: Path) -> None:
    outcome = bouba("why", circle_picture, "--knob", "pulse_width")
    assert outcome.code == 0
    assert "pulse width is not predicted" in outcome.err


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--knob", "nothing"), 1, "no parameter 'nothing'"),
        (("--heat", "picture.jpg"), 2, "must end in .png"),
        (("--heat", "nowhere/picture.png"), 2, "does not exist"),
    ],
)
def test_wrong_words_are_answered_in_a_sentence(
    bouba: Run, circle_picture: Path, words: tuple[str, ...], code: int, sentence: str
) -> None:
    outcome = bouba("why", circle_picture, *words)
    assert outcome.code == code
    assert sentence in outcome.err
    assert "Traceback" not in outcome.err


def test_signs_that_the_terminal_lacks_are_shown_as_question_marks(
    circle_picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr("sys.stdout", shown)
    strange = circle_picture.rename(circle_picture.with_name("c\N{SNOWMAN}.png"))
    assert main(["why", str(strange)]) == 0
    shown.flush()
    shown.buffer.seek(0)
    assert b"c?.png" in shown.buffer.read()


def test_drawing_that_is_not_there_is_said(bouba: Run) -> None:
    outcome = bouba("why", "no such thing")
    assert outcome.code == 1
    assert "neither a file nor a factory preset" in outcome.err
