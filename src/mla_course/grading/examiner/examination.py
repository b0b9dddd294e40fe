"""The examiner: runs the test cells, out of the reach of the code that they judge.

The student's cells run in the student's process. The instructor's own cells run here, and so do the tests, in which the
names that an answer defines stand for what is over there: data is copied, functions and objects are stand-ins that ask
for each result.
"""

import builtins
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from nbformat import NotebookNode

from mla_course.grading.examiner.messages import Node, WireError, receive, send
from mla_course.grading.examiner.reference import Original, Reference, bound, used
from mla_course.grading.examiner.shell import Shell
from mla_course.grading.examiner.wire import (
    CannotCrossError,
    Crossing,
    pack_error,
    read_error,
)

# How long a process may take to obey its own clock before it counts as lost, in seconds.
GRACE = 3.0
# What the outputs of one cell may take, in characters.
MOST_OUTPUT = 10 << 20


class CellTimeoutError(KeyboardInterrupt):
    """The cell ran for longer than it may; no test can catch this by accident."""


class LostError(Exception):
    """The student's process is gone, silent or babbling. The message says which, to the student."""


class Away:
    """The student's process, seen from here.

    Args:
        student: The socket to it.
        shell: Where what it prints during a test goes.
        seconds: How long a cell or a test may take.
    """

    def __init__(self, student: socket.socket, shell: Shell, seconds: float) -> None:
        self.student, self.shell, self.seconds = student, shell, seconds
        self.lent: list[Callable] = []
        self.raised: list[Exception] = []
        self.lost: str | None = None
        self.until = 0.0

    def cell(self, code: str) -> tuple[list[NotebookNode], int | None]:
        """Run a cell over there and return its outputs and its number."""
        self.until = time.monotonic() + self.seconds
        reply = self._ask({"do": "cell", "code": code, "seconds": self.seconds})
        count = reply.get("count")
        return read_outputs(reply.get("outputs")), count if type(count) is int else None

    def names(self, names: list[str]) -> dict[str, Any]:
        """What these names are bound to over there, of those that are."""
        reply = self._ask({"do": "names", "names": names})
        crossing = self._crossing()
        with self._reading():
            crossing.load(reply["heap"])
            if "error" not in reply:
                return {name: crossing.unpack(reply["values"][name]) for name in names if name in reply["values"]}
            error = read_error(crossing, reply["error"])
        raise error

    def use(self, way: str, target: "Stand", /, *args: Any, **named: Any) -> Any:
        """Call, read or iterate over there, as if it were here.

        Raises:
            Exception: What the student's code raised, as the same built-in type.
            CannotCrossError: An argument is neither data nor a function.
        """
        crossing = self._crossing()
        request = {
            "do": "use",
            "way": way,
            "target": crossing.pack(target),
            "args": [crossing.pack(each) for each in args],
            "named": {name: crossing.pack(each) for name, each in named.items()},
            "seconds": max(0.0, self.until - time.monotonic()),
        }
        # The heap is complete when all is packed.
        reply = self._ask({**request, "heap": crossing.heap})
        with self._reading():
            for output in read_outputs(reply["outputs"]):
                if output.output_type == "stream":  # A test may listen.
                    print(output.text, end="", file=sys.stderr if output.name == "stderr" else sys.stdout)
                else:
                    self.shell.flush()
                    self.shell.outputs.append(output)
            crossing.load(reply["heap"])
            crossing.change(reply["changed"])
            if "error" not in reply:
                return crossing.unpack(reply["value"])
            raised = reply["error"].get("raised")
            known = type(raised) is int and 0 <= raised < len(self.raised)
            error = self.raised[raised] if known else read_error(crossing, reply["error"])
        if type(error).__name__ == "OutOfTime":
            raise CellTimeoutError(str(error))
        raise error

    def _ask(self, request: Node) -> Node:
        if self.lost:
            raise LostError(self.lost)
        if time.monotonic() > self.until:
            raise CellTimeoutError("")
        deadline = self.until + GRACE
        try:
            send(self.student, request)
            reply = receive(self.student, deadline)
            while isinstance(reply, dict) and "borrowed" in reply:
                send(self.student, self._lend(reply))
                reply = receive(self.student, deadline)
            if not isinstance(reply, dict):
                raise WireError("no object")
        except TimeoutError:
            self._lose("The code didn't stop within its time and could not be interrupted.")
        except (EOFError, OSError):
            self._lose("The code ended the Python process (by exit, by a crash, or for want of memory).")
        except WireError:
            self._lose("The notebook's process sent something that can't be read.")
        except CellTimeoutError:  # Its answer may still come, and would be taken for that to the next question.
            self._lose("The code didn't answer within its time.")
        return reply

    def _lend(self, request: Node) -> Node:
        """Call a function of the test's for the student's code that got it as an argument."""
        crossing = self._crossing()
        try:
            crossing.load(request["heap"])
            args = [crossing.unpack(each) for each in request["args"]]
            named = {str(name): crossing.unpack(each) for name, each in request["named"].items()}
            function = self.lent[request["borrowed"]]
        except (KeyError, TypeError, IndexError, AttributeError):
            raise WireError("a malformed request") from None
        known = len(crossing.heap)
        reply: dict[str, Node] = {}
        try:
            reply["value"] = crossing.pack(function(*args, **named))
        except LostError:
            raise
        except Exception as error:
            self.raised.append(error)
            reply["error"] = pack_error(crossing, error) | {"raised": len(self.raised) - 1}
        reply["changed"] = crossing.changes()
        return {**reply, "heap": crossing.heap[known:]}

    def _lose(self, why: str) -> None:
        self.lost = why
        self.student.close()
        raise LostError(why)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (WireError, KeyError, TypeError, AttributeError, ValueError):
            self._lose("The notebook's process sent something that can't be read.")
        except CellTimeoutError:
            self._lose("The notebook's process sent something that takes too long to read.")

    def _crossing(self) -> Crossing:
        return Crossing(self._write, self._read)

    def _write(self, value: Any) -> Node:
        if isinstance(value, Stand):
            return ["students", value._number]
        if not callable(value):
            raise CannotCrossError(f"a {type(value).__name__} can't be given to the student's code: it isn't data")
        self.lent.append(value)
        return ["examiners", len(self.lent) - 1]

    def _read(self, node: Node) -> Any:
        if node[0] == "examiners" and type(node[1]) is int and 0 <= node[1] < len(self.lent):
            return self.lent[node[1]]
        if node[0] != "students" or type(node[1]) is not int:
            raise WireError("a value of an unknown kind")
        return (Stand if node[2] == "function" else StandObject)(self, node[1])


