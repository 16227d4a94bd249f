"""Shapes of any kind as lines: the drawings that a map learns from before a pen has touched them."""
