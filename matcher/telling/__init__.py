"""Verdicts and plans in words and plain data, as command line, API and pages show them."""
