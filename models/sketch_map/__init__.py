"""A player's own map: taught examples over a base network, and the file that keeps them."""
