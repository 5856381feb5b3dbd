"""Conditions as data: a grammar, dated figures, three-valued truth, one evaluator."""
