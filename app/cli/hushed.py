"""What libraries write to the error stream by themselves, kept from the person: we say it in our words."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_ERRORS: Final = 2
"""The number of the error stream, whatever Python made of it."""


@contextmanager
def hushed() -> Iterator[None]:
    """Within the block nothing reaches the error stream: the MP3 decoder tells there what it thinks of a damaged file.

    Only for a process of one thread: the stream is that of all of them.
    """
    try:
        kept = os.dup(_ERRORS)
    except OSError:  # there is no error stream
        yield
        return
    try:
        with suppress(AttributeError, OSError, ValueError):
            sys.stderr.flush()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _ERRORS)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _ERRORS)
        os.close(kept)
