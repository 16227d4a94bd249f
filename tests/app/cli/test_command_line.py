"""What holds for every command: quick help, one sentence of error, exit codes, never a trace."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

import app
from app.cli import display
from app.engine import layout
from tests.app.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[3]


def is_one_sentence(err: str) -> bool:
    return err.startswith("Error: ") and err.count("\n") == 1 and err.endswith(".\n") and "Traceback" not in err


def test_help_names_every_command(bouba: Run) -> None:
    outcome = bouba("--help")
    assert outcome.code == 0
    for name in ("predict", "render", "presets", "doctor", "bench"):
        assert name in outcome.out


def test_help_of_each_command_begins_with_its_line_in_the_list(bouba: Run) -> None:
    for line in bouba("--help").out.partition("Commands:\n")[2].splitlines():
        name, _, summary = line.strip().partition(" ")
        if name == "bench":
            continue  # its help says more than the list can
        assert summary.strip().split()[0] in bouba(name, "--help").out


def test_version_is_that_of_the_program(bouba: Run) -> None:
    assert bouba("--version").out.strip() == f"Bouba, version {app.__version__}"


@pytest.mark.parametrize("words", [["dance"], ["predict"], ["render", "x"], ["bench", "nothing"], ["--loud"]])
def test_wrong_usage_is_exit_code_2(bouba: Run, words: list[str]) -> None:
    outcome = bouba(*words)
    assert outcome.code == 2
    assert "Usage: " in outcome.err
    assert "Traceback" not in outcome.err


def test_no_display_is_one_sentence(bouba: Run) -> None:
    outcome = bouba()
    if sys.platform == "linux":
        assert outcome.code == 1
        assert is_one_sentence(outcome.err)
        assert "no display" in outcome.err


def test_a_system_without_shared_memory_is_one_sentence(bouba: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "/psm_1")

    assert layout.memory_problem() == ""
    monkeypatch.setattr(layout.shared_memory, "SharedMemory", refused)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    outcome = bouba()
    assert outcome.code == 1
    assert is_one_sentence(outcome.err)
    assert "shared memory" in outcome.err
    assert "Permission denied" in outcome.err


@pytest.mark.skipif(sys.platform != "linux", reason="pages are taken beforehand on Linux alone")
def test_shared_memory_without_room_is_said_and_none_is_left(bouba: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Path] = []

    def full(file: int, *_: int) -> None:
        taken.append(Path(f"/proc/self/fd/{file}").readlink())
        assert taken[-1].is_file()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(layout.os, "posix_fallocate", full)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    outcome = bouba()
    assert outcome.code == 1
    assert is_one_sentence(outcome.err)
    assert "No space left" in outcome.err
    assert taken and not any(it.exists() for it in taken)


@pytest.mark.skipif(sys.platform != "linux", reason="X is asked on Linux alone")
def test_a_display_that_does_not_answer_is_one_sentence() -> None:
    assert "does not answer" in display.display_problem({"DISPLAY": ":9876"})
    assert display.display_problem({"QT_QPA_PLATFORM": "offscreen"}) == ""


def test_an_unexpected_failure_is_a_sentence_and_its_trace_goes_to_a_file(
    bouba: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("synth.presets.factory_presets", burst)
    monkeypatch.setattr("app.cli.presets.factory_presets", burst)
    outcome = bouba("presets")
    assert outcome.code == 1
    assert "ZeroDivisionError" in outcome.err
    assert "Traceback" not in outcome.err
    log = Path(outcome.err.rpartition("The details are in ")[2].strip().removesuffix("."))
    assert "burst" in log.read_text(encoding="utf-8")


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f'"{sys.executable}" -m app presets | head -n 1'
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.stdout.split() == ["Paper", "1", "paper"]
    assert "Error" not in result.stderr
