"""What the product costs, beside a named peer and its goals, all measured in one run."""
