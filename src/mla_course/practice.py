"""Practice with the question bank: `practice(domain="2")` as the last line of a cell.

What was answered wrong comes back, soon at first and then less and less often, until it is right again and again.
"""

import random
import time
from collections.abc import Callable
from pathlib import Path

from mla_course.outline import load_outline
from mla_course.paths import QUESTIONS
from mla_course.questions.bank import Bank, QuestionError, load_bank
from mla_course.questions.history import histories, next_up
from mla_course.questions.widget import Quiz
from mla_course.store import ANSWERS


def practice(
    domain: str | int | None = None,
    statement: str | None = None,
    weak: bool = False,
    count: int = 5,
    *,
    answers: Path = ANSWERS,
    questions: Path = QUESTIONS,
    clock: Callable[[], float] = time.time,
) -> Quiz:
    """Ask questions of the bank, those that are due first, then new ones.

    Args:
        domain: Of this domain only: 1 to 4.
        statement: On this statement of the exam guide only, like 2.3.K1.
        weak: Only those that were answered wrong before and aren't right three times in a row since.
        count: How many, at most. A case study comes whole.
        answers: The file that keeps how each was answered.
        questions: The folder of the bank.
        clock: Seconds since 1970.

    Raises:
        QuestionError: The bank has an error, or no question fits.
        StoreError: The file of answers can't be used.
    """
    bank = load_bank(questions)
    known = histories(answers)
    fitting = [each.id for each in bank.scored if _fits(bank, each.id, domain, statement)]
    if not fitting:
        raise QuestionError(_no_question(domain, statement))
    if weak:
        fitting = [id for id in fitting if id in known and known[id].was_wrong]
        if not fitting:
            raise QuestionError(
                "Nothing is weak: no question here was answered wrong, or all are right again and again."
            )
    # New ones in another order each time; sorting keeps it among equals.
    random.shuffle(fitting)
    chosen: dict[str, None] = {}
    for id in next_up(fitting, known, clock()):
        if len(chosen) >= count:
            break
        case = bank.case_of(id)
        chosen.update(dict.fromkeys([part.id for part in case.parts] if case else [id]))
    return Quiz(bank, tuple(chosen), answers)


def _fits(bank: Bank, id: str, domain: str | int | None, statement: str | None) -> bool:
    return (domain is None or id.startswith(f"{domain}.")) and (statement is None or statement in bank[id].statements)


def _no_question(domain: str | int | None, statement: str | None) -> str:
    if statement is not None and statement not in load_outline().known_statements:
        return (
            f"The exam guide has no statement {statement!r}; they are written like 2.3.K1. `mla coverage` lists them."
        )
    return f"The bank has no question {f'on {statement}' if statement else f'of a domain {domain!r}; they are 1 to 4'}."
