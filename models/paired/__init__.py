"""Sounds and pictures of the same classes: what is read, heard and seen of them, for training and at run time alike."""
