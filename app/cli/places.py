"""Where a command writes: what is wrong with the place is said before the work, not after it."""

import os
from collections.abc import Collection, Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import NoReturn

import click


def check_place(out: Path, hint: str, *, endings: Collection[str], sources: Iterable[Path | str] = ()) -> None:
    """Raises BadParameter, `hint` in it, when a file cannot be written to `out` or would replace one of its sources."""
    if out.suffix.lower() not in endings:
        _refuse(f"{out.name!r} must end in {' or '.join(endings)}.", hint)
    if not is_folder(out.parent):
        _refuse(f"the folder {out.parent} does not exist.", hint)
    if not os.access(out.parent, os.W_OK | os.X_OK):
        _refuse(f"the folder {out.parent} may not be written: choose another one.", hint)
    try:
        out.lstat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        _refuse(f"{out.name!r} is no name for a file here ({reason}): choose another one.", hint)
    if is_folder(out):
        _refuse(f"{out} is a folder: choose a name for the file in it.", hint)
    if any(is_same_file(out, Path(source)) for source in sources):
        _refuse(f"{out} is what it is made from, and would be lost: choose another name.", hint)


def places_for(out: Path, hint: str, *, sources: Sequence[Path], endings: Sequence[str], in_folders: str) -> list[Path]:
    """Where to write what is made of each source; `out` is a file for one of them, and a folder for several.

    A folder that is there is always meant as one, and else is made. A file in it has the name of its source, a number
    after it if that is taken, and the ending `in_folders`. Raises BadParameter as `check_place` does.
    """
    if not is_folder(out):
        if len(sources) == 1:
            check_place(out, hint, endings=endings, sources=sources)
            return [out]
        if out.suffix.lower() in endings:
            _refuse(f"{len(sources)} files are to be written, and {out.name!r} is a name for one: name a folder.", hint)
        try:
            out.mkdir(parents=True)
        except (OSError, ValueError) as error:
            _refuse(f"the folder {out} cannot be made ({getattr(error, 'strerror', None) or error}).", hint)
    places: list[Path] = []
    taken: set[str] = set()
    for source in sources:
        names = (source.stem if number == 1 else f"{source.stem} {number}" for number in count(1))
        place = next(
            path
            for path in (out / f"{name}{in_folders}" for name in names)
            # Systems that do not tell capitals apart would write both to one file.
            if path.name.casefold() not in taken and not any(is_same_file(path, it) for it in (*sources, *places))
        )
        check_place(place, hint, endings=(in_folders,), sources=sources)
        taken.add(place.name.casefold())
        places.append(place)
    return places


def is_folder(path: Path) -> bool:
    """True for a folder; `Path.is_dir` raises for a name that the system does not take."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_same_file(one: Path, other: Path) -> bool:
    """True for two names of one file, also through links; False when one of them is not there."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _refuse(what: str, hint: str) -> NoReturn:
    raise click.BadParameter(what, param_hint=hint)
