"""The store: the only room that speaks SQL.

Open it with `Store.open`, do one thing with `Store.unit` or look with `Store.view`; what goes in
and comes out are the frozen values of `values`.
"""
