"""One exam that somebody sits: its questions, answers, flags and time, all on disk at every moment."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter

from mla_course.questions.model import Question, Scored, parts
from mla_course.store import ANSWERS, StoreError, opened

if TYPE_CHECKING:
    # It brings SciPy, which takes a second, and a sitting under way has no use for it.
    from mla_course.exam.forms import Form

_asked = TypeAdapter(list[Annotated[Question, Field(discriminator="format")]])
Clock = Callable[[], float]


class EndedError(RuntimeError):
    """The exam is over: nothing can be answered any more."""


@dataclass(frozen=True)
class Past:
    """A sitting in a list of them: its number, its form, when it began, and whether it is over."""

    id: int
    form: int
    started: float
    ended: bool


@dataclass(frozen=True)
class State:
    """How a sitting stands.

    Attributes:
        responses: By question, of those that have one.
        flagged: The questions to come back to.
        place: The question that was looked at last, from 0.
        left: Seconds.
        ended: Whether it is over, handed in or out of time.
        set_back: Seconds by which the computer's clock was set back meanwhile; they were not counted.
    """

    responses: dict[str, Any]
    flagged: frozenset[str]
    place: int
    left: float
    ended: bool
    set_back: float


@dataclass
class Sitting:
    """An exam under way, or one that is over. Make one by `begin` or `resume`.

    Time is counted by the wall's clock, so that it goes on while the computer sleeps or the kernel is gone. A clock that
    is set back takes nothing back: what was counted stays counted.

    Attributes:
        id: Its number in the file.
        form: The number of its form.
        units: What is asked, as it was when it began: a bank that changes meanwhile changes nothing here.
        unscored: The questions that don't count.
    """

    id: int
    form: int
    units: list[Question]
    unscored: frozenset[str]
    minutes: float
    path: Path = ANSWERS
    clock: Clock = field(default=time.time, repr=False)

    @property
    def questions(self) -> list[Scored]:
        """What is answered, in order."""
        return [part for unit in self.units for part in parts(unit)]

    def state(self) -> State:
        """Look at the clock, and tell how it stands.

        Raises:
            StoreError: The file can't be used.
        """
        with opened(self.path) as store:
            row = self._count(store)
            answers = store.execute("SELECT * FROM response WHERE sitting = ?", (self.id,)).fetchall()
        return State(
            {each["question"]: json.loads(each["value"]) for each in answers if each["value"] is not None},
            frozenset(each["question"] for each in answers if each["flagged"]),
            row["place"],
            max(0.0, self.minutes * 60 - row["elapsed"]),
            row["ended"] is not None,
            row["set_back"],
        )

    def answer(self, question: str, response: Any) -> None:
        """Keep a response; None takes it back.

        Raises:
            EndedError: The exam is over.
            KeyError: It has no such question.
            ValueError: The response isn't one to this question.
            StoreError: The file can't be used. What was kept before is there.
        """
        asked = self._question(question)
        if response is not None and asked.read(response) is None:
            raise ValueError("This response doesn't fit the question.")
        value = None if response is None else json.dumps(response)
        self._change(
            "INSERT INTO response (sitting, question, value) VALUES (?, ?, ?) "
            "ON CONFLICT (sitting, question) DO UPDATE SET value = excluded.value",
            (self.id, question, value),
        )

    def flag(self, question: str, flagged: bool) -> None:
        """Mark a question to come back to, or take the mark away. Raises as `answer` does."""
        self._question(question)
        self._change(
            "INSERT INTO response (sitting, question, flagged) VALUES (?, ?, ?) "
            "ON CONFLICT (sitting, question) DO UPDATE SET flagged = excluded.flagged",
            (self.id, question, int(flagged)),
        )

    def go(self, place: int) -> None:
        """Remember which question is looked at. Raises as `answer` does."""
        if not 0 <= place < len(self.questions):
            raise KeyError(f"This exam has no question {place + 1}.")
        self._change("UPDATE sitting SET place = ? WHERE id = ?", (place, self.id))

    def end(self) -> None:
        """Hand it in. One that is over stays as it is."""
        with opened(self.path) as store:
            row = self._count(store)
            if row["ended"] is None:
                store.execute("UPDATE sitting SET ended = seen WHERE id = ?", (self.id,))

    def _question(self, id: str) -> Scored:
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(f"This exam has no question {id!r}.")

    def _change(self, statement: str, values: tuple) -> None:
        over = False
        with opened(self.path) as store:
            over = self._count(store)["ended"] is not None
            if not over:
                store.execute(statement, values)
        if over:
            raise EndedError("The exam is over. What you had answered until then counts.")

    def _count(self, store: Any) -> Any:
        """Count the time since the clock was last looked at, and end the exam when it is up."""
        row = store.execute("SELECT * FROM sitting WHERE id = ?", (self.id,)).fetchone()
        if row is None:
            raise StoreError(f"{self.path} has no exam number {self.id} any more. Begin a new one.")
        if row["ended"] is not None:
            return row
        now = self.clock()
        passed = now - row["seen"]
        elapsed = row["elapsed"] + max(0.0, passed)
        over = elapsed >= self.minutes * 60
        store.execute(
            "UPDATE sitting SET seen = ?, elapsed = ?, set_back = set_back + ?, ended = ? WHERE id = ?",
            (now, elapsed, max(0.0, -passed), now if over else None, self.id),
        )
        return store.execute("SELECT * FROM sitting WHERE id = ?", (self.id,)).fetchone()


def begin(form: "Form", minutes: float, path: Path = ANSWERS, clock: Clock = time.time) -> Sitting:
    """Begin an exam; from now on its time runs.

    Raises:
        StoreError: The file can't be used.
    """
    asked = {
        "units": [unit.model_dump(mode="json") for unit in form.units],
        "unscored": sorted(form.unscored),
        "minutes": minutes,
    }
    now = clock()
    with opened(path) as store:
        made = store.execute(
            "INSERT INTO sitting (form, questions, started, seen, elapsed) VALUES (?, ?, ?, ?, 0)",
            (form.number, json.dumps(asked), now, now),
        )
    return Sitting(made.lastrowid, form.number, list(form.units), form.unscored, minutes, path, clock)


def resume(id: int, path: Path = ANSWERS, clock: Clock = time.time) -> Sitting:
    """Go on with an exam, or look at one that is over.

    Raises:
        KeyError: There is none of that number.
        StoreError: The file can't be used.
    """
    with opened(path) as store:
        row = store.execute("SELECT * FROM sitting WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise KeyError(f"There is no exam number {id}.")
    asked = json.loads(row["questions"])
    units = _asked.validate_python(asked["units"])
    return Sitting(id, row["form"], units, frozenset(asked["unscored"]), asked["minutes"], path, clock)


def sittings(path: Path = ANSWERS) -> list[Past]:
    """The exams in the file, the latest first; one whose time is up is over once somebody looks at its state.

    Raises:
        StoreError: The file can't be used.
    """
    with opened(path) as store:
        rows = store.execute("SELECT id, form, started, ended FROM sitting ORDER BY id DESC").fetchall()
    return [Past(row["id"], row["form"], row["started"], row["ended"] is not None) for row in rows]
