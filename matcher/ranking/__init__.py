"""Parts of a score that a worker understands, their weights, and the order they make."""
