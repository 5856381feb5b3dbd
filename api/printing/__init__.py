"""Papers: a plan or a list as PDF, set by typst from a template and data."""
