"""The one place that makes every object and joins them. No other file knows them all."""

import signal
import sys
import traceback
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QUndoGroup
from PySide6.QtWidgets import QApplication

from app import __version__, paths
from app.computer_keys import ComputerKeys
from app.controllers.drawing_of_sound import DrawingOfSound
from app.controllers.editing import Editing
from app.controllers.files import Files
from app.controllers.library import Library
from app.controllers.listening import Listening
from app.controllers.map_files import MapFiles
from app.controllers.map_shelf import MapShelf
from app.controllers.map_sound import MapSound
from app.controllers.measuring import Measuring
from app.controllers.mimicking import Mimicking
from app.controllers.mutating import Mutating
from app.controllers.playing import Holder
from app.controllers.preferences import Preferences
from app.controllers.presets import Presets
from app.controllers.session_keeper import SessionKeeper
from app.controllers.showing import Showing
from app.controllers.showing_maps import ShowingMaps
from app.controllers.showing_morph import ShowingMorph
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound, Supervisor
from app.controllers.teaching import Teaching
from app.controllers.training import Training
from app.controllers.why import Why
from app.crash_log import write_crash_log
from app.dialogs.about import AboutDialog
from app.dialogs.preparation import Preparation
from app.dialogs.shortcuts import ShortcutsDialog
from app.document import Document
from app.engine.supervisor import EngineSupervisor
from app.garbage import WindowGarbage
from app.item_models.preset_list import Entry, PresetList
from app.main_window import LIBRARY, MAP, PLAY, MainWindow
from app.pages.library_page import LibraryPage
from app.settings import Settings, load_settings
from app.start_report import Stage, report_start
from app.theme import ASSETS, DARK, LIGHT, apply_theme
from app.unexpected import Unexpected
from app.unsaved_work import UnsavedWork
from app.window_place import place_of, restore_place
from app.workers.inference import InferenceWorker, Predictor
from app.workers.mutation import MutationWorker
from app.workers.sketching import SketchingWorker
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import SketchMap
from synth.kernel_cache import is_complete

SIGNALS_MS: Final = 200
WIDTH_STEP: Final = 6
"""How far one press of [ or ] moves the slider of the line's width, in hundredths."""


