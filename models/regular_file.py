"""Reading a file that somebody else chose: never blocks, never reads more than was agreed."""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class UnfitFileError(Exception):
    """A file that is not read; the message goes on from its name: "is a pipe and not a file"."""


def open_regular(path: Path, *, most_bytes: int) -> BinaryIO:
    """An ordinary file, open. Raises UnfitFileError for anything else, OSError when it cannot be opened.

    A pipe would wait for its writer for ever and a device may never end, so neither is even opened.
    """
    try:
        _check(path.stat(), most_bytes)
        # Looked at again once open: the name may have come to mean something else, which must not block either.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        file = os.fdopen(os.open(path, flags), "rb")
    except ValueError:  # a name with a null character
        raise UnfitFileError("is not a name of a file") from None
    try:
        _check(os.fstat(file.fileno()), most_bytes)
    except BaseException:
        file.close()
        raise
    return file


def read_regular(path: Path, *, most_bytes: int) -> bytes:
    """All bytes of an ordinary file. Raises as `open_regular` does."""
    with open_regular(path, most_bytes=most_bytes) as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise UnfitFileError("grew while it was read")
    return data


def _check(facts: os.stat_result, most_bytes: int) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise UnfitFileError(f"is {_KINDS.get(stat.S_IFMT(facts.st_mode), 'something else')} and not a file")
    if facts.st_size > most_bytes:
        raise UnfitFileError(f"has {facts.st_size / 1e6:,.1f} MB; at most {most_bytes / 1e6:,.1f} MB are read")
