"""Work that was replaced before it was saved: kept as preset files, the newest few.

Nobody is asked before a preset is opened. Undo brings the old work back, and so do these files
when the program was closed since.
"""

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Final

from app.preset_names import SUFFIX, file_name_of
from app.session_text import preset_of
from app.work import Work
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError, PresetError
from synth.preset_file import read_limited
from synth.presets import preset_to_bytes

MOST: Final = 20
_DATE: Final = re.compile(r"( \d\d \S{1,12} \d\d\.\d\d\.\d\d)+$")
"""What `keep` adds to a name."""


class UnsavedWork:
    """A folder of at most `MOST` presets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, work: Work) -> str:
        """Have an edited work in a file, which is the newest then; a sentence when that failed, else ""."""
        now = datetime.now().astimezone()
        name = _DATE.sub("", work.name)
        try:
            data = preset_to_bytes(preset_of(work, f"{name[:60]} {now:%d %b %H.%M.%S}"))
            if not self._has(_content(data)):
                self.folder.mkdir(parents=True, exist_ok=True)
                write_atomically(self.folder / file_name_of(f"{now:%Y%m%d %H%M%S %f} {name}"), data)
        except (OSError, PresetError, FileWriteError) as error:
            return f"The unsaved work before it could not be kept as a file, undo has it. {error}"
        self._forget_oldest()
        return ""

    def _forget_oldest(self) -> None:
        for old in self._newest_first()[MOST:]:
            with contextlib.suppress(OSError):
                old.unlink()

    def _has(self, content: bytes) -> bool:
        """True when a file has this already; it is the newest then."""
        for path in self._newest_first():
            with contextlib.suppress(OSError, PresetError):
                if _content(read_limited(path)) == content:
                    os.utime(path)
                    return True
        return False

    def _newest_first(self) -> list[Path]:
        # By time, for the library gives files other names; those of one tick have the date in theirs.
        return sorted(self.folder.glob(f"*{SUFFIX}"), key=lambda path: (_time_of(path), path.name), reverse=True)


def _time_of(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _content(data: bytes) -> bytes:
    """Locks, sound and drawing in the bytes of a preset: all that follows its name, words and tags.

    Compared as bytes, since twenty large drawings would take seconds to read.
    """
    _, found, rest = data.partition(b'\n "locks": ')
    return rest if found else data
