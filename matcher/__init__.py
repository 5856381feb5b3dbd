"""The domain: pure functions over frozen values; knows no web, database, network or clock."""
