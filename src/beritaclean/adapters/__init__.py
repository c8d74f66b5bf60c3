"""Beritaclean as a step of other engines; each needs its own extra."""
