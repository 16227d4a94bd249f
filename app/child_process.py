"""The words that start this program again, frozen or not."""

import sys


def program() -> list[str]:
    """The program and its first arguments; the words of a command follow."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
