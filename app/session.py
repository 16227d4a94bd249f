"""The work in progress on disk: written every few seconds, read at the next start."""

import json
from pathlib import Path

from app.document import UNTITLED, Document, Work
from app.settings import keep_aside
from models.errors import SketchError
from models.sketch_to_patch.stroke import Sketch
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError, PresetError
from synth.preset_file import read_limited
from synth.presets import Preset, preset_from_bytes, preset_to_bytes


def preset_of(work: Work, name: str) -> Preset:
    """A work as a preset, its drawing inside."""
    sketch = None if work.sketch.is_empty else work.sketch.to_json()
    return Preset(name, work.patch, sketch, tags=work.tags, map_name="paper", locks=work.locks)


def work_of(preset: Preset, path: Path | None) -> tuple[Work, str]:
    """A preset as a work, and a sentence when its drawing could not be read."""
    sketch, problem = Sketch(), ""
    if preset.sketch is not None:
        try:
            sketch = Sketch.from_json(preset.sketch)
        except SketchError as error:
            problem = f"{error} The sound of {preset.name} is there all the same."
    return Work(sketch, preset.patch, None, preset.locks, preset.name, path, preset.tags), problem


def write_session(path: Path, document: Document) -> str:
    """Write the work in progress; a sentence when that failed, else ""."""
    work = document.work
    envelope = {
        "edited": document.is_edited,
        "path": None if work.path is None else str(work.path),
        "preset": json.loads(preset_to_bytes(preset_of(work, work.name))),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(envelope, ensure_ascii=False).encode())
    except (OSError, FileWriteError) as error:
        return str(error)
    return ""


def read_session(path: Path) -> tuple[Work, bool, str]:
    """The last work, whether it was saved in its preset, and a sentence when something was wrong."""
    if not path.exists():
        return Work(), True, ""
    try:
        envelope = json.loads(read_limited(path))
        preset = preset_from_bytes(json.dumps(envelope["preset"]).encode(), "the last session")
        where = envelope.get("path")
        work, problem = work_of(preset, Path(where) if isinstance(where, str) else None)
        return work, envelope.get("edited") is False, problem
    except (PresetError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Work(name=UNTITLED), True, f"The last session could not be read.{keep_aside(path)}"
