"""The edge: command line, settings, routes, pages; wires the matcher and knows the clock."""
