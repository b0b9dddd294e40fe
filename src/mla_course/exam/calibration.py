"""Difficulties from real answers, kept beside the bank: the exam scores with them where there are any."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from mla_course.exam import rasch
from mla_course.files import write_atomically
from mla_course.paths import QUESTIONS
from mla_course.questions.bank import Bank, load_bank
from mla_course.store import ANSWERS, opened


def levels(bank: Bank, folder: Path = QUESTIONS) -> dict[str, float]:
    """The difficulty of each question: estimated from answers where that was done, its author's elsewhere.

    Raises:
        ValueError: The file of estimates isn't one. The message says what to do.
    """
    path = folder / "calibration.json"
    try:
        known: Mapping[str, float] = json.loads(path.read_text(encoding="utf-8"))["levels"] if path.exists() else {}
        return {each.id: float(known.get(each.id, each.difficulty.level)) for each in bank.scored}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} can't be read ({error}). Make it anew: mla exam calibrate; or delete it.") from error


def calibrate(files: Sequence[Path] = (), folder: Path = QUESTIONS) -> dict[str, tuple[float, float, int]]:
    """Estimate difficulties from the first answer of each learner to each question, and keep them.

    Args:
        files: The learners' files of answers; none takes the one of this checkout.
        folder: Where the bank is, and where the estimates go.

    Returns:
        By question the author's difficulty, the estimated one, and how many answers there were.

    Raises:
        ValueError: There are no answers.
        StoreError: A file can't be used.
    """
    bank = load_bank(folder)
    authors = {each.id: each.difficulty.level for each in bank.scored}
    answers: list[tuple[str, str, bool]] = []
    for path in files or [ANSWERS]:
        with opened(path) as store:
            rows = store.execute("SELECT question, good FROM practiced ORDER BY moment DESC, rowid DESC").fetchall()
        # The first answer counts: later ones come from somebody who has seen the reasons.
        first = {row["question"]: bool(row["good"]) for row in rows}
        answers += [(str(path), question, good) for question, good in first.items() if question in authors]
    if not answers:
        raise ValueError("There are no answers yet. Practice, or sit an exam, then estimate.")
    found = rasch.estimate(answers, authors)
    write_atomically(folder / "calibration.json", json.dumps({"levels": found}, indent=1, sort_keys=True) + "\n")
    counts = {id: sum(question == id for _, question, _ in answers) for id in found}
    return {id: (authors[id], found[id], counts[id]) for id in sorted(found)}
