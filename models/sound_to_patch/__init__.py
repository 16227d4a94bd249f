"""Sound to patch: what is heard in a sound file, and the search for the values that come nearest."""
