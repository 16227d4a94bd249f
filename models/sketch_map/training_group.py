"""Whether what deep training needs is installed: the group `train`."""

import sys
from importlib.util import find_spec
from typing import Final

NEEDED: Final = ("torch", "onnx", "onnxscript", "safetensors", "tqdm")
HOW: Final = "pip install --require-hashes -r packaging/requirements-train.txt"


def missing_group() -> str:
    """A sentence that says why deep training cannot run here and what to do; "" when it can."""
    if getattr(sys, "frozen", False):
        return "Training needs torch, which this packaged Bouba leaves out: run Bouba from its source with `train`."
    missing = next((name for name in NEEDED if find_spec(name) is None), "")
    if not missing:
        return ""
    return f"Training needs the group `train` ({missing} is missing). Install it with: {HOW}"
