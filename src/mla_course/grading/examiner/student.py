"""The student's side: a process in the sandbox that runs the notebook's cells and answers the examiner.

Nothing here is trusted, for the student's code shares the process with it and can rewrite it. Whatever it sends is read
by the examiner as the word of a stranger.
"""

import importlib
import operator
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from mla_course.grading.examiner.messages import Node, WireError, receive, send
from mla_course.grading.examiner.shell import Shell
from mla_course.grading.examiner.wire import Crossing, pack_error, read_error

# What takes long the first time, for what is imported or looked for then, by the module that makes it possible.
_FIRST = {
    "builtins": "1 / 0",
    "pandas": "import pandas as pd\ntable = pd.DataFrame([[0.0]], columns=['a'])\ntable['a'].sum()\ntable",
    "sklearn": "from sklearn.linear_model import LogisticRegression\n"
    "LogisticRegression().fit(pd.DataFrame([[0.0], [1.0]], columns=['a']), [0, 1])",
    "matplotlib.pyplot": "import matplotlib.pyplot as plt\nplt.plot([0]);",
}


def prepare(modules: list[str]) -> Shell:
    """Import what the assignment uses and start the shell, so that a fork of this process is ready at once.

    Args:
        modules: The names of the modules, as an import says them. One that can't be imported is left to the cells.
    """
    # A figure is drawn into the notebook, as a kernel does it; matplotlib asks for this when it is imported.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:
            continue
    shell = Shell.instance()
    for name, code in _FIRST.items():
        if name in sys.modules:
            shell.run(code)
    shell.reset(new_session=True)
    return shell


class OutOfTime(KeyboardInterrupt):
    """The cell ran for longer than it may. An interrupt rather than an error: `except Exception` doesn't catch it."""


class Student:
    """Answers the examiner's requests, one at a time.

    Args:
        shell: Where the cells run.
        examiner: The socket to the examiner.
    """

    def __init__(self, shell: Shell, examiner: socket.socket) -> None:
        self.shell = shell
        self.examiner = examiner
        self.kept: list[Any] = []
        self.answers = {"cell": self.cell, "names": self.names, "use": self.use}

    def serve(self) -> None:
        """Answer until the examiner hangs up."""
        while True:
            try:
                request = receive(self.examiner)
            except EOFError:
                return
            self.answer(request)

    def answer(self, request: Node) -> None:
        """Answer one request."""
        reply = self.answers[request.pop("do")](**request)
        try:
            send(self.examiner, reply)
        except WireError as error:  # It wasn't sent, so another can be.
            said = "[This cell's outputs were too large.]\n"
            outputs = [{"output_type": "stream", "name": "stdout", "text": said}]
            error = ValueError(f"The value is too large to be looked at: {error}")
            reply = {"heap": [], "changed": [], "error": pack_error(self._crossing(), error)}
            send(self.examiner, {**reply, "outputs": outputs, "count": self.shell.count})

    def cell(self, code: str, seconds: float) -> Node:
        """Run a cell; the reply has its outputs."""
        with self.shell.collecting() as outputs, _at_most(seconds):
            self.shell.run_cell(code, store_history=True)
        return {"outputs": outputs, "count": self.shell.count}

    def names(self, names: list[str]) -> Node:
        """Send what these names are bound to, of those that are."""
        crossing = self._crossing()
        try:
            found = {name: crossing.pack(self.shell.user_ns[name]) for name in names if name in self.shell.user_ns}
        except Exception as error:
            return {"heap": [], "error": pack_error(self._crossing(), error)}
        return {"heap": crossing.heap, "values": found}

    def use(self, way: str, heap: Node, target: Node, args: Node, named: Node, seconds: float) -> Node:
        """Call a function or method, read an attribute or an item, or take the next of an iterator."""
        crossing = self._crossing()
        crossing.load(heap)
        known = len(crossing.heap)
        reply: dict[str, Node] = {}
        with self.shell.collecting() as outputs:
            try:
                values = [crossing.unpack(each) for each in args]
                options = {name: crossing.unpack(each) for name, each in named.items()}
                with _at_most(seconds):
                    result = _WAYS[way](crossing.unpack(target), *values, **options)
                reply["value"] = crossing.pack(result)
            except BaseException as error:
                reply["error"] = pack_error(crossing, error) | {"raised": getattr(error, "_raised", None)}
        reply["changed"] = crossing.changes()
        return {**reply, "heap": crossing.heap[known:], "outputs": outputs}

    def _crossing(self) -> Crossing:
        return Crossing(self._keep, self._find)

    def _keep(self, value: Any) -> Node:
        """A handle: the examiner can use what it stands for, and never holds it."""
        if isinstance(value, _Borrowed):
            return ["examiners", value.number]
        number = next((at for at, each in enumerate(self.kept) if each is value), len(self.kept))
        if number == len(self.kept):
            self.kept.append(value)
        is_code = isinstance(value, FunctionType | BuiltinFunctionType | MethodType | type)
        return ["students", number, "function" if is_code else "object"]

    def _find(self, node: Node) -> Any:
        return self.kept[node[1]] if node[0] == "students" else _Borrowed(self, node[1])


class _Borrowed:
    """A function of the examiner's that came as an argument, like a loss or a key."""

    def __init__(self, student: Student, number: int) -> None:
        self._student, self.number = student, number

    def __call__(self, *args: Any, **named: Any) -> Any:
        crossing = self._student._crossing()
        sent = [crossing.pack(each) for each in args], {name: crossing.pack(each) for name, each in named.items()}
        examiner = self._student.examiner
        send(examiner, {"borrowed": self.number, "heap": crossing.heap, "args": sent[0], "named": sent[1]})
        reply = receive(examiner)
        while "do" in reply:  # What it does asks for something here.
            self._student.answer(reply)
            reply = receive(examiner)
        crossing.load(reply["heap"])
        crossing.change(reply["changed"])
        if "error" in reply:
            error = read_error(crossing, reply["error"])
            error._raised = reply["error"]["raised"]
            raise error
        return crossing.unpack(reply["value"])


_WAYS: dict[str, Callable[..., Any]] = {
    "call": lambda target, /, *args, **named: target(*args, **named),
    "attribute": getattr,
    "item": lambda target, key: target[key],
    "length": len,
    "truth": bool,
    "contains": operator.contains,
    "put": operator.setitem,
    "delete": operator.delitem,
    "set": setattr,
    "iterator": iter,
    # A list, so that the end is told from a value; the range first, or it would take one more.
    "next": lambda target: [each for _, each in zip(range(1), target, strict=False)],
}


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Interrupt honest code that runs for too long; code that resists is killed from outside."""

    def ring(number: int, frame: object) -> None:
        raise OutOfTime(f"stopped after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, ring)
    # One may run within another: the outer one goes on with what it had left.
    left, _ = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    until = time.monotonic() + left
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, max(until - time.monotonic(), 0.01) if left else 0)


def live(shell: Shell, examiner: socket.socket, folder: Path) -> None:
    """Be one student's process: take the files, then answer until the examiner hangs up. Returns at the end."""
    for name, data in receive(examiner)["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes.fromhex(data))
    os.chdir(folder)
    # As under a kernel, a module beside the notebook is found.
    sys.path[0] = ""
    # Forks of one process would draw the same numbers.
    random.seed()
    import numpy as np

    np.random.seed(int.from_bytes(os.urandom(4), "little"))
    time.tzset()
    Student(shell, examiner).serve()
