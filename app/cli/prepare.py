"""`bouba prepare`: compile for this machine what the first start would otherwise compile while one waits."""

import time

import click


@click.command()
def command() -> None:
    """Compile sound and drawing for this machine, so that the first start is quick."""
    import numpy as np

    from app.engine import layout
    from app.engine.callback import callback
    from app.engine.player import Player
    from app.ink import ink_of
    from models.sketch_to_patch.raster import rasterize
    from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
    from synth.engine import jump_to_patch
    from synth.kernel_cache import mark_complete
    from synth.patch import Patch

    began = time.perf_counter()
    record = np.zeros(1, layout.SHARED)
    player = Player(record, 48_000.0)
    jump_to_patch(player.state, Patch.default().as_array())
    out = np.zeros((256, 2), np.float32)
    callback.ctypes(None, out.ctypes.data, len(out), None, 0, player.user.ctypes.data)
    player.serve(out)  # the null device and the Python callback
    line = Stroke(Tool.PEN, (Point(0.2, 0.2), Point(0.8, 0.7), Point(0.3, 0.8)), filled=True)
    rasterize(Sketch((line,)))
    ink_of(Sketch((line,)), 200)
    mark_complete()
    click.echo(f"Ready to play after {time.perf_counter() - began:.0f} s of preparation.")
