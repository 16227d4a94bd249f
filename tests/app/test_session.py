"""The session survives crashes, broken files and full disks; what cannot be read is kept aside and said."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from app.controllers import session_keeper
from app.controllers.session_keeper import SECOND, SessionKeeper
from app.document import Document, Session
from app.session import read_session, work_of, write_session
from app.session_text import SessionText
from app.unsaved_work import UnsavedWork
from app.work import About, Work
from app.workers import session_writer
from models.sketch_to_patch import stroke
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch
from synth.presets import Preset, load_preset
from tests.json_values import any_bytes, any_json

DRAWING = Sketch((Stroke(Tool.PEN, (Point(0.25, 0.25), Point(0.5, 0.75, 0.5)), 0.05, True),), inverted=True)
ABOUT = About(
    "My ♪ pad", Path("/presets/My pad.json"), ("pad", "soft"), "Me", "A comment.\nTwo lines.", "paper",
    {"granular_size_ms": 12.5}, saved=None,
)  # fmt: skip
WORK = Work(DRAWING, Patch.of({"chorus_mix": 42.0}), None, frozenset({"reverb_mix"}), ABOUT, slot=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.json"


def test_session_comes_back_with_everything_a_preset_says(path: Path) -> None:
    other = Work(patch=Patch.of({"chorus_mix": 7.0}), about=replace(ABOUT, name="Other"), slot=3)
    session = Session(WORK, (None, None, None, other))
    assert write_session(path, session) == ""
    assert read_session(path) == (session, "")


def test_saved_work_comes_back_as_saved_and_edited_work_as_edited(path: Path) -> None:
    saved = replace(WORK, about=replace(ABOUT, saved=WORK.content))
    write_session(path, Session(saved))
    assert not read_session(path)[0].work.is_edited
    write_session(path, Session(replace(saved, patch=Patch.default())))
    assert read_session(path)[0].work.is_edited


def test_the_player_has_the_own_values_back_after_a_start(path: Path) -> None:
    own = Work(DRAWING, Patch.of({"amp_attack_s": 0.01, "drive_db": 3.0}))
    taught = own.hearing(own.own.replace({"amp_attack_s": 2.0, "drive_db": 12.0}))
    turned = replace(taught, patch=taught.patch.replace({"drive_db": 6.0}))
    assert write_session(path, Session(turned)) == ""
    back = read_session(path)[0].work
    assert back.patch == turned.patch
    assert (back.own["amp_attack_s"], back.own["drive_db"]) == (0.01, 6.0)


@pytest.mark.parametrize("own", [3, ["amp_attack_s"], {"amp_attack_s": "x", "nothing": 1.0, "drive_db": 1e9}])
def test_own_values_that_are_none_are_left_out(path: Path, own: object) -> None:
    write_session(path, Session(WORK))
    entry = json.loads(path.read_bytes())
    path.write_text(json.dumps(entry | {"own": own}))
    session, problem = read_session(path)
    assert not session.work.replaced
    assert not problem


def test_without_a_session_one_begins_empty_and_silently(path: Path) -> None:
    assert read_session(path) == (Session(), "")


def test_session_of_the_first_version_without_slots_is_read(path: Path) -> None:
    write_session(path, Session(replace(WORK, slot=0)))
    entries = json.loads(path.read_text())
    del entries["slots"], entries["slot"]
    path.write_text(json.dumps(entries))
    assert read_session(path) == (Session(replace(WORK, slot=0)), "")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"{}", b'{"preset": 3}', b'{"preset": {"version": 1}}', b"[" * 100_000,
     b'{"preset": NaN}', b"\x00" * 5000],
    ids=["empty", "torn", "list", "null", "not utf-8", "no preset", "number", "no format", "deep", "nan", "zeros"],
)  # fmt: skip
def test_damaged_session_is_set_aside_and_said(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    session, problem = read_session(path)
    assert session == Session()
    [aside] = path.parent.iterdir()
    assert aside.read_bytes() == content
    assert aside.name in problem
    assert problem.startswith("The last session could not be read")


def test_one_damaged_slot_costs_only_itself(path: Path) -> None:
    write_session(path, Session(WORK, (Work(), None, Work(DRAWING, slot=2), None)))
    entries = json.loads(path.read_text())
    entries["slots"][0] = {"preset": "?"}
    path.write_text(json.dumps(entries))
    session, problem = read_session(path)
    assert session.work == WORK
    assert session.slots[0] is None
    assert session.slots[2] is not None
    assert session.slots[2].sketch == DRAWING
    assert "Not every slot" in problem
    assert "kept as" in problem


def test_drawing_of_very_many_strokes_comes_back(path: Path) -> None:
    dot = Stroke(Tool.PEN, (Point(0.5, 0.5),))
    session = Session(replace(WORK, sketch=Sketch((dot,) * 5_001)))
    assert write_session(path, session) == ""
    assert read_session(path) == (session, "")


def test_drawing_that_could_not_be_read_again_is_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_session(path, Session(WORK))
    before = path.read_bytes()
    monkeypatch.setattr(stroke, "MOST_STROKES", 0)
    assert "too large" in write_session(path, Session(WORK))
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", ["work", "slot"])
def test_session_with_a_drawing_that_cannot_be_read_is_kept_aside(path: Path, place: str) -> None:
    write_session(path, Session(WORK, (None, None, Work(DRAWING, slot=2), None)))
    entries = json.loads(path.read_text())
    entry = entries if place == "work" else entries["slots"][2]
    entry["preset"]["sketch"]["strokes"][0]["tool"] = "spray"
    path.write_text(json.dumps(entries))
    before = path.read_bytes()
    session, problem = read_session(path)
    assert session.work.patch == WORK.patch
    assert session.slots[2] is not None
    [aside] = path.parent.iterdir()
    assert aside.read_bytes() == before
    assert aside.name in problem


NO_UTF8 = Path("/presets") / os.fsdecode(b"b\xe4d.json")


def test_file_whose_name_is_no_text_comes_back(path: Path) -> None:
    session = Session(replace(WORK, about=replace(ABOUT, path=NO_UTF8)))
    assert write_session(path, session) == ""
    assert read_session(path) == (session, "")


def test_session_that_is_a_folder_is_no_reason_to_fail(path: Path) -> None:
    path.mkdir()
    session, problem = read_session(path)
    assert session == Session()
    assert problem


def test_session_is_not_written_to_a_place_that_cannot_be(path: Path) -> None:
    path.parent.joinpath("file").write_text("")
    problem = write_session(path.parent / "file" / "session.json", Session(WORK))
    assert problem
    assert "Traceback" not in problem


def test_drawing_of_a_newer_version_costs_no_sound_and_its_file_is_not_overwritten() -> None:
    preset = Preset("New", Patch.of({"chorus_mix": 9.0}), {"strokes": [{"tool": "spray", "points": [[0, 0]]}]})
    work, problem = work_of(preset, Path("/presets/New.json"))
    assert work.patch == preset.patch
    assert work.path is None, "saving asks for another file"
    assert "unknown tool" in problem
    assert "sound of New" in problem


WRITER = """
import sys
from pathlib import Path
from app.document import Session
from app.session import write_session
from app.work import Work
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch

