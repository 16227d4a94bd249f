"""The program: window, sound engine process, files and devices."""

__version__ = "0.1.0"
