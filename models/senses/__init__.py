"""One space for sounds and pictures: an encoder of each, trained together, for every generator and for the program."""
