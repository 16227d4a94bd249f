"""Drawing to patch: strokes, rasters, networks and predictor."""