class Program(QObject):
    """Everything that lives while the window is open."""

    ended = Signal()  # everything is kept and nothing runs any more

    def __init__(
        self, supervisor: Supervisor, make_predictor: Callable[[Settings, SketchMap], Predictor], settings: Settings
    ) -> None:
        super().__init__()
        self._make_predictor = make_predictor
        self._ended = False
        self.preferences = Preferences(settings, paths.settings_file(), self)
        self.document = Document(self)
        self.library = Library(paths.preset_folder(), paths.unsaved_folder(), self)
        unsaved = UnsavedWork(paths.unsaved_folder())
        self.presets = Presets(self.document, self.library, unsaved, self)
        self.preset_list = PresetList(self)
        self.history = QUndoGroup(self)
        for stack in (self.document.undo_stack, self.library.undo_stack):
            self.history.addStack(stack)
        self.window = MainWindow(self.history, LibraryPage(self.preset_list))
        self.sound = Sound(self.document, supervisor, self)
        self.worker = InferenceWorker(lambda: make_predictor(settings, self.document.maps.sketch_map), self)
        self.drawing = SketchToSound(self.document, self.worker, self.sound.gate, self)
        self.map_sound = MapSound(self.document, self.worker, lambda it: make_predictor(settings, it), self)
        self.shelf = MapShelf(self.document, self.drawing, paths.map_folder(), self)
        self.teaching = Teaching(self.document, self.drawing, self.shelf, self)
        self.listening = Listening(self.document, self.sound, self)
        self.editing = Editing(self.document, self)
        self.files = Files(
            self.window, self.document, self.presets, self.drawing, self.preferences, folder=self.library.folder
        )
        self.map_files = MapFiles(self.window, self.document, self.shelf, self.preferences)
        self.keys = ComputerKeys(self.window, self.sound.playing)
        self.showing = Showing(self.window, self.document, self.presets, self.worker)
        self.showing_maps = ShowingMaps(
            self.window, self.document, self.presets, self.teaching, self.shelf, self.map_sound
        )
        self.training = Training(self.window, self.document, self.drawing)
        self.measuring = Measuring(self.window.play, self.document, self)
        self.morph = ShowingMorph(self.window, self.document, self.presets, self.drawing, self.sound)
        self.sketching = SketchingWorker(self)
        self.drawing_of_sound = DrawingOfSound(self.window, self.document, self.drawing, self.presets, self.sketching)
        self.mimicking = Mimicking(
            self.window, self.document, self.drawing, self.drawing_of_sound, self.listening, self.preferences
        )
        self.mutating = Mutating(self.window, self.document, self.drawing, self.drawing_of_sound, MutationWorker(self))
        self.why = Why(self.window, self.document, self.worker, self)
        self.session = SessionKeeper(
            self.document, paths.session_file(), lock=paths.session_lock(), unsaved=unsaved, parent=self
        )
        self._join_document()
        self._join_drawing()
        self._join_playing()
        self._join_library()
        self._join_maps()
        self._join_sounds()
        self._join_settings()
        self._join_actions()
        self.worker.start()

    def start(self) -> None:
        """Show the window with the last work, and begin to play."""
        restore_place(self.window, self.preferences.settings)
        self.library.look_again()
        self.session.restore()
        self.shelf.look(self.preferences.settings.current_map)
        self.window.show()
        QTimer.singleShot(0, lambda: report_start(Stage.WINDOW_SHOWN))
        self.sound.start(self.preferences.settings.audio())
        self.showing.starting()

    def end(self) -> None:
        """Keep everything and end what runs."""
        if self._ended:
            return
        self._ended = True
        steps = (
            self.morph.end,
            self.training.end,
            self.session.end,
            self.shelf.end,
            lambda: self.preferences.change(**place_of(self.window)),
            self.mimicking.end,
            self.sketching.stop,
            self.keys.end,
            self.sound.stop,
            self.measuring.end,
            self.why.end,
            self.worker.stop,
        )
        for step in steps:
            try:
                step()
            except Exception as error:  # whatever it is, the other steps must be done
                traceback.print_exception(error)
                write_crash_log("".join(traceback.format_exception(error)))
        self.ended.emit()

    # joints

    def _join_document(self) -> None:
        document, play = self.document, self.window.play
        document.sketch_changed.connect(play.canvas.set_sketch)
        document.predicted_changed.connect(play.patch_panel.set_predicted)
        document.locks_changed.connect(play.patch_panel.set_locks)
        document.slot_changed.connect(self.window.top.set_slot)
        play.patch_panel.value_edited.connect(self.editing.value_edited)
        play.patch_panel.lock_edited.connect(self.editing.locks_edited)
        self.window.top.slot_chosen.connect(document.choose_slot)

    def _join_drawing(self) -> None:
        canvas, toolbar = self.window.play.canvas, self.window.play.toolbar
        toolbar.tool_edited.connect(canvas.set_tool)
        toolbar.width_edited.connect(canvas.set_pen_width)
        toolbar.filled_edited.connect(canvas.set_filled)
        toolbar.symmetry_edited.connect(canvas.set_symmetry)
        canvas.width_edited.connect(toolbar.edit_width)
        canvas.file_dropped.connect(self.files.take)
        canvas.problem.connect(self.window.show_message)
        self.document.refused.connect(self.window.show_message)
        canvas.stroke_moved.connect(self.drawing.pen_moved)
        canvas.sketch_edited.connect(self.drawing.sketch_edited)
        canvas.edit_cancelled.connect(self.drawing.cancelled)
        self.drawing.stroke_heard.connect(self.sound.playing.audition)
        self.worker.failed.connect(self.window.show_notice)

    def _join_playing(self) -> None:
        play, playing = self.window.play, self.sound.playing
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
        self.keys.changed.connect(self.showing.show_keys)
        self.showing.show_keys(self.keys.octave, self.keys.velocity, self.keys.written)
        self.sound.samples.connect(play.spectrogram.push)
        self.sound.samples.connect(play.scope.push)
        self.sound.status_changed.connect(self.showing.show_status)
        self.sound.message.connect(self.window.show_notice)

    def _join_library(self) -> None:
        page, library = self.window.library, self.library
        library.changed.connect(self._show_library)
        library.moved.connect(self.preferences.file_moved)
        library.moved.connect(page.file_moved)
        page.entry_chosen.connect(self._load)
        page.favourite_toggled.connect(self.preferences.toggle_favourite)
        page.renamed.connect(library.rename)
        page.tags_edited.connect(library.set_tags)
        page.delete_requested.connect(library.delete)
        self.window.play.nearest.chosen.connect(self.presets.load)
        self.window.page_shown.connect(self._page_shown)
        self._page_shown(PLAY)
        for answers in (library.message, self.presets.message):
            answers.connect(self.window.show_message)
        for notices in (self.session.message, self.preferences.message):
            notices.connect(self.window.show_notice)

    def _join_maps(self) -> None:
        page, teaching, shelf = self.window.map, self.teaching, self.shelf
        page.drawn.connect(self._draw_example)
        page.auditioned.connect(self._listen_to_example)
        page.removed.connect(teaching.remove)
        page.enabled_edited.connect(teaching.enable)
        page.panel.renamed.connect(teaching.rename)
        page.panel.weight_edited.connect(teaching.set_weight)
        page.map.reach_edited.connect(teaching.set_reach)
        page.map.renamed.connect(shelf.rename)
        page.map.commented.connect(shelf.comment)
        page.map.duplicate.clicked.connect(shelf.duplicate)
        page.map.delete.clicked.connect(shelf.delete)
        page.go_and_draw.clicked.connect(lambda: self.window.show_page(PLAY))
        for choice in (page.map.choice, self.window.play.map_choice):
            choice.chosen.connect(shelf.choose)
        shelf.chosen.connect(lambda key: self.preferences.change(current_map=key))
        for answers in (teaching.message, shelf.message):
            answers.connect(self.window.show_message)
        for notices in (shelf.notice, self.showing_maps.notice, self.map_sound.notice):
            notices.connect(self.window.show_notice)
        self.files.map_given.connect(self.map_files.take)

    def _join_sounds(self) -> None:
        self.files.sound_given.connect(self.mimicking.take)
        self.mutating.changed.connect(self.sound.playing.audition)
        for answers in (self.mimicking.message, self.mutating.message, self.drawing_of_sound.message):
            answers.connect(self.window.show_message)

    def _join_settings(self) -> None:
        settings, audition = self.preferences.settings, self.window.play.audition
        audition.setChecked(settings.audition)
        self.sound.playing.audition_on = settings.audition
        self.window.set_recent(settings.recent)
        self.preset_list.set_favourites(frozenset(settings.favourites))
        audition.toggled.connect(lambda on: self.preferences.change(audition=on))
        self.presets.file_used.connect(self.preferences.file_used)
        self.presets.file_missing.connect(self.preferences.file_missing)
        self.preferences.changed.connect(self._apply)

    def _join_actions(self) -> None:
        window, actions = self.window, self.window.actions_by_name
        for name, slot in (
            ("quit", window.close),
            ("panic", self.sound.playing.panic),
            ("previous", lambda: self._step(-1)),
            ("next", lambda: self._step(1)),
            ("clear", self.drawing.clear),
            ("invert", self.drawing.invert),
            ("teach", self.teaching.teach),
            ("new_map", self._new_map),
            ("thinner", lambda: window.play.toolbar.change_width(-WIDTH_STEP)),
            ("wider", lambda: window.play.toolbar.change_width(WIDTH_STEP)),
            ("settings", lambda: self.preferences.ask(window)),
            ("shortcuts", lambda: ShortcutsDialog(actions.values(), window, written=self.keys.written).exec()),
            ("about", lambda: AboutDialog(self._network(), window).exec()),
            ("full_screen", lambda: window.showNormal() if window.isFullScreen() else window.showFullScreen()),
        ):
            actions[name].triggered.connect(slot)
        window.top.preset.previous_requested.connect(actions["previous"].trigger)
        window.top.preset.next_requested.connect(actions["next"].trigger)
        window.library.open.clicked.connect(actions["open"].trigger)
        window.library.save.clicked.connect(actions["save_as"].trigger)
        window.closing.connect(self._closing)
        window.closed.connect(self.end)

    # what follows from something

    def _closing(self, event: QCloseEvent) -> None:
        if not self.files.may_end():
            event.ignore()

    def _apply(self, before: Settings, now: Settings) -> None:
        """What was changed in the settings holds at once."""
        if now.audio() != before.audio():
            self.sound.reconfigure(now.audio())
        if (now.theme, now.reduce_motion) != (before.theme, before.reduce_motion):
            apply_settings_theme(now)
        if now.use_gpu != before.use_gpu:
            self.map_sound.use(lambda sketch_map: self._make_predictor(now, sketch_map))
        self.window.play.audition.setChecked(now.audition)
        self.sound.playing.audition_on = now.audition
        self.window.set_recent(now.recent)
        self.preset_list.set_favourites(frozenset(now.favourites))

    def _step(self, by: int) -> None:
        self.presets.step(by)
        self.window.show_page(PLAY)

    def _load(self, entry: Entry) -> None:
        self.presets.load(entry)
        self.window.show_page(PLAY)

    def _draw_example(self, id: str) -> None:
        if self.teaching.draw(id):
            self.window.show_page(PLAY)

    def _listen_to_example(self, id: str) -> None:
        self.listening.listen(self.document.maps.sketch_map.example(id).patch)

    def _new_map(self) -> None:
        self.shelf.new()
        self.window.show_page(MAP)

    def _page_shown(self, page: int) -> None:
        """Undo belongs to what one sees: the library's files, or the work."""
        self.history.setActiveStack(self.library.undo_stack if page == LIBRARY else self.document.undo_stack)
        if page == LIBRARY:
            self.library.look_again()  # another window may have saved

    def _show_library(self) -> None:
        self.preset_list.set_entries(self.library.entries)
        self.showing.library_changed()
        self.showing_maps.library_changed()

    def _network(self) -> str:
        predictor = self.worker.predictor
        if predictor is None:
            return "No network is loaded."
        card = predictor.card
        return f"The map {card.name}: {card.parameters:,} numbers, trained on {card.data}"


