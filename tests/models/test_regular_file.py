"""Files that are none: refused at once, in words, without waiting for anybody."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.card import read_card
from models.errors import ModelFileError, PictureError
from models.regular_file import UnfitFileError, read_regular
from models.sketch_to_patch.picture import load_picture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")


@pytest.fixture(params=["a pipe", "a socket", "a folder", "a device"])
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Something with a name that is no file, and what it is called."""
    path = tmp_path / "card.json"
    with socket.socket(socket.AF_UNIX) as listener:
        if request.param == "a pipe":
            os.mkfifo(path)
        elif request.param == "a socket":
            listener.bind(str(path))
        elif request.param == "a folder":
            path.mkdir()
        else:
            path.symlink_to("/dev/zero")
        yield path, request.param


def test_what_is_no_file_is_refused_by_its_kind(no_file: tuple[Path, str]) -> None:
    path, kind = no_file
    with pytest.raises(UnfitFileError, match=f"is {kind} and not a file"):
        read_regular(path, most_bytes=100)
    with pytest.raises(PictureError, match=f"card.json is {kind} and not a file. Choose a picture file."):
        load_picture(path)
    with pytest.raises(ModelFileError, match=f"The model card card.json is {kind} and not a file."):
        read_card(path)


def test_a_file_is_read_up_to_the_limit_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_regular(path, most_bytes=5) == b"12345"
    with pytest.raises(UnfitFileError, match=r"has 0\.0 MB; at most"):
        read_regular(path, most_bytes=4)


def test_a_file_that_tells_no_size_is_read_no_further_than_agreed() -> None:
    """The system's own files say that they are empty and go on all the same."""
    with pytest.raises(UnfitFileError, match="grew while it was read"):
        read_regular(Path("/proc/self/status"), most_bytes=10)


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(UnfitFileError, match="is not a name"):
        read_regular(Path("a\0b"), most_bytes=5)
    with pytest.raises(PictureError, match="Choose a picture file"):
        load_picture(Path("a\0b"))
