"""The student's side: a process in the sandbox that runs the notebook's cells and answers the examiner.

Nothing here is trusted, for the student's code shares the process with it and can rewrite it. Whatever it sends is read
by the examiner as the word of a stranger.
"""

import builtins
import importlib
import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from mla_course.grading.examiner.shell import Shell
from mla_course.grading.examiner.wire import Crossing, Node, receive, send


def prepare(modules: list[str]) -> Shell:
    """Import what the assignment uses and start the shell, so that a fork of this process is ready at once.

    Args:
        modules: The names of the modules, as an import says them. One that can't be imported is left to the cells.
    """
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:
            continue
    shell = Shell.instance()
    # The first cell of a process pays for what IPython loads late: a display, a figure, an error.
    shell.run("1")
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
            send(self.examiner, self.answers[request.pop("do")](**request))

    def cell(self, code: str, seconds: float) -> Node:
        """Run a cell; the reply has its outputs."""
        with self.shell.collecting() as outputs, _at_most(seconds):
            self.shell.run_cell(code, store_history=True)
        return {"outputs": outputs, "count": self.shell.count}

    def names(self, names: list[str]) -> Node:
        """Send what these names are bound to, of those that are."""
        crossing = self._crossing()
        found = {name: crossing.pack(self.shell.user_ns[name]) for name in names if name in self.shell.user_ns}
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
                reply["error"] = _described(error)
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
        send(
            self._student.examiner,
            {"borrowed": self.number, "heap": crossing.heap, "args": sent[0], "named": sent[1]},
        )
        reply = receive(self._student.examiner)
        crossing.load(reply["heap"])
        if "error" in reply:
            raise getattr(builtins, reply["error"]["kinds"][0], Exception)(reply["error"]["message"])
        return crossing.unpack(reply["value"])


_WAYS: dict[str, Callable[..., Any]] = {
    "call": lambda target, /, *args, **named: target(*args, **named),
    "attribute": getattr,
    "item": lambda target, key: target[key],
    "length": len,
    "iterator": iter,
    # A list, so that the end is told from a value.
    "next": lambda target: [each for each, _ in zip(target, range(1), strict=False)],
}


def _described(error: BaseException) -> Node:
    kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins" and kind is not object]
    try:
        message = str(error)
    except Exception:  # A broken __str__ is the student's own.
        message = ""
    return {"name": type(error).__name__, "kinds": kinds, "message": message[:10_000]}


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Interrupt honest code that runs for too long; code that resists is killed from outside."""

    def ring(number: int, frame: object) -> None:
        raise OutOfTime(f"stopped after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def live(shell: Shell, examiner: socket.socket, folder: Path) -> None:
    """Be one student's process: take the files, then answer until the examiner hangs up. Returns at the end."""
    for name, data in receive(examiner)["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes.fromhex(data))
    os.chdir(folder)
    # Forks of one process would draw the same numbers.
    random.seed()
    import numpy as np

    np.random.seed(int.from_bytes(os.urandom(4), "little"))
    time.tzset()
    Student(shell, examiner).serve()
