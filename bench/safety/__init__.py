"""Drills of safety: a real service by itself, and what must not happen to it.

Requests by chance, bad files, strangers' towns, canaries. Kills and restoring are `bench.drill`.
"""
