"""Where compiled kernels are kept: a folder of the user's, named by the sources they came from.

numba notices when the file of a kernel changes, but not when a file that it calls into does: after an
update an old callback could meet a new memory layout. A folder for each state of the sources rules
that out. It also keeps the program's own folder as it was installed, which may not be writable.
"""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import platformdirs

KEPT: Final = 3
"""States of the sources whose kernels are kept; older ones are thrown away."""
VARIABLE: Final = "NUMBA_CACHE_DIR"
_ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = (
    "synth/dsp/*.py",
    "synth/allocation.py",
    "synth/controls.py",
    "synth/engine.py",
    "synth/events.py",
    "synth/parameters.py",
    "synth/sample_bank.py",
    "synth/state.py",
    "synth/units.py",
    "synth/voice.py",
    "app/engine/callback.py",
    "app/engine/serve.py",
    "app/ink.py",
    "app/engine/layout.py",
    "models/sketch_to_patch/corners.py",
    "models/sketch_to_patch/line_map.py",
    "models/sketch_to_patch/raster.py",
)
"""Files that hold kernels, or constants and layouts that are compiled into them."""


def sources_fingerprint(root: Path = _ROOT) -> str:
    """A short name for the present state of the files in SOURCES."""
    digest = hashlib.sha256(sys.version.encode())
    files = [path for pattern in SOURCES for path in sorted(root.glob(pattern))]
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    if not files:  # a frozen program has its sources inside: it changes as a whole
        executable = Path(sys.executable).stat()
        digest.update(f"{executable.st_mtime_ns} {executable.st_size}".encode())
    return digest.hexdigest()[:16]


def use_cache_folder() -> Path:
    """Tell numba where to keep kernels, unless the environment does; returns the folder."""
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given)
    home = Path(platformdirs.user_cache_dir("bouba", appauthor=False)) / "kernels"
    folder = home / sources_fingerprint()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="bouba-kernels-"))
    with contextlib.suppress(OSError):  # another program may be at it
        _throw_away_old(home)
    os.environ[VARIABLE] = str(folder)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


def is_complete() -> bool:
    """Whether every kernel of the program lies in the folder in use, for this processor."""
    return _mark().exists()


def mark_complete() -> None:
    """Note that every kernel lies in the folder in use. Raises OSError when the folder cannot be written."""
    _mark().touch()


def _mark() -> Path:
    # Imported here: whoever only chooses the folder must not wait for them.
    import numba
    from llvmlite.binding import get_host_cpu_name

    return use_cache_folder() / f"complete-{numba.__version__}-{get_host_cpu_name()}"


def _throw_away_old(home: Path) -> None:
    folders = sorted((path for path in home.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for folder in folders[:-KEPT]:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
