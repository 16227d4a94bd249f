"""From a sound to the drawing that gives it."""
