"""How soon the exam's page opens, with today's bank and with one of 2,000 questions, each in a new process."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from mla_course.paths import QUESTIONS

LARGE = 2000

_OPEN = """
import json, sys, time
from pathlib import Path
began = time.perf_counter()
from mla_course.exam.widget import Exam
exam = Exam(Path(sys.argv[1]), Path(sys.argv[2]))
got = []
exam.send = lambda content, buffers=None: got.append(content)
said = lambda kind, **more: exam._handle_custom_msg({"kind": kind, **more}, [])
said("open")
opened = time.perf_counter()
said("begin", form=1)
assert [each["screen"] for each in got] == ["start", "exam"], got
print(json.dumps([opened - began, time.perf_counter() - opened]))
"""


def large_bank(folder: Path) -> None:
    """Write a bank of at least 2,000 questions: today's, again and again under other numbers."""
    scored = 0
    files = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(QUESTIONS.glob("*.yaml"))}
    made = {name: {"task": content["task"], "questions": []} for name, content in files.items()}
    while scored < LARGE:
        for name, content in files.items():
            for question in content["questions"]:
                number = len(made[name]["questions"]) + 1
                id = f"{content['task']}-{number:03d}"
                parts = [part | {"id": id + part["id"][-1]} for part in question.get("parts", [])]
                made[name]["questions"].append(question | {"id": id} | ({"parts": parts} if parts else {}))
                scored += len(parts) or 1
    for name, content in made.items():
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def main() -> None:
    """Print the table."""
    table = Table(title="The exam's page, seconds in a new process", title_justify="left")
    for heading in ("bank", "until it shows its first screen", "from Begin to the first question"):
        table.add_column(heading, justify="left" if heading == "bank" else "right")
    with tempfile.TemporaryDirectory() as folder:
        large_bank(Path(folder))
        for name, questions in (("today's", QUESTIONS), (f"{LARGE:,d} questions", Path(folder))):
            runs = []
            for run in range(3):
                answers = Path(folder) / f"{name}-{run}.sqlite"
                command = [sys.executable, "-c", _OPEN, str(answers), str(questions)]
                runs.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
            opened, begun = (sorted(each)[1] for each in zip(*runs, strict=True))
            table.add_row(name, f"{opened:.2f}", f"{begun:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