class Stand:
    """Stands for a function of the student's. It is equal to nothing but itself, and every result is asked for."""

    __slots__ = ("_away", "_number")

    def __init__(self, away: Away, number: int) -> None:
        self._away, self._number = away, number

    def __call__(self, /, *args: Any, **named: Any) -> Any:
        return self._away.use("call", self, *args, **named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__name__":
            raise AttributeError(f"the student's object shows no {name}")
        return self._away.use("attribute", self, name)

    def __repr__(self) -> str:
        return "<something of the notebook's own>"


class StandObject(Stand):
    """Stands for an object of the student's that is no data, like a fitted model or a generator."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        return self._away.use("item", self, key)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in Stand.__slots__:
            object.__setattr__(self, name, value)
        else:
            self._away.use("set", self, name, value)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._away.use("put", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._away.use("delete", self, key)

    def __contains__(self, item: Any) -> bool:
        return self._away.use("contains", self, item) is True

    def __bool__(self) -> bool:
        return self._away.use("truth", self) is True

    def __len__(self) -> int:
        return self._away.use("length", self)

    def __next__(self) -> Any:
        found = self._away.use("next", self)
        if not found:
            raise StopIteration
        return found[0]

    def __iter__(self) -> Iterator[Any]:
        iterator = self._away.use("iterator", self)
        if not isinstance(iterator, Stand):
            yield from iterator
            return
        while found := self._away.use("next", iterator):
            yield found[0]


# What Python calls them where it names a type.
Stand.__name__, StandObject.__name__ = "function", "object"


def read_outputs(outputs: Node) -> list[NotebookNode]:
    """Outputs that a stranger sent, with nothing in them but what the notebook's format has."""
    found: list[NotebookNode] = []
    size = 0
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict) or not _is_shallow(output):
            continue
        made = _output(output)
        size += len(str(output))
        if size > MOST_OUTPUT:
            return [NotebookNode(output_type="stream", name="stdout", text="[This cell's outputs were too large.]\n")]
        if made:
            found.append(made)
    return found


