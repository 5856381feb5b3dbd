"""What workers did with plans, and whether it is reason enough to propose other weights."""
