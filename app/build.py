"""The one place that makes every object and joins them. No other file knows them all."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QUndoGroup

from app import paths
from app.computer_keys import ComputerKeys
from app.controllers.covering import Covering
from app.controllers.dragging import Dragging
from app.controllers.drawing_of_sound import DrawingOfSound
from app.controllers.editing import Editing
from app.controllers.feedback import Feedback
from app.controllers.files import Files
from app.controllers.library import Library
from app.controllers.listening import Listening
from app.controllers.map_files import MapFiles
from app.controllers.map_shelf import MapShelf
from app.controllers.map_sound import MapSound
from app.controllers.measuring import Measuring
from app.controllers.mimicking import Mimicking
from app.controllers.mutating import Mutating
from app.controllers.neural_voice import NeuralVoice
from app.controllers.preferences import Preferences
from app.controllers.presets import Presets
from app.controllers.scene import Scene
from app.controllers.session_keeper import SessionKeeper
from app.controllers.showing import Showing
from app.controllers.showing_maps import ShowingMaps
from app.controllers.showing_morph import ShowingMorph
from app.controllers.showing_takes import ShowingTakes
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound, Supervisor
from app.controllers.take_shelf import TakeShelf
from app.controllers.teaching import Teaching
from app.controllers.training import Training
from app.controllers.why import Why
from app.crash_log import write_crash_log
from app.dialogs.about import AboutDialog
from app.dialogs.shortcuts import ShortcutsDialog
from app.document import Document
from app.item_models.preset_list import Entry, PresetList
from app.joints import join_document, join_drawing, join_playing
from app.main_window import LIBRARY, MAP, PLAY, SCENE, MainWindow
from app.pages.library_page import LibraryPage
from app.settings import Settings
from app.start_report import Stage, report_start
from app.theme import apply_settings_theme
from app.unsaved_work import UnsavedWork
from app.widgets.patch_panel import VOICE
from app.window_place import place_of, restore_place
from app.workers.inference import InferenceWorker, Predictor
from app.workers.mutation import MutationWorker
from app.workers.sketching import SketchingWorker
from models.sketch_map.sketch_map import SketchMap

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
        self.takes = TakeShelf(paths.take_folder(), self)
        self.scene = Scene(self.window.scene, self.preferences, lambda: supervisor.memory_name, self.takes.folder, self)
        self.feedback = Feedback(self.window.scene, self.scene, self.document, self.drawing, self.sound.playing, self)
        self.showing_takes = ShowingTakes(self.window.scene.takes, self.takes, self.scene, self.preferences, self)
        self.dragging = Dragging(self.window.scene, self.scene.picture, self)
        self.covering = Covering(self.window.top.preset, self.document, self)
        self.voice = NeuralVoice(self.window.play.patch_panel.voice, self.document, self.preferences, self)
        for stack in (self.document.undo_stack, self.library.undo_stack, self.takes.undo_stack):
            self.history.addStack(stack)
        self.session = SessionKeeper(
            self.document, paths.session_file(), lock=paths.session_lock(), unsaved=unsaved, parent=self
        )
        join_document(self.document, self.window, self.editing)
        join_drawing(self.window, self.document, self.drawing, self.worker, self.files, self.sound)
        join_playing(self.window, self.sound, self.keys, self.showing)
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
            self.voice.end,
            self.scene.end,
            self.showing_takes.end,
            self.dragging.end,
            self.scene.picture.close_stage,
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
        self.files.sound_given.connect(self._take_sound)
        self.sound.controller.connect(self.scene.controller_moved)
        self.sound.controller.connect(self.feedback.controller_moved)
        self.showing_takes.to_mimic.connect(self.mimicking.take)
        self.scene.picture.to_canvas.connect(lambda pixels: self.files.take_pixels(pixels, "drop"))
        self.scene.picture.to_voice.connect(self._take_voice)
        for changes in (self.mutating.changed, self.voice.made):
            changes.connect(self.sound.playing.audition)
        for answers in (
            self.mimicking.message,
            self.mutating.message,
            self.drawing_of_sound.message,
            self.scene.message,
            self.voice.message,
            self.covering.message,
            self.feedback.message,
            self.takes.message,
            self.showing_takes.message,
            self.dragging.message,
        ):
            answers.connect(self.window.show_message)

    def _take_voice(self, pixels: NDArray[np.uint8], name: str) -> None:
        """A picture of the page Scene is to be played: where it is played, its voice is seen."""
        self.window.show_page(PLAY)
        self.window.play.patch_panel.show_page(VOICE)
        self.voice.of_picture(pixels, name)

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

    def _take_sound(self, path: Path) -> None:
        """On the page Scene a sound is painted, elsewhere its knobs are looked for."""
        if self.window.scene.isVisible():
            self.scene.play(path)
        else:
            self.mimicking.take(path)

    def _new_map(self) -> None:
        self.shelf.new()
        self.window.show_page(MAP)

    def _page_shown(self, page: int) -> None:
        """Undo belongs to what one sees: the library's files, or the work."""
        stacks = {LIBRARY: self.library.undo_stack, SCENE: self.takes.undo_stack}
        self.history.setActiveStack(stacks.get(page, self.document.undo_stack))
        if page == LIBRARY:
            self.library.look_again()  # another window may have saved
        if page == SCENE:
            self.takes.look_again()

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
