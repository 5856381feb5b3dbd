"""Verdicts with reasons, what to ask, and what time will change."""
