"""A ZIP of few known files: written the same every time, read as if somebody wanted to do harm with it.

Format: PKWARE, APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (directory) and 4.3.16 (its end).
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final, NoReturn

from models.errors import MapFileError

LARGEST_FILE: Final = 160 * 2**20
MOST_ENTRIES: Final = 1100
_LONGEST_ENTRY: Final = 46 + 200
"""Bytes that one entry may take in the directory."""
_END: Final = struct.Struct("<4s4H2LH")
_END_SIGNATURE: Final = b"PK\x05\x06"
_ZIP64_SIGNATURE: Final = b"PK\x06\x07"
_ZIP64_LOCATOR: Final = 20
_ENCRYPTED_OR_PATCHED: Final = 0x1 | 0x20 | 0x40 | 0x2000
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The first day of ZIP: files are not dated, so the same content is the same bytes."""
_UNIX: Final = 3

_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,  # encrypted
    EOFError,
    OSError,
    ValueError,  # also text that is none
    LookupError,
    OverflowError,
)
"""What the ZIP reader answers damaged files with."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP with files by name, in their order: text deflated, pictures and networks as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
            archive.writestr(entry, data)
    return out.getvalue()


class Archive:
    """A ZIP in memory whose directory has been looked at. Raises MapFileError in one sentence for anything odd.

    Nothing is inflated before it is asked for, and then never beyond the limit that is given.
    """

    def __init__(self, data: bytes, source: str) -> None:
        self._source = source
        self._check_end(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS:
            self._refuse("its directory is damaged")
        self.names: tuple[str, ...] = tuple(entry.filename for entry in self._zip.infolist())
        if len(self.names) > MOST_ENTRIES:
            self._refuse(f"it has {len(self.names)} files where at most {MOST_ENTRIES} may be")
        if len(set(self.names)) != len(self.names):
            self._refuse("a file stands in it twice")

    def read(self, name: str, *, most_bytes: int) -> bytes:
        """One file, inflated. Raises MapFileError when it is not there, damaged, encrypted or too large."""
        if name not in self.names:
            self._refuse(f"{name} is missing in it")
        entry = self._zip.getinfo(name)
        if entry.flag_bits & _ENCRYPTED_OR_PATCHED:
            self._refuse(f"{name} in it is encrypted")
        if entry.compress_type not in _METHODS:
            self._refuse(f"{name} in it is packed in a way that maps are not")
        if entry.file_size > most_bytes:
            self._refuse(f"{name} in it is larger than {most_bytes / 2**20:.1f} MB")
        try:
            with self._zip.open(entry) as file:
                content = file.read(most_bytes + 1)
        except _FAULTS:
            self._refuse(f"{name} in it is damaged")
        if len(content) > most_bytes or len(content) != entry.file_size:
            self._refuse(f"{name} in it has another size than it says")
        return content

    def _check_end(self, data: bytes) -> None:
        """The end of the directory, before anything trusts it: the ZIP reader would take in any number of entries."""
        if len(data) > LARGEST_FILE:
            self._refuse(f"it is larger than {LARGEST_FILE // 2**20} MB")
        if not data.startswith(b"PK\x03\x04"):
            self._refuse("it is not a Bouba map" if data else "it is empty")
        at = len(data) - _END.size
        if at < 0 or data[at : at + 4] != _END_SIGNATURE:
            self._refuse("its end is missing or damaged")
        _, disk, first_disk, here, entries, directory_bytes, directory_at, comment = _END.unpack_from(data, at)
        locator = data[max(0, at - _ZIP64_LOCATOR) : at]
        if disk or first_disk or comment or here != entries or locator.startswith(_ZIP64_SIGNATURE):
            self._refuse("it is not packed as maps are")
        if entries > MOST_ENTRIES or directory_bytes > MOST_ENTRIES * _LONGEST_ENTRY:
            self._refuse(f"it has more than {MOST_ENTRIES} files")
        if directory_at + directory_bytes != at:
            self._refuse("its directory is damaged")

    def _refuse(self, what: str) -> NoReturn:
        raise MapFileError(f"{self._source} cannot be loaded: {what}.")
