"""Which liberties the compiler may take with the arithmetic of the effects."""

from typing import Final

FAST: Final = {"reassoc", "contract", "arcp", "nsz"}
"""Sums may be reordered and fused, so that loops become vector code. Unlike `fastmath=True` this keeps
not-a-number and infinity meaningful: the effects look for them and recover."""
