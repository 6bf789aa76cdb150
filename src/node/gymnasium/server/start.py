"""Runs one Gymnasium environment for the process that started it.

A request is 8 bytes: what to do, and a number. The number is the action of a
step, else the length of the JSON that follows. A reply is a head of 24 bytes
(status, flags, mark, lengths, serial number, reward), then binary data, then
JSON. All is little-endian. protocol.ts is the other side.

The first request is `make`. It comes from standard input, and its reply goes
to standard output; what follows may use two other descriptors.

The files of this folder are joined to one program, this one first.
"""

import sys

# Python puts the working directory first: a struct.py there would run in place of Python's own.
in_folder = sys.path[:1] == [""]
if in_folder:
    del sys.path[0]

import faulthandler
import json
import math
import os
import signal
import struct
import traceback

if in_folder:
    try:
        sys.path.append(os.getcwd())
    except OSError:  # It was removed.
        pass
