"""Work that was replaced before it was saved: kept as preset files, the newest few.

Nobody is asked before a preset is opened. Undo brings the old work back, and so do these files
when the program was closed since.
"""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import Final

from app.preset_names import SUFFIX, file_name_of
from app.session_text import preset_of
from app.work import Work
from synth.errors import PresetError
from synth.presets import save_preset

MOST: Final = 20


class UnsavedWork:
    """A folder of at most `MOST` presets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, work: Work) -> str:
        """Write an edited work down; a sentence when that failed, else ""."""
        now = datetime.now().astimezone()
        name = f"{work.name[:60]} {now:%d %b %H.%M.%S}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            save_preset(self.folder / file_name_of(f"{now:%Y%m%d %H%M%S %f} {work.name}"), preset_of(work, name))
        except (OSError, PresetError) as error:
            return f"The unsaved work before it could not be kept as a file, undo has it. {error}"
        for old in sorted(self.folder.glob(f"*{SUFFIX}"), reverse=True)[MOST:]:
            with contextlib.suppress(OSError):
                old.unlink()
        return ""
