"""Messages between the examiner's processes: four bytes of length, and JSON.

This module imports nothing that takes time, so that a process can be told what to do before it imports what it needs.
"""

import json
import socket
import struct
import time
from typing import Any

Node = Any
LIMIT = 64 << 20

_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """What came over the wire is not a message of this format."""


def send(to: socket.socket, message: Node) -> None:
    """Send one message.

    Raises:
        WireError: It is longer than `LIMIT` bytes.
    """
    data = json.dumps(message, separators=(",", ":")).encode()
    if len(data) > LIMIT:
        raise WireError(f"a message of {len(data):,d} bytes; at most {LIMIT:,d} can cross")
    to.sendall(_LENGTH.pack(len(data)) + data)


def receive(source: socket.socket, deadline: float | None = None) -> Node:
    """Receive one message, or raise.

    Args:
        source: Where from.
        deadline: When to give up, on the monotonic clock; None waits forever.

    Raises:
        WireError: It is too long, cut off or no JSON.
        TimeoutError: The deadline passed.
        EOFError: The other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size, deadline))
    if length > LIMIT:
        raise WireError(f"a message of {length:,d} bytes; at most {LIMIT:,d} can cross")
    try:
        return json.loads(_exactly(source, length, deadline))
    except (ValueError, RecursionError) as error:
        raise WireError(f"a message that is no JSON: {type(error).__name__}") from None


def _exactly(source: socket.socket, size: int, deadline: float | None) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no answer in time")
            source.settimeout(left)
        else:
            source.settimeout(None)
        got = source.recv_into(view[at:])
        if not got:
            raise EOFError("the other side is gone")
        at += got
    return data
