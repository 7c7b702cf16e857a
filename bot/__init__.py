"""The machine: durable intake, turns, delivery, jobs, and the channels; it knows no feature."""

import os

# Read by numpy and the language model when they are loaded, so it is said before. The matrices are small: threads that
# spin for one of them cost six times the processor and slow everybody else down.
os.environ.setdefault("OMP_NUM_THREADS", "1")
