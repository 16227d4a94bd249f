"""Other sounds at random, made beside the window: each is rendered before it is taken."""

import contextlib
import threading
import traceback
from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from models.sound_to_patch.mutation import mutated, randomised
from synth.errors import SynthError
from synth.patch import Patch

NOTHING: Final = (
    "No other sound that can be played was found, so it is as it was. Unlock some knobs, or turn an oscillator up."
)
Change = Callable[..., Patch | None]


class MutationWorker(QObject):
    """Makes one sound at a time. Thread: worker."""

    made = Signal(object, object)
    """The patch that was given, and the new one."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, seed: int | None = None) -> None:
        super().__init__(parent)
        self._rng = np.random.default_rng(seed)
        self._turn = threading.Lock()

    def ask(self, patch: Patch, keep: frozenset[str], *, whole: bool) -> bool:
        """Change a patch a little, or make a `whole` new one; False while another one is made."""
        if not self._turn.acquire(blocking=False):
            return False
        change = randomised if whole else mutated
        threading.Thread(target=self._run, args=(change, patch, keep), name="mutation", daemon=True).start()
        return True

    def _run(self, change: Change, patch: Patch, keep: frozenset[str]) -> None:
        after: Patch | None = None
        problem = NOTHING
        try:
            after = change(patch, self._rng, keep=keep)
        except SynthError as error:
            problem = str(error)
        except Exception:  # the outermost edge of this thread
            log = write_crash_log(traceback.format_exc())
            problem = "No other sound was made; it is as it was." + (f" The details are in {log}." if log else "")
        finally:
            self._turn.release()
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            if after is None:
                self.failed.emit(problem)
            else:
                self.made.emit(patch, after)
