"""Spreadsheets in and out: ledgers read as they are, lists written without a formula in them."""
