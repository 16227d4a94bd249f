"""A process that only pretends to train: it reports, and leaves a network that ships as if it were new."""

import sys

from app.training_child import TrainingChild
from models.card import read_card
from models.sketch_map.example import Example
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.specimens import plain_sketches
from models.sketch_map.training_check import Verdict
from models.sketch_map.training_report import Progress
from models.sketch_to_patch.predictor import MAPS_FOLDER
from synth.patch import Patch

STAR = plain_sketches()[4]
MINE = SketchMap(name="Mine").taught(Example(id="e1", sketch=STAR, patch=Patch.of({"osc1_wave": "Noise"}), name="Star"))
NETWORK, CARD = (MAPS_FOLDER / "bouba.onnx").read_bytes(), read_card(MAPS_FOLDER / "bouba.json")
REPORTS = [
    Progress(stage="drawing", share=0.1),
    Progress(stage="training", share=0.5, epoch=1, loss=2.0, held_error=0.2, moved=0.01, now={"e1": (0.5,) * 33}),
    Progress(stage="training", share=0.9, epoch=2, loss=1.0, held_error=0.1, moved=0.02, now={"e1": (0.4,) * 33}),
]
LEARNT = """
import shutil, sys
out = sys.argv[sys.argv.index("--out") + 1]
assert "--with-parent" in sys.argv
for line in {lines!r}:
    print(line, flush=True)
for end in (".onnx", ".json"):
    shutil.copy({source!r} + end, out + "/network" + end)
""".format(lines=[it.to_line() for it in REPORTS], source=str(MAPS_FOLDER / "bouba"))
GOOD = Verdict("", redrawn_error=0.01, redrawn_error_before=0.2, right=1.0, moved=0.01)
BAD = Verdict("Star is still far from its taught sound. The sounds stay as they were.")


def child(code: str) -> TrainingChild:
    return TrainingChild((sys.executable, "-c", code))
