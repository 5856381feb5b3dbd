"""Who may do what: roles, scopes of keys, and the one table of rules. Pure; knows no web."""
