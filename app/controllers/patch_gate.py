"""The one way of a patch to the engine: the window's word counts, a prediction may be heard before it.

The thread that predicts would otherwise wait until the window has painted a picture: at 60 pictures a
second that is most of the time between pen and sound.
"""

import threading
from collections import deque
from collections.abc import Callable

from synth.patch import Patch

Hear = Callable[[Patch], None]


class PatchGate:
    """Gives patches to `send`, one thread at a time. Threads: window and prediction, as each method says."""

    def __init__(self, send: Hear) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._turn = 0
        self._is_open = True
        self._early: deque[Patch] = deque(maxlen=64)
        """What was heard before the window knew of it, oldest first."""

    def set(self, patch: Patch) -> None:
        """Sound this one; nothing that was asked for before is heard any more. Thread: window."""
        with self._lock:
            self._begin_turn()
            if self._is_open:
                self._send(patch)

    def follow(self, patch: Patch) -> None:
        """The window now shows a prediction: sound it unless it was heard already. Thread: window."""
        with self._lock:
            if patch in self._early:
                while self._early.popleft() != patch:
                    pass
            elif self._is_open:
                self._begin_turn()
                self._send(patch)

    def revoke(self) -> None:
        """Nothing that was asked for before is heard any more; what sounds goes on. Thread: window."""
        with self._lock:
            self._begin_turn()

    def close(self) -> None:
        """Let nothing through: the engine is about to end. Thread: window."""
        with self._lock:
            self._is_open = False

    def early(self) -> Hear:
        """What lets one prediction be heard before the window shows it. Thread: window; the result: prediction."""
        turn = self._turn

        def hear(patch: Patch) -> None:
            with self._lock:
                if turn == self._turn and self._is_open:
                    self._early.append(patch)
                    self._send(patch)

        return hear

    def _begin_turn(self) -> None:
        self._turn += 1
        self._early.clear()
