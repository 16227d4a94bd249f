"""`bouba train`: what it writes, and when it writes nothing."""

from pathlib import Path

import pytest

from app.cli import run_command_line, train
from models.sketch_map.map_file import load_map, save_map
from models.sketch_map.training_check import Verdict
from tests.app.pretended_training import BAD, GOOD, LEARNT, MINE, NETWORK, child


@pytest.fixture
def maps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    save_map(tmp_path / "mine.boubamap", MINE)
    monkeypatch.setattr(train, "missing_group", lambda: "")
    monkeypatch.setattr(train, "TrainingChild", lambda: child(LEARNT))
    return tmp_path


def trained(maps: Path, monkeypatch: pytest.MonkeyPatch, verdict: Verdict) -> int:
    monkeypatch.setattr("app.training_child.check", lambda *_: verdict)
    return run_command_line(["train", str(maps / "mine.boubamap"), str(maps / "out.boubamap"), "--minutes", "1"])


def test_a_network_that_passes_is_written_into_another_map(
    maps: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(maps, monkeypatch, GOOD) == 0
    written = load_map(maps / "out.boubamap").sketch_map
    assert written.network == NETWORK
    assert [it.id for it in written.examples] == ["e1"]
    assert load_map(maps / "mine.boubamap").sketch_map.network is None
    assert "error         1.0 % (before 20.0 %)" in capsys.readouterr().out


def test_a_network_that_fails_is_not_written(
    maps: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(maps, monkeypatch, BAD) == 1
    assert not (maps / "out.boubamap").exists()
    assert "was not written" in capsys.readouterr().err


def test_the_missing_group_is_one_sentence(
    maps: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "missing_group", lambda: "Training needs the group `train`.")
    assert trained(maps, monkeypatch, GOOD) == 1
    assert capsys.readouterr().err == "Error: Training needs the group `train`.\n"


def test_a_place_that_cannot_take_the_map_is_said_before_the_training(
    maps: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "TrainingChild", lambda: pytest.fail("it was trained"))
    before = (maps / "mine.boubamap").read_bytes()
    (maps / "folder.boubamap").mkdir()
    (maps / "link.boubamap").symlink_to(maps / "mine.boubamap")
    for name in ("mine.boubamap", "link.boubamap", "folder.boubamap", f"{'w' * 300}.boubamap", "no/out.boubamap"):
        assert run_command_line(["train", str(maps / "mine.boubamap"), str(maps / name)]) == 2
        assert "choose" in capsys.readouterr().err or name == "no/out.boubamap"
    assert (maps / "mine.boubamap").read_bytes() == before


def test_another_ending_is_wrong_usage(maps: Path) -> None:
    assert run_command_line(["train", str(maps / "mine.boubamap"), str(maps / "out.json")]) == 2
