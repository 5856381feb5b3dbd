"""Many households as columns."""
