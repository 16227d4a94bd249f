"""The program: window, sound engine process, files and devices."""
