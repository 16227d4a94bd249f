"""The window from its start to its end."""

import signal
import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import __version__, paths
from app.build import Program
from app.dialogs.preparation import Preparation
from app.engine.supervisor import EngineSupervisor
from app.garbage import WindowGarbage
from app.settings import Settings, load_settings
from app.theme import ASSETS, apply_settings_theme
from app.unexpected import Unexpected
from app.workers.inference import Predictor
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import SketchMap
from synth.kernel_cache import is_complete

SIGNALS_MS: Final = 200


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
