"""Every edit is one undo step, and nothing is lost on the way back and forth."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document, Session
from app.work import About, Work
from models.sketch_to_patch import stroke
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch

LINE = Stroke(Tool.LINE, (Point(0.1, 0.1), Point(0.9, 0.9)))
DRAWING = Sketch((LINE,))
PREDICTED = Patch.of({"chorus_mix": 80.0, "reverb_mix": 60.0, "osc1_wave": "Pulse"})


class Heard:
    """Everything a document says, in order."""

    def __init__(self, document: Document) -> None:
        self.patches: list[tuple[Patch, bool]] = []
        self.sketches: list[Sketch] = []
        self.locks: list[frozenset[str]] = []
        self.slots: list[int] = []
        self.titles = 0
        document.patch_changed.connect(lambda patch, glide: self.patches.append((patch, glide)))
        document.sketch_changed.connect(self.sketches.append)
        document.locks_changed.connect(self.locks.append)
        document.slot_changed.connect(self.slots.append)
        document.title_changed.connect(self._title)

    def _title(self) -> None:
        self.titles += 1


@pytest.fixture
def document() -> Document:
    return Document()


def knob(document: Document, id: str, value: float, *, key: str = "") -> None:
    work = document.work
    document.edit(replace(work, patch=work.patch.replace({id: value})), f"change {id}", key=key)


def test_every_edit_is_one_step(document: Document) -> None:
    knob(document, "chorus_mix", 30.0)
    document.edit(replace(document.work, sketch=DRAWING), "draw")
    document.edit(replace(document.work, locks=frozenset({"reverb_mix"})), "lock")
    assert document.undo_stack.count() == 3
    assert [document.undo_stack.text(i) for i in range(3)] == ["change chorus_mix", "draw", "lock"]


def test_edits_of_one_drag_are_one_step_back_to_its_beginning(document: Document) -> None:
    knob(document, "chorus_mix", 10.0, key="knob 1")
    for value in (20.0, 30.0, 40.0):
        knob(document, "chorus_mix", value, key="knob 2")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.patch["chorus_mix"] == 10.0
    document.undo_stack.redo()
    assert document.patch["chorus_mix"] == 40.0


def test_drag_that_ends_where_it_began_leaves_no_step(document: Document) -> None:
    knob(document, "chorus_mix", 10.0)
    for value in (20.0, 30.0, 10.0):
        knob(document, "chorus_mix", value, key="knob 2")
    assert document.undo_stack.count() == 1
    assert document.patch["chorus_mix"] == 10.0


def test_edits_without_a_key_never_merge(document: Document) -> None:
    knob(document, "chorus_mix", 10.0)
    knob(document, "chorus_mix", 20.0)
    assert document.undo_stack.count() == 2


def test_drag_does_not_merge_across_an_undo(document: Document) -> None:
    knob(document, "chorus_mix", 10.0, key="knob 1")
    knob(document, "reverb_mix", 10.0, key="knob 2")
    document.undo_stack.undo()
    knob(document, "reverb_mix", 50.0, key="knob 3")
    document.undo_stack.undo()
    assert document.patch["chorus_mix"] == 10.0
    assert document.patch["reverb_mix"] == Patch.default()["reverb_mix"]


def test_edit_that_changes_nothing_is_no_step_and_ends_a_preview(document: Document) -> None:
    document.preview(PREDICTED)
    document.edit(document.work, "nothing")
    assert document.undo_stack.count() == 0
    assert document.patch == Patch.default()


def test_stroke_for_which_there_is_no_room_is_refused_in_words(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stroke, "MOST_STROKES", 2)
    said: list[str] = []
    document.refused.connect(said.append)
    full = Sketch((LINE, LINE))
    document.edit(replace(document.work, sketch=full), "draw")
    assert said == []
    document.preview(PREDICTED)
    document.edit(replace(document.work, sketch=full.adding(LINE), patch=document.patch), "draw")
    assert len(said) == 1
    assert (document.work.sketch, document.undo_stack.count()) == (full, 1)
    assert document.patch == Patch.default(), "the preview of the stroke has ended"
    knob(document, "chorus_mix", 30.0)
    assert document.patch["chorus_mix"] == 30.0, "the rest goes on"


def test_undo_and_redo_say_what_changed(document: Document) -> None:
    after = Work(DRAWING, PREDICTED, PREDICTED, frozenset({"osc1_wave"}), document.work.about)
    document.edit(after, "draw", predicted=True)
    heard = Heard(document)
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert heard.sketches == [Sketch(), DRAWING]
    assert heard.patches == [(Patch.default(), False), (PREDICTED, True)]
    assert heard.locks == [frozenset(), frozenset({"osc1_wave"})]
    assert document.work == after


def test_preview_sounds_and_leaves_no_trace(document: Document) -> None:
    heard = Heard(document)
    document.preview(PREDICTED)
    assert document.patch == PREDICTED
    assert document.work.patch == Patch.default()
    document.end_preview()
    assert document.patch == Patch.default()
    assert [glide for _, glide in heard.patches] == [True, False]
    assert not document.is_edited


def test_preview_and_prediction_leave_locked_rows_alone(document: Document) -> None:
    knob(document, "amp_attack_s", 2.0)
    knob(document, "reverb_mix", 12.0)
    document.edit(replace(document.work, locks=frozenset({"reverb_mix"})), "lock")
    document.preview(document.work.own.with_predicted(PREDICTED))
    assert document.patch["chorus_mix"] == 80.0
    assert document.patch["reverb_mix"] == 12.0
    assert document.patch["amp_attack_s"] == 2.0


def test_work_counts_as_edited_until_it_is_as_in_its_file_again(document: Document) -> None:
    assert not document.is_edited
    knob(document, "chorus_mix", 30.0)
    assert document.is_edited
    document.undo_stack.undo()
    assert not document.is_edited
    knob(document, "chorus_mix", 30.0)
    knob(document, "chorus_mix", Patch.default()["chorus_mix"])
    assert not document.is_edited, "turned back by hand"


def test_saving_names_the_work_in_its_past_and_future_too(document: Document) -> None:
    knob(document, "chorus_mix", 30.0)
    knob(document, "chorus_mix", 40.0)
    document.undo_stack.undo()
    document.saved_as("Pad", Path("/presets/Pad.json"))
    assert not document.is_edited
    document.undo_stack.redo()
    assert (document.work.name, document.is_edited) == ("Pad", True)
    document.undo_stack.undo()
    assert (document.work.name, document.work.path, document.is_edited) == ("Pad", Path("/presets/Pad.json"), False)
    document.undo_stack.undo()
    assert (document.work.name, document.is_edited) == ("Pad", True)


def test_saving_does_not_name_the_work_that_was_there_before_another_was_loaded(document: Document) -> None:
    knob(document, "chorus_mix", 30.0)
    document.edit(Work(), "new")
    knob(document, "reverb_mix", 30.0)
    document.saved_as("B", Path("/presets/B.json"))
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert (document.work.name, document.work.path) == ("Untitled", None)
    assert document.patch["chorus_mix"] == 30.0
    assert document.is_edited


def test_renamed_file_is_known_everywhere(document: Document) -> None:
    old, new = Path("/presets/Old.json"), Path("/presets/New.json")
    document.saved_as("Old", old)
    knob(document, "chorus_mix", 30.0)
    document.choose_slot(1)
    document.moved(old, "New", new)
    assert (document.work.name, document.work.path) == ("New", new)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert (document.work.name, document.work.path, document.is_edited) == ("New", new, False)


PAD, KEPT = Path("/presets/Pad.json"), Path("/presets/.deleted/000001 Pad.json")


def test_deleted_file_leaves_the_work_without_one_and_edited(document: Document) -> None:
    document.saved_as("Pad", PAD)
    heard = Heard(document)
    document.deleted(PAD, KEPT)
    assert (document.work.name, document.work.path, document.is_edited) == ("Pad", None, True)
    assert heard.titles == 1


def test_deleted_file_that_is_back_is_known_in_past_and_slots(document: Document) -> None:
    document.saved_as("Pad", PAD)
    document.choose_slot(1)
    knob(document, "chorus_mix", 30.0)
    document.deleted(PAD, KEPT)
    knob(document, "chorus_mix", 60.0)
    document.restored(KEPT, PAD)
    assert (document.work.path, document.is_edited) == (PAD, True)
    for _ in range(3):
        document.undo_stack.undo()
    assert (document.work.slot, document.work.path, document.is_edited) == (0, PAD, False)


def test_work_that_was_saved_elsewhere_since_leaves_the_deleted_file_that_is_back(document: Document) -> None:
    document.saved_as("Pad", PAD)
    document.deleted(PAD, KEPT)
    other = Path("/presets/Other.json")
    document.saved_as("Other", other)
    document.restored(KEPT, PAD)
    assert (document.work.name, document.work.path, document.is_edited) == ("Other", other, False)


def test_empty_slot_begins_as_a_copy_and_each_keeps_its_own_work(document: Document) -> None:
    knob(document, "chorus_mix", 30.0)
    document.choose_slot(1)
    assert document.patch["chorus_mix"] == 30.0
    knob(document, "chorus_mix", 60.0)
    document.choose_slot(0)
    assert document.patch["chorus_mix"] == 30.0
    document.choose_slot(1)
    assert document.patch["chorus_mix"] == 60.0


def test_undo_goes_back_over_a_change_of_slot_and_says_so(document: Document) -> None:
    knob(document, "chorus_mix", 30.0)
    document.choose_slot(2)
    knob(document, "chorus_mix", 60.0)
    heard = Heard(document)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert (document.work.slot, document.patch["chorus_mix"], heard.slots) == (0, 30.0, [0])
    document.undo_stack.redo()
    assert (document.work.slot, heard.slots) == (2, [0, 2])


def test_slot_whose_beginning_was_undone_is_empty_again(document: Document) -> None:
    knob(document, "chorus_mix", 33.0)
    document.choose_slot(1)
    document.undo_stack.undo()
    knob(document, "chorus_mix", 77.0)
    document.choose_slot(1)
    assert document.patch["chorus_mix"] == 77.0, "a copy of the present work, not of the old one"


def test_slot_that_was_there_before_keeps_its_work_when_going_there_is_undone(document: Document) -> None:
    document.choose_slot(1)
    knob(document, "chorus_mix", 33.0)
    document.choose_slot(0)
    document.choose_slot(1)
    document.undo_stack.undo()
    document.choose_slot(1)
    assert document.patch["chorus_mix"] == 33.0


def test_saving_one_slot_leaves_the_name_of_the_slot_it_was_copied_from(document: Document) -> None:
    document.saved_as("Pad", Path("/presets/Pad.json"))
    document.choose_slot(1)
    document.saved_as("Pad 2", Path("/presets/Pad 2.json"))
    document.choose_slot(0)
    assert document.work.name == "Pad"


def test_saving_one_slot_leaves_the_work_of_the_same_file_in_another_slot_edited(document: Document) -> None:
    pad = Path("/presets/Pad.json")
    document.saved_as("Pad", pad)
    document.choose_slot(1)
    knob(document, "chorus_mix", 77.0)
    document.saved_as("Pad", pad)
    assert not document.is_edited
    document.choose_slot(0)
    assert document.is_edited, "the file has the sound of the other slot"
    document.saved_as("Pad", pad)
    document.choose_slot(1)
    assert document.is_edited


def test_choosing_the_present_slot_does_nothing(document: Document) -> None:
    document.choose_slot(0)
    assert document.undo_stack.count() == 0


def test_session_has_the_present_work_and_the_other_slots(document: Document) -> None:
    knob(document, "chorus_mix", 30.0)
    document.choose_slot(3)
    knob(document, "chorus_mix", 60.0)
    session = document.session
    again = Document()
    again.start_with(session)
    assert again.patch["chorus_mix"] == 60.0
    assert again.undo_stack.count() == 0
    again.choose_slot(0)
    assert again.patch["chorus_mix"] == 30.0


def test_beginning_with_a_session_shows_it(document: Document) -> None:
    heard = Heard(document)
    work = Work(DRAWING, PREDICTED, None, frozenset({"osc1_wave"}), About("Pad"), slot=2)
    document.start_with(Session(work))
    assert (heard.sketches, heard.slots, heard.locks) == ([DRAWING], [2], [frozenset({"osc1_wave"})])
    assert heard.patches == [(PREDICTED, False)]
    assert heard.titles > 0


some_edits = st.lists(
    st.one_of(
        st.tuples(st.just("knob"), st.sampled_from(["chorus_mix", "reverb_mix"]), st.floats(0, 100), st.integers(0, 2)),
        st.tuples(st.just("draw"), st.integers(0, 3)),
        st.tuples(st.just("lock"), st.frozensets(st.sampled_from(["osc1_wave", "reverb_mix"]))),
        st.tuples(st.just("slot"), st.integers(0, 3)),
        st.tuples(st.just("save"), st.sampled_from(["A", "B"])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=25,
)


@given(some_edits)
def test_any_edits_all_undone_are_the_start_and_all_redone_are_the_end(edits: list[tuple]) -> None:  # type: ignore[type-arg]
    document = Document()
    for edit in edits:
        match edit:
            case ("knob", id, value, gesture):
                knob(document, id, value, key=f"knob {gesture}" if gesture else "")
            case ("draw", lines):
                document.edit(replace(document.work, sketch=Sketch((LINE,) * lines)), "draw")
            case ("lock", locks):
                document.edit(replace(document.work, locks=locks), "lock")
            case ("slot", slot):
                document.choose_slot(slot)
            case ("save", name):
                document.saved_as(name, Path(f"/{name}.json"))
            case ("undo",):
                document.undo_stack.undo()
            case ("redo",):
                document.undo_stack.redo()
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    end = document.work
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.work.content == Work().content
    assert not any(document.session.slots)
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.work == end
