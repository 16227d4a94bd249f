"""Settings of all tests: no real display, no real home folder, the same hypotheses every time."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.paths import home_variables
from synth.kernel_cache import use_cache_folder

# Before anything imports Qt: widgets are drawn off screen unless a test brings its own display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Two cores are shared with audio streams under test.
os.environ.setdefault("OMP_NUM_THREADS", "2")

# Kernels compiled once serve every test and every process that a test starts, whatever its home folder.
use_cache_folder()

# As in the window: objects of Qt in cycles must not be destroyed by a thread that happens to run.
gc.disable()

settings.register_profile(
    "bouba", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bouba")


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings, caches and documents of the person who runs the tests are never touched."""
    home = tmp_path_factory.mktemp("home")
    for name, value in home_variables(home).items():
        monkeypatch.setenv(name, value)
    yield home


@pytest.fixture(scope="session", autouse=True)
def modules_are_no_garbage() -> None:
    """What is loaded by now is looked at no more: collecting after each test then takes milliseconds."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_is_collected_here() -> Iterator[None]:
    """After each test, in the thread of the tests: a window left over would take keys from the next one.

    What is still there then is looked at no more, else each collection would walk through all that was ever loaded.
    """
    yield
    gc.collect()
    gc.freeze()
