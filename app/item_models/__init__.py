"""Qt models of lists."""