def apply_settings_theme(settings: Settings) -> None:
    """Give the application the look that the settings say."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, theme=LIGHT if settings.theme == "light" else DARK, reduce_motion=settings.reduce_motion)


def make_predictors() -> Callable[[Settings, SketchMap], Predictor]:
    """What makes the predictor of a map by the settings; each network is loaded once. Thread: worker."""
    networks: dict[bool, MapNetworks] = {}

    def make(settings: Settings, sketch_map: SketchMap) -> Predictor:
        on_gpu = settings.use_gpu
        return networks.setdefault(on_gpu, MapNetworks(use_gpu=on_gpu)).predictor(sketch_map)

    return make


def run_window() -> int:
    """Open the window and run until it is closed; returns the exit code."""
    # A line keeps every point of the pen, also those that came while the window was busy.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Bouba")
    application.setApplicationVersion(__version__)
    application.setWindowIcon(QIcon(str(ASSETS / "icons" / "bouba.svg")))
    settings, problem = load_settings(paths.settings_file())
    apply_settings_theme(settings)
    if not is_complete():
        Preparation().exec()
    program = Program(EngineSupervisor(), make_predictors(), settings)
    WindowGarbage(program)
    Unexpected(program.window, program.session.write).install()
    # Not left to the last window that closes: another one may be open, or the loop not yet running.
    program.ended.connect(lambda: QTimer.singleShot(0, QApplication.exit))
    try:
        program.start()
        if problem:
            program.window.show_notice(problem)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: program.end())  # asked by the system: no question
        # Python sees signals only while it runs: let it, now and then.
        wake = QTimer(program, interval=SIGNALS_MS)
        wake.timeout.connect(lambda: None)
        wake.start()
        return application.exec()
    finally:
        program.end()  # a thread that outlives the interpreter would abort the process
