"""Personal data by themselves: checked, masked, sealed, struck out of logs, made searchable.

Pure functions over frozen values; no database and no web. What holds a person's data keeps
it out of its `repr`, so that no traceback or log shows it by accident.
"""
