"""Kernels are kept by the state of their sources."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from synth import kernel_cache
from synth.kernel_cache import KEPT, SOURCES, sources_fingerprint

ROOT = Path(__file__).resolve().parents[2]
SHOW = "import synth, os; print(os.environ['NUMBA_CACHE_DIR'])"


def _started(home: Path, **more: str) -> Path:
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), **more}
    done = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def test_changed_source_gets_another_folder(tmp_path: Path) -> None:
    kernel = tmp_path / "synth" / "dsp" / "filter.py"
    kernel.parent.mkdir(parents=True)
    kernel.write_text("a = 1")
    before = sources_fingerprint(tmp_path)
    assert sources_fingerprint(tmp_path) == before
    kernel.write_text("a = 2")
    assert sources_fingerprint(tmp_path) != before


def test_every_file_with_kernels_is_among_the_sources() -> None:
    listed = {path for pattern in SOURCES for path in ROOT.glob(pattern)}
    with_kernels = {
        path
        for package in ("synth", "models", "app")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"^from numba|^import numba", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert with_kernels <= listed


def test_folder_is_the_users_and_named_by_the_sources(tmp_path: Path) -> None:
    folder = _started(tmp_path)
    assert folder.name == sources_fingerprint()
    assert folder.is_relative_to(tmp_path)
    assert folder.is_dir()


def test_old_folders_are_thrown_away(tmp_path: Path) -> None:
    home = _started(tmp_path).parent
    for name in ("a", "b", "c", "d"):
        (home / name).mkdir()
        os.utime(home / name, (1, 1))
    present = _started(tmp_path)
    assert present in set(home.iterdir())
    assert len(list(home.iterdir())) == KEPT


def test_unwritable_home_falls_back_to_a_temporary_folder(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    folder = _started(tmp_path, XDG_CACHE_HOME=str(blocked))
    assert folder.is_dir()
    assert not folder.is_relative_to(blocked)
    folder.rmdir()


def test_folder_that_vanishes_while_old_ones_are_thrown_away_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(home: Path) -> None:
        raise FileNotFoundError("another program threw it away first")

    monkeypatch.delenv(kernel_cache.VARIABLE, raising=False)
    monkeypatch.setattr(kernel_cache, "_throw_away_old", vanished)
    monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)
    assert kernel_cache.use_cache_folder().name == sources_fingerprint()
