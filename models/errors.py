"""What can go wrong in `models`, in words a player can use.

ModelError
├── PictureError    a picture file that cannot be used
├── SketchError     a drawing in a file that cannot be read
├── ModelFileError  a network or its card that is missing, damaged or does not fit
└── MapFileError    a player's map that cannot be read or written
"""


class ModelError(Exception):
    """Any failure of this package; the message says what to do."""


class PictureError(ModelError):
    """A picture that cannot be used."""


class SketchError(ModelError, ValueError):
    """A drawing that cannot be read."""


class ModelFileError(ModelError):
    """A network file or its card that is missing, damaged or does not fit."""


class MapFileError(ModelError):
    """A map file, or an example in it, that cannot be read or written."""
