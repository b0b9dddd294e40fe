"""How each question was answered before, and when it is due again."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mla_course.store import ANSWERS, opened

_DAY = 86_400.0
# A question comes back after so many seconds, by how often in a row it was answered right: ten minutes after a wrong
# answer, then after longer and longer pauses, as in S. Leitner, "So lernt man lernen" (1972).
PAUSES = (600.0, 1 * _DAY, 3 * _DAY, 7 * _DAY, 21 * _DAY, 60 * _DAY)


@dataclass(frozen=True)
class History:
    """How a question was answered so far.

    Attributes:
        asked: How often.
        right: How often right.
        row: How often right since the last wrong answer.
        due: When it is to be asked again, in seconds since 1970.
    """

    asked: int
    right: int
    row: int
    due: float

    @property
    def was_wrong(self) -> bool:
        """Whether it was answered wrong before and hasn't been right three times in a row since."""
        return self.right < self.asked and self.row < 3


def keep(question: str, right: bool, path: Path = ANSWERS, moment: float | None = None) -> None:
    """Keep how a question was answered.

    Raises:
        StoreError: The file can't be used.
    """
    with opened(path) as store:
        store.execute(
            "INSERT INTO practiced (question, moment, good) VALUES (?, ?, ?)",
            (question, time.time() if moment is None else moment, int(right)),
        )


def keep_exam(sitting: int, right: dict[str, bool], path: Path = ANSWERS, moment: float | None = None) -> None:
    """Keep how an exam's questions were answered, once, however often its report is looked at.

    Raises:
        StoreError: The file can't be used.
    """
    now = time.time() if moment is None else moment
    with opened(path) as store:
        store.executemany(
            "INSERT OR IGNORE INTO practiced (question, moment, good, sitting) VALUES (?, ?, ?, ?)",
            [(question, now, int(good), sitting) for question, good in right.items()],
        )


def histories(path: Path = ANSWERS) -> dict[str, History]:
    """The history of each question that was asked.

    Raises:
        StoreError: The file can't be used.
    """
    with opened(path) as store:
        rows = store.execute("SELECT question, moment, good FROM practiced ORDER BY moment, rowid").fetchall()
    answers: dict[str, list[tuple[float, bool]]] = {}
    for row in rows:
        answers.setdefault(row["question"], []).append((row["moment"], bool(row["good"])))
    return {question: _history(given) for question, given in answers.items()}


def _history(given: list[tuple[float, bool]]) -> History:
    row = 0
    for _, right in given:
        row = row + 1 if right else 0
    pause = PAUSES[min(row, len(PAUSES) - 1)]
    return History(len(given), sum(right for _, right in given), row, given[-1][0] + pause)


def next_up(ids: Iterable[str], known: dict[str, History], now: float) -> list[str]:
    """The questions in the order to ask them: those due, the longest overdue first; the new ones; then the others."""

    def rank(id: str) -> tuple[int, float]:
        if id not in known:
            return 1, 0.0
        return (0 if known[id].due <= now else 2), known[id].due

    return sorted(ids, key=rank)
