"""A plan as a set: covers the needs, holds no clash, puts first what comes first."""
