"""The arrows between the packages, and what must never be loaded where."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def modules_after(statement: str) -> set[str]:
    """Top-level names of all modules loaded by a fresh interpreter after a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(result.stdout.split())


def test_the_import_contracts_hold() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout


def test_help_loads_neither_window_nor_sound_nor_network() -> None:
    loaded = modules_after(
        "from app.__main__ import main\nimport contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(['--help'])"
    )
    assert not loaded & {"PySide6", "numba", "scipy", "onnxruntime", "sounddevice", "rtmidi", "PIL", "torch"}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("synth.presets", {"PySide6", "onnxruntime", "sounddevice", "torch", "numba"}),
        ("app.engine.process", {"PySide6", "pyqtgraph", "onnxruntime", "torch", "pydantic"}),
        ("models.sketch_to_patch.predictor", {"PySide6", "sounddevice", "torch"}),
    ],
)
def test_a_part_of_the_program_loads_nothing_it_does_not_need(module: str, unwanted: set[str]) -> None:
    assert not modules_after(f"import {module}") & unwanted


def test_no_package_hides_the_library_called_packaging() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_locks_name_packages_and_hashes_alone() -> None:
    for path in (ROOT / "packaging").glob("requirements*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "://" not in line, path
            assert line.startswith("    --hash=sha256:") or line[0].isalnum(), f"{path.name}: {line}"


def test_only_one_onnx_runtime_is_in_a_lock_for_each_platform() -> None:
    text = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    markers = [line for line in text.splitlines() if line.startswith("onnxruntime")]
    assert len(markers) == 2
    assert all(";" in line for line in markers)