line = Stroke(Tool.PEN, tuple(Point(k / 60.0, 0.5) for k in range(60)))
for number in range(10_000):
    work = Work(Sketch((line,) * (1 + number % 7)), Patch.of({"chorus_mix": float(1 + number % 7)}))
    write_session(Path(sys.argv[1]), Session(work))
    if number == 0:
        print("written", flush=True)
"""


def test_program_killed_while_it_writes_leaves_a_whole_session(path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    # What is on the disk at many moments of writing is what a crash would have left.
    seen = set()
    for _ in range(60):
        session, problem = read_session(path)
        assert problem == ""
        assert session.work.patch["chorus_mix"] == len(session.work.sketch.strokes)
        seen.add(session.work.patch["chorus_mix"])
    process.kill()
    process.wait(10)
    process.stdout.close()
    session, problem = read_session(path)
    assert problem == ""
    assert session.work.patch["chorus_mix"] == len(session.work.sketch.strokes)
    assert len(seen) > 1


# --- fuzz ---


@given(any_bytes)
def test_any_bytes_are_a_session_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "session.json"
    path.write_bytes(content)
    session, problem = read_session(path)
    assert isinstance(session, Session)
    assert problem.count("\n") == 0
    assert session == Session() or problem == ""


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("preset", "path", "edited", "slot", "slots"), any_json)
    )
)  # fmt: skip
def test_any_entries_are_a_session_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "session.json"
    write_session(path, Session(WORK))
    whole = json.loads(path.read_text()) | entries
    path.write_text(json.dumps(whole))
    session, problem = read_session(path)
    assert session.work.patch == WORK.patch or problem
    assert len(session.slots) == 4


# --- autosave ---


@pytest.fixture
def document() -> Document:
    return Document()


def test_what_could_be_read_of_a_damaged_session_is_written_again(path: Path, qtbot: QtBot) -> None:
    write_session(path, Session(WORK, (None, None, Work(DRAWING, slot=2), None)))
    entries = json.loads(path.read_text())
    entries["slots"][2] = {"preset": "?"}
    path.write_text(json.dumps(entries))
    it = keeper(Document(), path)
    it.restore()
    assert not path.exists(), "kept aside"
    qtbot.waitUntil(path.exists, timeout=10_000)
    assert read_session(path)[0].work.patch == WORK.patch
    it.end()


def keeper(document: Document, path: Path) -> SessionKeeper:
    unsaved = UnsavedWork(path.with_name("unsaved"))
    return SessionKeeper(document, path, lock=path.with_suffix(".lock"), unsaved=unsaved)


def kept(path: Path) -> list[float]:
    """The chorus mixes of the works that lie beside the session."""
    return sorted(load_preset(file).patch["chorus_mix"] for file in path.with_name("unsaved").glob("*"))


def edit(document: Document, mix: float) -> None:
    document.edit(replace(document.work, patch=Patch.of({"chorus_mix": mix})), "change")


def test_edits_are_on_the_disk_soon_even_when_they_never_pause(
    qtbot: QtBot, document: Document, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_keeper, "SOON_MS", 60)
    it = keeper(document, path)
    it.restore()
    mixes = iter(range(1, 100))

    def goes_on() -> bool:
        edit(document, float(next(mixes)))
        return path.exists()

    qtbot.waitUntil(goes_on, timeout=3000)
    it.end()
    assert read_session(path)[0].work.patch == document.patch


def test_disk_that_is_slow_holds_up_no_drawing_and_gets_the_newest_session(
    qtbot: QtBot, document: Document, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_keeper, "SOON_MS", 10)
    goes_on = threading.Event()
    mixes: list[float] = []

    def slow(path: Path, session: Session, text: SessionText) -> str:
        mixes.append(session.work.patch["chorus_mix"])
        assert goes_on.wait(10.0)
        return write_session(path, session, text)

    monkeypatch.setattr(session_writer, "write_session", slow)
    it = keeper(document, path)
    it.restore()
    edit(document, 1.0)
    qtbot.waitUntil(lambda: mixes == [1.0])
    for mix in range(2, 8):
        edit(document, float(mix))
        qtbot.wait(20)
    assert mixes == [1.0], "the window goes on while the first one is written"
    goes_on.set()
    it.end()
    assert mixes == [1.0, 7.0]
    assert read_session(path)[0].work.patch["chorus_mix"] == 7.0


def test_strokes_that_were_written_before_cost_little(document: Document) -> None:
    lines = [Stroke(Tool.PEN, tuple(Point(k / 60.0, n / 100.0) for k in range(60))) for n in range(100)]
    document.edit(replace(document.work, sketch=Sketch(tuple(lines[:99]))), "draw")
    text = SessionText()

    def cost() -> float:
        began = time.thread_time()
        text.of(document.session)
        return time.thread_time() - began

    first = cost()
    document.edit(replace(document.work, sketch=document.work.sketch.adding(lines[99])), "draw")
    for slot in (1, 2, 3):
        document.choose_slot(slot)
    assert cost() < 0.5 * first, "although there are four times as many"
    assert text.of(document.session) == SessionText().of(document.session)


def test_crash_costs_nothing_that_was_written(qtbot: QtBot, document: Document, path: Path) -> None:
    it = keeper(document, path)
    it.restore()
    edit(document, 33.0)
    it.write()
    crashed = Document()
    path.with_suffix(".lock").unlink()  # the system takes it from a process that died
    keeper(crashed, path).restore()
    assert crashed.patch["chorus_mix"] == 33.0
    assert crashed.is_edited


def test_second_program_says_so_and_leaves_the_session_alone(qtbot: QtBot, document: Document, path: Path) -> None:
    first = keeper(document, path)
    first.restore()
    edit(document, 33.0)
    first.write()
    before = path.read_bytes()
    other = Document()
    second = keeper(other, path)
    with qtbot.waitSignal(second.message) as message:
        second.restore()
    assert message.args == [SECOND]
    edit(other, 99.0)
    other.choose_slot(2)
    edit(other, 88.0)
    other.choose_slot(3)
    other.saved_as("Saved", Path("/presets/Saved.json"))
    second.end()
    assert path.read_bytes() == before
    assert kept(path) == [88.0, 99.0], "what is edited lies among the unsaved works"
    first.end()
    lock = QLockFile(str(path.with_suffix(".lock")))
    assert lock.tryLock(0), "the first one gave it back"


def test_full_disk_is_said_once(qtbot: QtBot, document: Document, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    it = keeper(document, path)
    it.restore()
    said: list[str] = []
    it.message.connect(said.append)
    monkeypatch.setattr(session_writer, "write_session", lambda *_: "The disk is full: free some space.")
    for mix in (1.0, 2.0, 3.0):
        edit(document, mix)
        it.write()
    assert said == ["The session could not be kept. The disk is full: free some space."]
    it.end()
    assert kept(path) == [3.0], "it may go where the session does not"
