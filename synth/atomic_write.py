"""Writing a file whole or not at all: the old file stays until the new one is safely on the disk."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from synth.errors import FileWriteError

_FULL = (errno.ENOSPC, errno.EDQUOT)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data`, or leave it exactly as it was. Raises as `open_atomically` does."""
    with _staged(path) as staging:
        _write_through(staging, data)


@contextlib.contextmanager
def open_atomically(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece: it replaces the one at `path` when the block ends, and is gone when it fails.

    Raises FileWriteError in words when the disk is full or the place cannot be written.
    """
    with _staged(path) as staging, _flushed(staging) as file:
        yield file


@contextlib.contextmanager
def _staged(path: Path) -> Iterator[Path]:
    """Where to write what shall take the name `path`, in one step, when the block ends. A link is followed.

    It is a temporary file in the same folder: a rename across disks is not atomic.
    """
    try:
        target = path.resolve()
        staging = target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.part")
    except (OSError, RuntimeError, ValueError) as error:
        raise FileWriteError(f"{str(path)!r} is not a place to save to: choose another name or folder.") from error
    try:
        try:
            yield staging
            staging.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                staging.unlink()
            raise
        _flush_folder(target.parent)
    except (OSError, ValueError) as error:
        raise FileWriteError(
            f"{path.name} was not saved, what was there before is kept. {_why(error, path)}"
        ) from error


def _write_through(path: Path, data: bytes) -> None:
    with _flushed(path) as file:
        file.write(data)


@contextlib.contextmanager
def _flushed(path: Path) -> Iterator[BinaryIO]:
    """A new file whose bytes are on the disk when the block ends."""
    # Not tempfile: its files are private to the user, and a preset is to be shared like any document.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system can (Windows cannot)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _why(error: Exception, path: Path) -> str:
    number = getattr(error, "errno", None)
    if number in _FULL:
        return "The disk is full: free some space or choose another disk."
    if isinstance(error, FileNotFoundError):
        return f"The folder {path.parent} does not exist: choose another one."
    if isinstance(error, PermissionError) or number == errno.EROFS:
        return f"The folder {path.parent} may not be written: choose another one."
    return f"The system says: {getattr(error, 'strerror', None) or error}. Choose another name or folder."
