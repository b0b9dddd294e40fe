"""Start an examiner: `python -m mla_course.grading.examiner SOCKET...`, as `client.start` does.

What takes time in the beginning is importing libraries, here and in the sandbox. So the sandbox is started first, and
both import side by side.
"""

import json
import os
import socket
import subprocess
import sys
import warnings
from typing import Any

from mla_course.grading.examiner import sandbox
from mla_course.grading.examiner.messages import receive, send


def main(handles: list[str]) -> None:
    """Stand ready until all heads have hung up."""
    heads = [socket.socket(fileno=int(handle)) for handle in handles]
    asked = receive(heads[0])
    try:
        stable, controls = _start_stable(len(heads), asked)
        # jsonschema would make a grammar of web addresses, which takes a second, and a notebook's schema has none. What uv
        # installs does without it; conda and pip bring it.
        sys.modules["rfc3987_syntax"] = None
        from mla_course.grading.examiner.post import Post
        from mla_course.grading.examiner.reference import Reference
        from mla_course.grading.examiner.stable import wait_for_children

        # What nbformat warns of it mends, like an id that occurs twice; nobody reads it here.
        warnings.filterwarnings("ignore", module="nbformat")
        reference, limits = Reference.from_data(asked["reference"]), sandbox.Limits(**asked["limits"])
        post = Post(heads, reference, limits, stable, controls)
    except sandbox.SandboxError as error:
        send(heads[0], {"ready": False, "why": str(error)})
    else:
        post.serve()
        # The stable ends when nobody holds its sockets.
        post.control.close()
        wait_for_children()
    # Nothing is left to tidy, and IPython's own farewell has nobody to say it to.
    os._exit(0)


def _start_stable(count: int, asked: dict[str, Any]) -> tuple[subprocess.Popen, list[socket.socket]]:
    sandboxed = asked["sandboxed"]
    pairs = [socket.socketpair() for _ in range(count)]
    handles = [theirs.fileno() for _, theirs in pairs]
    run = [sys.executable, "-m", "mla_course.grading.examiner.stable", ",".join(map(str, handles))]
    run += [str(int(sandboxed)), json.dumps(asked["limits"]), *asked["reference"]["modules"]]
    stable = subprocess.Popen(
        sandbox.command(run) if sandboxed else run,
        pass_fds=handles,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=None if sandboxed else {**os.environ, **sandbox.environment(), "HOME": os.environ.get("HOME", "/")},
    )
    for _, theirs in pairs:
        theirs.close()
    return stable, [control for control, _ in pairs]


if __name__ == "__main__":
    main(sys.argv[1:])
