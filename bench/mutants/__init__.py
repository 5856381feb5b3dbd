"""Planted faults: how many of them the cases and the tests catch."""
