"""The sound engine in a process of its own, and the window's side of it."""
