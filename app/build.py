"""The one place that makes every object and joins them. No other file knows them all."""

import signal
import sys
import threading
import traceback
from dataclasses import replace
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from app import __version__, paths
from app.audio.devices import audio_outputs
from app.computer_keys import ComputerKeys
from app.controllers.files import Files
from app.controllers.presets import Presets, used_first
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound, Supervisor
from app.crash_log import write_crash_log
from app.dialogs.about import show_about
from app.dialogs.settings_dialog import SettingsDialog
from app.document import Document
from app.engine.settings import EngineStatus
from app.engine.supervisor import EngineSupervisor
from app.item_models.preset_list import PresetList
from app.main_window import MainWindow
from app.pages.library_page import LibraryPage
from app.session import read_session, write_session
from app.settings import Settings, load_settings, save_settings
from app.start_report import Stage, report_start
from app.theme import ASSETS, DARK, LIGHT, apply_theme
from app.workers.inference import InferenceWorker, Predictor
from models.errors import ModelError
from models.sketch_to_patch.predictor import SketchPredictor
from models.sketch_to_patch.stroke import Sketch
from synth.patch import Patch

AUTOSAVE_MS = 3000
NEAREST_MS = 120
SIGNALS_MS = 200
SLOW_START_MS = 4000
PLAYING = ("running", "null device")


