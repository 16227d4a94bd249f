"""Works as the text of a session file, quickly: strokes that were written before are not made into text again."""

import json
from dataclasses import replace
from typing import Any, Final

from app.document import Session
from app.morph_pad import Pad
from app.morph_pad_file import pad_entries, work_at
from app.work import EMPTY, Work
from models.sketch_to_patch.stroke import Sketch, Stroke
from synth.errors import PresetError
from synth.presets import Preset, preset_to_bytes

TOO_LARGE: Final = "The drawing of {} is too large for a file."


def preset_of(work: Work, name: str) -> Preset:
    """A work as a preset, its drawing inside. Raises PresetError for a drawing that could not be read again."""
    about = work.about
    _check(work)
    sketch = None if work.sketch.is_empty else work.sketch.to_json()
    return Preset(
        name, work.patch, sketch, tags=about.tags, author=about.author, comment=about.comment,
        map_name=about.map_name, locks=work.locks, unknown=about.unknown, sample=work.sample, cover=work.cover,
    )  # fmt: skip


class SessionText:
    """Makes sessions into text, one after another. Thread: any, but one at a time."""

    def __init__(self) -> None:
        # By id: to hash a stroke takes as long as to write it. The strokes are kept, so that no id is used anew.
        self._known: dict[int, tuple[Stroke, str]] = {}

    def of(self, session: Session) -> bytes:
        """The content of a session file. Raises PresetError for what could not be read again."""
        before, self._known = self._known, {}
        slots = ", ".join("null" if work is None else self._entry(work, before) for work in session.slots)
        entry = self._entry(session.work, before)
        # ASCII: the path of a preset may have bytes that are no UTF-8, and comes back all the same.
        whole = f'{entry[:-1]}, "slot": {session.work.slot}, "slots": [{slots}]}}'
        return _with_text(whole, "morph", self._pad(session.pad, before)).encode("ascii")

    def _pad(self, pad: Pad, before: dict[int, tuple[Stroke, str]]) -> str:
        """The morph pad as text; its corners are written as works are."""
        corners = ", ".join(
            "null" if corner is None else self._entry(work_at(corner), before) for corner in pad.corners
        )
        return _with(pad_entries(pad), "corners", f"[{corners}]")

    def _entry(self, work: Work, before: dict[int, tuple[Stroke, str]]) -> str:
        _check(work)
        # The small part is checked as every preset is; a drawing that is not too large needs no check.
        preset = json.loads(preset_to_bytes(preset_of(replace(work, sketch=EMPTY), work.name)))
        del preset["sketch"]
        sketch = "null" if work.sketch.is_empty else self._sketch(work.sketch, before)
        head: dict[str, Any] = {"edited": work.is_edited, "path": None if work.path is None else str(work.path)}
        if own := {id: mine for id, mine, told in work.replaced if work.patch[id] == told}:
            head["own"] = own
        return _with(head, "preset", _with(preset, "sketch", sketch))

    def _sketch(self, sketch: Sketch, before: dict[int, tuple[Stroke, str]]) -> str:
        texts = []
        for stroke in sketch.strokes:
            known = self._known.get(id(stroke)) or before.get(id(stroke)) or (stroke, json.dumps(stroke.to_json()))
            self._known[id(stroke)] = known
            texts.append(known[1])
        rest = replace(sketch, strokes=()).to_json()
        del rest["strokes"]
        return _with(rest, "strokes", f"[{', '.join(texts)}]")


def _check(work: Work) -> None:
    if work.sketch.is_too_large:
        raise PresetError(TOO_LARGE.format(work.name[:80]))


def _with(entries: dict[str, Any], key: str, text: str) -> str:
    """A table (not empty) as text with one more entry, which is text already."""
    return _with_text(json.dumps(entries), key, text)


def _with_text(table: str, key: str, text: str) -> str:
    return f'{table[:-1]}, "{key}": {text}}}'