def _is_shallow(value: Node, most: int = 50) -> bool:
    """Whether nothing in it is nested deeper than any display needs: what follows calls itself for each level."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most > 0 and all(_is_shallow(each, most - 1) for each in inner)


def _output(output: dict[str, Node]) -> NotebookNode | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return NotebookNode(output_type="stream", name=name, text=str(output.get("text", "")))
    if kind == "error":
        lines = output.get("traceback")
        return NotebookNode(
            output_type="error",
            ename=str(output.get("ename", "")),
            evalue=str(output.get("evalue", "")),
            traceback=[str(line) for line in lines] if isinstance(lines, list) else [],
        )
    if kind not in ("display_data", "execute_result"):
        return None
    data = output.get("data")
    metadata = output.get("metadata")
    made = NotebookNode(
        output_type=kind,
        data={str(mime): _mime(mime, value) for mime, value in data.items()} if isinstance(data, dict) else {},
        metadata=metadata if isinstance(metadata, dict) else {},
    )
    if kind == "execute_result":
        count = output.get("execution_count")
        made.execution_count = count if type(count) is int else None
    return made


def _mime(mime: str, value: Node) -> Node:
    return value if "json" in mime else str(value)


def given_first(reference: Reference) -> list[Original]:
    """The instructor's cells that come before any answer: what they make is the same for every submission."""
    found = []
    for original in reference.originals:
        if original.solution or original.is_test:
            break
        if original.is_given:
            found.append(original)
    return found


class Examination:
    """Runs one submission.

    Args:
        reference: The assignment.
        shell: The examiner's own shell, in which the cells named in `ready` have run.
        ready: The names of the instructor's cells that needn't run again.
        away: The student's process.
    """

    def __init__(self, reference: Reference, shell: Shell, ready: set[str], away: Away) -> None:
        self.reference, self.shell, self.ready, self.away = reference, shell, ready, away
        self.originals = {each.name: each for each in reference.originals}
        self.given = [each.source for each in reference.originals if each.is_given]
        own = [*self.given, *(each.source for each in reference.originals if each.is_test)]
        self.trusted = bound(own) | set(dir(builtins)) | {"get_ipython", "display"}
        self.defined: set[str] = set()

    def run(self, notebook: NotebookNode) -> None:
        """Run the notebook's cells in their order, each where it belongs, and put the outputs into it."""
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs, cell.execution_count = [], None
            original = self.originals.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
            if original and original.is_test:
                cell.outputs = self._test(original)
            elif cell.source.strip():
                self._answer(cell)
            if original and original.is_given and original.name not in self.ready:
                with suppress(Exception, CellTimeoutError), self._limited():
                    self._bind(original.source)
                    self.shell.run(original.source)
            if original and original.solution:
                self.defined |= set(self.reference.defines.get(original.name, []))

    def _answer(self, cell: NotebookNode) -> None:
        try:
            cell.outputs, cell.execution_count = self.away.cell(cell.source)
        except LostError as error:
            cell.outputs = [_as_output("DeadKernelError", str(error))]

    def _test(self, original: Original) -> list[NotebookNode]:
        if not self.away.lost:
            try:
                with self._limited():
                    self._bind(original.source)
                    outputs = [_of_a_test(NotebookNode(each)) for each in self.shell.run(original.source)]
                # Whatever the test made of it: a process that is gone answers nothing.
                if not self.away.lost:
                    return outputs
            except LostError:
                pass
            except (Exception, CellTimeoutError) as error:
                return [_as_output(type(error).__name__, str(error))]
        return [_as_output("DeadKernelError", self.away.lost)]

    def _bind(self, source: str) -> None:
        """Bind the names that the cell uses and an answer defines to what they are over there now."""
        names = used(source).union(*map(used, self.given))
        wanted = sorted(names & self.defined | names - self.trusted)
        for name in wanted:
            self.shell.user_ns.pop(name, None)
        if wanted and not self.away.lost:
            self.shell.user_ns.update(self.away.names(wanted))

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Stop what takes too long, and what goes on after it was stopped, again and again."""
        rang = False

        def ring(number: int, frame: object) -> None:
            nonlocal rang
            rang = True
            raise CellTimeoutError("")

        self.away.until = time.monotonic() + self.away.seconds
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, self.away.seconds + 2 * GRACE, GRACE)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        # Whoever swallowed the exception, the time was over.
        if rang:
            raise CellTimeoutError("")


def _of_a_test(output: NotebookNode) -> NotebookNode:
    """Leave a test cell just one way to fail: nbgrader takes text on stderr for a failure, and a value for the score."""
    if output.output_type == "stream":
        output.name = "stdout"
    elif output.output_type == "execute_result":
        output.output_type = "display_data"
        del output["execution_count"]
    return output


def _as_output(name: str, message: str) -> NotebookNode:
    return NotebookNode(output_type="error", ename=name, evalue=message, traceback=[message])
