"""Edits of the evaluator's source that change nothing anybody can see, each with its reason."""

EQUIVALENTS: dict[str, str] = {}
"""By module and edit, as `bench.mutants.source` names them."""
