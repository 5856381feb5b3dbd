"""Visiting teams for a household: the nearest that do what it needs."""