class Program(QObject):
    """Everything that lives while the window is open."""

    def __init__(self, supervisor: Supervisor, predictor: Predictor | None, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.document = Document(self)
        self.presets = Presets(self.document, paths.preset_folder(), self)
        self.library = PresetList(self)
        self.window = MainWindow(self.document, LibraryPage(self.library))
        self.sound = Sound(self.document, supervisor, self)
        self.predictor = predictor
        self.worker = InferenceWorker(predictor, self) if predictor is not None else None
        self._status = EngineStatus()
        self._autosave = QTimer(self, singleShot=True, interval=AUTOSAVE_MS)
        self._autosave.timeout.connect(self.save_session)
        self._nearest = QTimer(self, singleShot=True, interval=NEAREST_MS)
        self._nearest.timeout.connect(self._show_nearest)
        self._slow_start = QTimer(self, singleShot=True, interval=SLOW_START_MS)
        self._slow_start.timeout.connect(self._say_slow_start)
        self._join_document()
        self._join_drawing()
        self._join_playing()
        self._join_actions()
        self._show_library()
        self._show_title()
        self._show_patch(self.document.patch, glide=False)

    # joints

    def _join_document(self) -> None:
        document, play = self.document, self.window.play
        document.sketch_changed.connect(play.canvas.set_sketch)
        document.patch_changed.connect(lambda patch, glide: self._show_patch(patch, glide=glide))
        document.predicted_changed.connect(play.patch_panel.set_predicted)
        document.locks_changed.connect(play.patch_panel.set_locks)
        document.title_changed.connect(self._show_title)
        document.undo_stack.indexChanged.connect(self._autosave.start)
        document.sketch_changed.connect(self._show_title)
        play.patch_panel.value_edited.connect(self._knob_edited)
        play.patch_panel.lock_edited.connect(self._locks_edited)
        self.presets.message.connect(self.window.show_message)
        self.presets.library_changed.connect(self._show_library)
        self.presets.file_used.connect(self._file_used)

    def _join_drawing(self) -> None:
        canvas, toolbar = self.window.play.canvas, self.window.play.toolbar
        toolbar.tool_edited.connect(canvas.set_tool)
        toolbar.width_edited.connect(canvas.set_pen_width)
        toolbar.filled_edited.connect(canvas.set_filled)
        toolbar.symmetry_edited.connect(canvas.set_symmetry)
        canvas.width_edited.connect(toolbar.edit_width)
        canvas.file_dropped.connect(self.window.file_dropped)
        canvas.problem.connect(self.window.show_message)
        if self.worker is None:
            canvas.sketch_edited.connect(self._edit_sketch)
            return
        self.drawing = SketchToSound(self.document, self.worker, self)
        canvas.stroke_moved.connect(self.drawing.pen_moved)
        canvas.sketch_edited.connect(self.drawing.sketch_edited)
        canvas.edit_cancelled.connect(self.drawing.cancelled)
        self.drawing.stroke_heard.connect(self.sound.playing.audition)
        self.worker.failed.connect(self.window.show_message)
        self.files = Files(self.window, self.document, self.presets, self.drawing)

    def _join_playing(self) -> None:
        play, playing = self.window.play, self.sound.playing
        play.keyboard.note_pressed.connect(lambda note, velocity: playing.press(note, velocity, "mouse"))
        play.keyboard.note_released.connect(lambda note: playing.release(note, "mouse"))
        play.wheels.bend_edited.connect(playing.set_bend)
        play.wheels.modulation_edited.connect(playing.set_modulation)
        playing.bend_changed.connect(play.wheels.set_bend)
        playing.modulation_changed.connect(play.wheels.set_modulation)
        playing.sounding_changed.connect(play.keyboard.set_sounding)
        playing.sustain_changed.connect(play.sustain.setChecked)
        playing.keys_changed.connect(self._show_keys)
        play.sustain.toggled.connect(playing.set_sustain)
        play.audition.setChecked(self.settings.audition)
        playing.audition_on = self.settings.audition
        play.audition.toggled.connect(self._audition_edited)
        play.panic.clicked.connect(playing.panic)
        play.nearest.chosen.connect(self.presets.load)
        self.sound.samples.connect(play.spectrogram.push)
        self.sound.samples.connect(play.scope.push)
        self.sound.status_changed.connect(self._show_status)
        self.sound.message.connect(self.window.show_message)
        self.keys = ComputerKeys(self.window, playing)
        self._show_keys()

    def _join_actions(self) -> None:
        actions, window = self.window.actions_by_name, self.window
        actions["quit"].triggered.connect(window.close)
        actions["panic"].triggered.connect(self.sound.playing.panic)
        actions["previous"].triggered.connect(lambda: self.presets.step(-1))
        actions["next"].triggered.connect(lambda: self.presets.step(1))
        actions["clear"].triggered.connect(lambda: self._edit_drawing(Sketch(), "clear"))
        actions["invert"].triggered.connect(self._invert)
        actions["thinner"].triggered.connect(lambda: window.play.toolbar.change_width(-6))
        actions["wider"].triggered.connect(lambda: window.play.toolbar.change_width(6))
        actions["settings"].triggered.connect(self._edit_settings)
        actions["about"].triggered.connect(self._about)
        actions["full_screen"].triggered.connect(self._full_screen)
        window.top.preset.previous_requested.connect(actions["previous"].trigger)
        window.top.preset.next_requested.connect(actions["next"].trigger)
        window.top.slot_chosen.connect(self.presets.choose_slot)
        window.library.entry_chosen.connect(self._library_chosen)
        window.library.open.clicked.connect(actions["open"].trigger)
        window.library.save.clicked.connect(actions["save_as"].trigger)
        window.set_recent(self.settings.recent)
        window.closing.connect(self.end)

    # what the player does

    def _knob_edited(self, id: str, value: float, gesture: int) -> None:
        work = self.document.work
        changed = replace(work, patch=work.patch.replace({id: value}))
        self.document.edit(changed, f"change {id.replace('_', ' ')}", key=f"knob {gesture}")

    def _locks_edited(self, locks: frozenset[str]) -> None:
        self.document.edit(replace(self.document.work, locks=locks), "lock")

    def _edit_drawing(self, sketch: Sketch, words: str) -> None:
        if sketch != self.document.work.sketch:
            self.window.play.canvas.sketch_edited.emit(sketch, words)

    def _edit_sketch(self, sketch: Sketch, words: str) -> None:
        self.document.edit(replace(self.document.work, sketch=sketch), words)

    def _invert(self) -> None:
        sketch = self.document.work.sketch
        self._edit_drawing(replace(sketch, inverted=not sketch.inverted), "invert")

    def _library_chosen(self, entry: object) -> None:
        self.presets.load(entry)  # type: ignore[arg-type]
        self.window.show_page(0)

    def _audition_edited(self, on: bool) -> None:
        self.sound.playing.audition_on = on
        self._keep_settings(self.settings.model_copy(update={"audition": on}))

    def _file_used(self, path: str) -> None:
        self._keep_settings(self.settings.model_copy(update={"recent": used_first(self.settings.recent, path)}))
        self.window.set_recent(self.settings.recent)

    def _edit_settings(self) -> None:
        listing = audio_outputs()
        outputs = [str(entry["name"]) for entry in listing.entries]
        dialog = SettingsDialog(self.settings, outputs=outputs, ports=self._status.midi_ports, parent=self.window)
        if not dialog.exec():
            return
        before, chosen = self.settings, dialog.settings()
        self._keep_settings(chosen)
        if chosen.audio() != before.audio():
            self.sound.reconfigure(chosen.audio())
        if (chosen.theme, chosen.reduce_motion) != (before.theme, before.reduce_motion):
            apply_settings_theme(chosen)
        self.window.play.audition.setChecked(chosen.audition)

    def _about(self) -> None:
        if self.predictor is None:
            show_about(self.window, "No network is loaded.")
            return
        card = self.predictor.card  # type: ignore[attr-defined]
        show_about(self.window, f"The map {card.name}: {card.parameters:,} numbers, trained on {card.data}")

    def _full_screen(self) -> None:
        window = self.window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    # what is shown

    def _show_patch(self, patch: Patch, *, glide: bool) -> None:
        self.window.play.patch_panel.set_patch(patch, animate=glide)
        self._nearest.start()

    def _show_nearest(self) -> None:
        self.window.play.nearest.set_nearest(self.presets.nearest(self.document.patch))

    def _show_library(self) -> None:
        self.library.set_entries(self.presets.entries)
        self._nearest.start()

    def _show_title(self) -> None:
        work, edited = self.document.work, self.document.is_edited
        self.window.top.preset.set_preset(work.name, work.sketch, edited=edited)
        self.window.setWindowTitle(f"{work.name}{' *' if edited else ''} – Bouba")

    def _show_status(self, status: EngineStatus) -> None:
        if status.state in PLAYING and self._status.state not in PLAYING:
            report_start(Stage.ENGINE_READY)
        self._status = status
        self.window.top.status.set_engine(status)
        processor = "no network" if self.predictor is None else getattr(self.predictor, "provider", "CPU")
        self.window.top.status.set_predictor(processor, self.predictor.last_ms or None if self.predictor else None)
        self.window.top.meter.set_level(*status.peak, status.clipped)

    def _show_keys(self) -> None:
        playing = self.sound.playing
        self.window.play.keys_hint.setText(
            f"keys A–P · octave {playing.octave:+d} (Z X)\nvelocity {playing.velocity} (C V)"
        )

    # beginning and end

    def start(self) -> None:
        """Show the window with the last work, and begin to play."""
        work, saved, problem = read_session(paths.session_file())
        self.document.start_with(work, saved=saved)
        if problem:
            self.window.show_message(problem)
        self.window.show()
        QTimer.singleShot(0, lambda: report_start(Stage.WINDOW_SHOWN))
        self.sound.start(self.settings.audio())
        self._slow_start.start()

    def _say_slow_start(self) -> None:
        if self._status.state == "starting":
            self.window.show_message("Preparing the sound engine: the very first start takes up to a minute.")

    def save_session(self) -> None:
        """Write the work in progress."""
        problem = write_session(paths.session_file(), self.document)
        if problem:
            self.window.show_message(f"The session could not be saved. {problem}")

    def end(self) -> None:
        """Keep everything and end what runs."""
        self.save_session()
        self._keep_settings(self.settings)
        self.sound.stop()
        if self.worker is not None:
            self.worker.stop()
        # Not left to the last window that closes: another one may be open, or the loop not yet running.
        QTimer.singleShot(0, QApplication.exit)

    def _keep_settings(self, settings: Settings) -> None:
        self.settings = settings
        problem = save_settings(paths.settings_file(), settings)
        if problem:
            self.window.show_message(problem)


def apply_settings_theme(settings: Settings) -> None:
    """Dress the application as the settings say."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, theme=LIGHT if settings.theme == "light" else DARK, reduce_motion=settings.reduce_motion)


def catch_the_unexpected(program: Program) -> None:
    """An error that nobody expected: logged, said once in a dialog, and the program goes on."""
    said: set[str] = set()

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        print(text, file=sys.stderr)
        log = write_crash_log(text)
        if text in said or threading.current_thread() is not threading.main_thread():
            return
        said.add(text)
        program.save_session()
        box = QMessageBox(program.window)
        box.setWindowTitle("Bouba")
        box.setText(f"Something unexpected happened: {kind.__name__}. Your work is kept and Bouba goes on.")
        box.setInformativeText(f"Version {__version__}." + (f" The details are in {log}." if log else ""))
        box.setDetailedText(text)
        box.open()

    sys.excepthook = caught
    threading.excepthook = lambda args: caught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)


def run_window() -> int:
    """Open the window and run until it is closed; returns the exit code."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Bouba")
    application.setApplicationVersion(__version__)
    application.setWindowIcon(QIcon(str(ASSETS / "icons" / "bouba.svg")))
    settings, problem = load_settings(paths.settings_file())
    apply_settings_theme(settings)
    predictor: SketchPredictor | None = None
    try:
        predictor = SketchPredictor(use_gpu=settings.use_gpu)
    except ModelError as error:
        problem = f"{error} Drawing works, but makes no sound of its own."
    program = Program(EngineSupervisor(), predictor, settings)
    catch_the_unexpected(program)
    program.window.resize(1440, 900)
    program.start()
    if problem:
        program.window.show_message(problem)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: program.window.close())
    # Python sees signals only while it runs: let it, now and then.
    wake = QTimer(program, interval=SIGNALS_MS)
    wake.timeout.connect(lambda: None)
    wake.start()
    return application.exec()
