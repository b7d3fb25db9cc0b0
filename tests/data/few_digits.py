"""An idx file of fifty pictures, as MNIST's are, to be read, fetched and damaged."""

import gzip
import struct
from hashlib import sha256

import numpy as np

from nbkit.data.digits import IdxFile

SHAPE = (50, 28, 28)
PIXELS = np.random.default_rng(0).integers(0, 256, SHAPE, dtype=np.uint8)
CONTENT = struct.pack(">4B3I", 0, 0, 8, 3, *SHAPE) + PIXELS.tobytes()
ZIPPED = gzip.compress(CONTENT, mtime=0)
FILE = IdxFile("few-images-idx3-ubyte", SHAPE, sha256(CONTENT).hexdigest())
