"""What the window, the document and the sound tell each other: signals to slots, and nothing that is decided."""

from app.computer_keys import ComputerKeys
from app.controllers.editing import Editing
from app.controllers.files import Files
from app.controllers.playing import Holder
from app.controllers.showing import Showing
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound
from app.document import Document
from app.main_window import MainWindow
from app.workers.inference import InferenceWorker


def join_document(document: Document, window: MainWindow, editing: Editing) -> None:
    """What the document is, on canvas and knobs; what is turned there, in the document."""
    play = window.play
    document.sketch_changed.connect(play.canvas.set_sketch)
    document.predicted_changed.connect(play.patch_panel.set_predicted)
    document.locks_changed.connect(play.patch_panel.set_locks)
    document.slot_changed.connect(window.top.set_slot)
    play.patch_panel.value_edited.connect(editing.value_edited)
    play.patch_panel.lock_edited.connect(editing.locks_edited)
    window.top.slot_chosen.connect(document.choose_slot)


def join_drawing(
    window: MainWindow, document: Document, drawing: SketchToSound, worker: InferenceWorker, files: Files, sound: Sound
) -> None:
    """The tools to the canvas, and what is drawn there to the map."""
    canvas, toolbar = window.play.canvas, window.play.toolbar
    toolbar.tool_edited.connect(canvas.set_tool)
    toolbar.width_edited.connect(canvas.set_pen_width)
    toolbar.filled_edited.connect(canvas.set_filled)
    toolbar.symmetry_edited.connect(canvas.set_symmetry)
    canvas.width_edited.connect(toolbar.edit_width)
    canvas.file_dropped.connect(files.take)
    canvas.problem.connect(window.show_message)
    document.refused.connect(window.show_message)
    canvas.stroke_moved.connect(drawing.pen_moved)
    canvas.sketch_edited.connect(drawing.sketch_edited)
    canvas.edit_cancelled.connect(drawing.cancelled)
    drawing.stroke_heard.connect(sound.playing.audition)
    worker.failed.connect(window.show_notice)


def join_playing(window: MainWindow, sound: Sound, keys: ComputerKeys, showing: Showing) -> None:
    """Keys, wheels and pedal to the sound, and what sounds to the views."""
    play, playing = window.play, sound.playing
    play.keyboard.note_pressed.connect(lambda note, velocity: playing.press(note, velocity, Holder.MOUSE))
    play.keyboard.note_released.connect(lambda note: playing.release(note, Holder.MOUSE))
    play.wheels.bend_edited.connect(playing.set_bend)
    play.wheels.modulation_edited.connect(playing.set_modulation)
    play.sustain.toggled.connect(playing.set_sustain)
    play.panic.clicked.connect(playing.panic)
    playing.bend_changed.connect(play.wheels.set_bend)
    playing.modulation_changed.connect(play.wheels.set_modulation)
    playing.sounding_changed.connect(play.keyboard.set_sounding)
    playing.sustain_changed.connect(play.sustain.setChecked)
    keys.changed.connect(showing.show_keys)
    showing.show_keys(keys.octave, keys.velocity, keys.written)
    sound.samples.connect(play.spectrogram.push)
    sound.samples.connect(play.scope.push)
    sound.status_changed.connect(showing.show_status)
    sound.message.connect(window.show_notice)
