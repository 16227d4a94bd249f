"""What can go wrong in `synth`, in words a player can use.

SynthError
├── ParameterError     a value, choice or id that the table does not know
├── PresetError        a preset file that cannot be read or written
│   └── PresetVersionError   made by a newer version
├── SampleError        a recorded sound that the keys cannot play
├── FileWriteError     a file that cannot be written; the old one is kept
└── RenderError        a rendering that was asked for cannot be made
"""


class SynthError(Exception):
    """Any failure of this package; the message names the value, the range and what to do."""


class ParameterError(SynthError, ValueError):
    """A value, choice or id that the parameter table does not know."""


class PresetError(SynthError):
    """A preset that cannot be read or written."""


class PresetVersionError(PresetError):
    """A preset made by a newer version of the program."""


class SampleError(SynthError):
    """A recorded sound that is too short, too long, or damaged."""


class FileWriteError(SynthError):
    """A file that cannot be written; what was there before is kept."""


class RenderError(SynthError):
    """A rendering that cannot be made as asked."""
