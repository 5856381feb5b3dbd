"""From ledger text to what it voices: clean text, clauses, whom it concerns, danger signs."""
