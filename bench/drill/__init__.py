"""Drills: what was promised for bad days, tried; `make drill` runs all, tests a small form."""
