"""Runs a listing of this folder, and takes so many of its steps as each line that it reads says."""

import runpy
import sys
from time import perf_counter, process_time

begin = perf_counter()
listing = runpy.run_path(sys.argv[1])
step = listing["step"]
step()
print(perf_counter() - begin, flush=True)
for line in sys.stdin:
    wall, processor = perf_counter(), process_time()
    for _ in range(int(line)):
        step()
    print(perf_counter() - wall, process_time() - processor, listing["cost"](), flush=True)
