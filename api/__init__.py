"""The edge: command line, settings, routes, pages; wires the matcher and knows the clock."""

import os

# One household is a few small products of matrices: a second thread only waits for the first,
# and turns the processor while it does. Read when numpy is first loaded; one's own setting stays.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
