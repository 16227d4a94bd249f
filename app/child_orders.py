"""The child's end of the pipe to the window. Loads no Qt."""

import contextlib
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any


def begin(pipe: Connection, work: Callable[[Connection, Any], None]) -> None:
    """Where a child begins: its order comes through the pipe."""
    try:
        order = pipe.recv()
    except (EOFError, OSError):
        return  # nobody wants anything any more
    work(pipe, order)


def orders(pipe: Connection, heard: Callable[[object], None]) -> None:
    """Pass on what the window says, from a thread. When the window is gone, this process ends.

    Thread: `heard` is called in that thread.
    """

    def listen() -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                heard(pipe.recv())
        os._exit(0)

    threading.Thread(target=listen, name="orders", daemon=True).start()
