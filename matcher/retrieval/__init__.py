"""From need text to candidate items and offerings: lexical, dense, precedents, fusion."""
