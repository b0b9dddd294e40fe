"""A notebook's cells run as a Jupyter kernel would run them, in this process, with their outputs collected."""

import builtins
import os
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from typing import Any, TextIO

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import List

# The text that one cell may write; what comes after it is dropped, and said so.
MOST_TEXT = 200_000


class _Publisher(DisplayPublisher):
    def publish(
        self, data: dict, metadata: dict | None = None, *, transient: dict | None = None, **kwargs: Any
    ) -> None:
        self.shell.flush()
        name = (transient or {}).get("display_id")
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        if kwargs.get("update"):
            for cell in self.shell.displayed.get(name, []):
                cell.update(data=data, metadata=metadata or {})
            return
        if name:
            self.shell.displayed.setdefault(name, []).append(output)
        self.shell.outputs.append(output)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.flush()
        self.shell.outputs.clear()


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.shell.flush()
        self.shell.outputs.append(
            {
                "output_type": "execute_result",
                "data": format_dict,
                "metadata": md_dict or {},
                "execution_count": self.shell.count,
            }
        )

    def finish_displayhook(self) -> None:
        self._is_active = False


class Shell(InteractiveShell):
    """IPython with the displays of a kernel. Make one in a process, by `Shell.instance()`."""

    outputs = List()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(display_pub_class=_Publisher, displayhook_class=_Hook, history_length=0, **kwargs)
        self.displayed: dict[str, list[dict]] = {}
        self.count = 0
        builtins.input = _no_input
        self._text = _Text(self)
        self.colors = "nocolor"

    def init_history(self) -> None:
        """Keep no history: nobody reads it, and a database file is not for a sandbox."""
        from IPython.core.history import HistoryManager

        self.history_manager = HistoryManager(shell=self, parent=self, enabled=False)

    def init_hooks(self) -> None:
        """What `object?` says goes to a pager, and a notebook that is graded has none."""
        super().init_hooks()
        self.set_hook("show_in_pager", lambda *args, **named: None, 99)

    def init_virtualenv(self) -> None:
        """The interpreter that runs this is the right one."""

    def ask_exit(self) -> None:
        """`exit()` ends a kernel; the notebook goes on here, as nobody asked for its end."""

    def enable_gui(self, gui: str | None = None) -> None:
        """No window can open here."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.flush()
        self.outputs.append(
            {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        )

    def flush(self) -> None:
        """Bring what other programs wrote to the outputs before the next output takes its place."""
        self._text.collect()

    def write(self, name: str, text: str) -> None:
        """Add text of a stream to the outputs."""
        last = self.outputs[-1] if self.outputs else None
        if last is None or last["output_type"] != "stream" or last["name"] != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self.outputs.append(last)
        room = MOST_TEXT - len(last["text"])
        if room >= len(text):
            last["text"] += text
        elif not last["text"].endswith(_CUT):
            last["text"] += text[: max(0, room)] + _CUT

    @contextmanager
    def collecting(self) -> Any:
        """Collect what is written and displayed meanwhile into a list, which the context gives."""
        self.flush()
        before, self.outputs = self.outputs, []
        # A call may come while another one runs: the streams lead here already.
        with nullcontext() if self._text.is_on else self._text:
            try:
                yield self.outputs
            finally:
                self.flush()
                found, self.outputs = self.outputs, before
        assert found is not None

    def run(self, code: str) -> list[dict]:
        """Run a cell and return its outputs in the notebook's form; an exception is one of them."""
        self.count = self.execution_count
        with self.collecting() as outputs:
            result = self.run_cell(code, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and not any(each["output_type"] == "error" for each in outputs):
            # Showing it failed, or what was shown was cleared.
            self._showtraceback(type(error), error, [])
            outputs.append(self.outputs.pop())
        return outputs


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("input() was called, and nobody is there to answer while a notebook is graded.")


_CUT = "\n[The rest of this output was dropped.]\n"


class _Stream:
    """Takes the place of sys.stdout or sys.stderr."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, shell: Shell, name: str) -> None:
        self._shell, self.name = shell, f"<{name}>"
        self._kind = name

    def write(self, text: str) -> int:
        self._shell.write(self._kind, text)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False


class _Text:
    """Leads the streams of Python, and those of programs that it starts, into the shell's outputs."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._files: dict[str, TextIO] = {}

    @property
    def is_on(self) -> bool:
        """Whether the streams lead into the outputs now."""
        return bool(self._files)

    def __enter__(self) -> None:
        self._before = sys.stdout, sys.stderr
        self._kept = os.dup(1), os.dup(2)
        for number, name in ((1, "stdout"), (2, "stderr")):
            self._files[name] = tempfile.TemporaryFile()
            os.dup2(self._files[name].fileno(), number)
        sys.stdout, sys.stderr = _Stream(self._shell, "stdout"), _Stream(self._shell, "stderr")

    def __exit__(self, *error: object) -> None:
        sys.stdout, sys.stderr = self._before
        for number, kept in ((1, self._kept[0]), (2, self._kept[1])):
            os.dup2(kept, number)
            os.close(kept)
        for file in self._files.values():
            file.close()
        self._files = {}

    def collect(self) -> None:
        for name, file in self._files.items():
            if os.fstat(file.fileno()).st_size:
                file.seek(0)
                text = file.read(MOST_TEXT + 1).decode("utf-8", "replace")
                os.ftruncate(file.fileno(), 0)
                file.seek(0)
                self._shell.write(name, text)
