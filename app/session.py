"""The works in progress on disk: written every few seconds, read at the next start.

The present work stands as a preset under "preset", what lies in the other slots under "slots", the morph pad
under "morph".
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.document import SLOTS, Session
from app.morph_pad import CORNERS, Pad
from app.morph_pad_file import read_pad
from app.session_text import SessionText
from app.settings import keep_aside
from app.work import About, Work
from models.errors import SketchError
from models.sketch_to_patch.stroke import Sketch
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError, PresetError
from synth.parameters import PERFORMANCE
from synth.patch import Patch
from synth.preset_file import MAX_BYTES, read_limited
from synth.presets import Preset, preset_from_bytes

LARGEST_BYTES: Final = (SLOTS + CORNERS + 1) * MAX_BYTES
"""Room for a drawing of the largest size in every slot and at every corner of the morph pad."""
NOT_READ: Final = "The last session could not be read, so Bouba starts with an empty canvas."


def work_of(preset: Preset, path: Path | None, *, slot: int = 0) -> tuple[Work, str]:
    """A preset as a work, and a sentence when its drawing could not be read."""
    sketch, problem = Sketch(), ""
    if preset.sketch is not None:
        try:
            sketch = Sketch.from_json(preset.sketch)
        except SketchError as error:
            # Without its file: saving asks for another one, so that the drawing in this one is not lost.
            path, problem = None, f"{error} The sound of {preset.name} is there all the same."
    about = About(
        preset.name, path, preset.tags, preset.author, preset.comment, preset.map_name, preset.unknown,
        saved=(sketch, preset.patch, preset.locks, preset.sample, preset.cover),
    )  # fmt: skip
    work = Work(
        sketch, preset.patch, None, preset.locks, about, slot, sketch.tone, sample=preset.sample, cover=preset.cover
    )
    return work, problem


def write_session(path: Path, session: Session, text: SessionText | None = None) -> str:
    """Write the works in progress; a sentence when that failed, else "". `text` remembers what it wrote before."""
    try:
        data = (text or SessionText()).of(session)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except (OSError, FileWriteError, PresetError, ValueError) as error:
        return str(error)
    return ""


def read_session(path: Path) -> tuple[Session, str]:
    """The last works, and a sentence when something was wrong. What cannot be read is kept aside."""
    try:
        path.stat()
    except FileNotFoundError:
        return Session(), ""
    except OSError:
        pass  # reading it will say why
    try:
        envelope = json.loads(read_limited(path, LARGEST_BYTES))
        slot = envelope.get("slot", 0)
        if not isinstance(slot, int) or not 0 <= slot < SLOTS:
            slot = 0
        work, problem = _work(envelope, slot)
    except (PresetError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Session(), NOT_READ + keep_aside(path)
    slots, lost = _slots(envelope.get("slots"), slot)
    if lost:
        problem = f"{problem} Not every slot of the last session could be read.".strip()
    try:
        pad = read_pad(envelope.get("morph"), lambda entry: _work(entry, 0))
    except (PresetError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pad = Pad()
        problem = f"{problem} The morph pad of the last session could not be read and is empty.".strip()
    return Session(work, slots, pad), f"{problem}{keep_aside(path)}" if problem else ""


def _work(entry: dict[str, Any], slot: int) -> tuple[Work, str]:
    """Raises PresetError, or what a dictionary of another shape raises."""
    where = entry.get("path")
    preset = preset_from_bytes(json.dumps(entry["preset"]).encode(), "the last session")
    work, problem = work_of(preset, Path(where) if isinstance(where, str) else None, slot=slot)
    work = replace(work, replaced=_replaced(entry.get("own"), work.patch))
    if entry.get("edited") is not False:  # what its file has is not known here
        work = replace(work, about=replace(work.about, saved=None))
    return work, problem


def _replaced(own: object, patch: Patch) -> tuple[tuple[str, float, float], ...]:
    """The player's performance values under those that a drawing set; what is none is left out."""
    if not isinstance(own, dict):
        return ()
    return tuple(
        (row.id, float(own[row.id]), patch[row.id])
        for row in PERFORMANCE
        if isinstance(own.get(row.id), int | float) and row.minimum <= own[row.id] <= row.maximum
    )


def _slots(entries: object, present: int) -> tuple[tuple[Work | None, ...], bool]:
    """What lies in the slots, and whether some of it was lost."""
    slots: list[Work | None] = [None] * SLOTS
    lost = entries is not None and not isinstance(entries, list)
    for slot, entry in enumerate(entries[:SLOTS] if isinstance(entries, list) else ()):
        if entry is None or slot == present:
            continue
        try:
            slots[slot], problem = _work(entry, slot)
            lost = lost or bool(problem)
        except (PresetError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            lost = True
    return tuple(slots), lost
