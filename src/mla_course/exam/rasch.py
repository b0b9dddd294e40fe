"""The Rasch model: from right answers to ability, from ability to a scaled score, and difficulties from answers.

A person of ability θ answers a question of difficulty b, both in logits, with probability 1 / (1 + exp(b - θ)) (G. Rasch,
1960, "Probabilistic Models for Some Intelligence and Attainment Tests"). The number of right answers then says all that
the answers tell about θ.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

LEAST, MOST, PASS = 100, 1000, 720
# How far an author's difficulty may be off, as a standard deviation in logits: what a re-estimation starts from.
AUTHORS_ERROR = 0.7
_ABILITY_SPREAD = 1.3

Array = NDArray[np.float64]


def chance(ability: Array | float, difficulty: Array | Sequence[float]) -> Array:
    """The probability of a right answer, of shape (people, questions), or (questions,) for one ability."""
    return 1 / (1 + np.exp(np.asarray(difficulty, float) - np.asarray(ability, float)[..., None]))


def ability(right: float, difficulty: Sequence[float]) -> float:
    """The ability at which so many right answers are expected: the maximum of the likelihood, in logits.

    Args:
        right: How many answers are right, more than 0 and fewer than all.
        difficulty: Of each question.

    Raises:
        ValueError: All or none are right: no finite ability fits.
    """
    if not 0 < right < len(difficulty):
        raise ValueError(f"{right:g} right of {len(difficulty)}: no finite ability fits")
    low, high = -20.0, 20.0
    # The expected number grows with ability, so halving finds it.
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle, difficulty).sum() < right else (low, middle)
    return (low + high) / 2


def scaled(right: int, difficulty: Sequence[float], reference: Sequence[float]) -> int:
    """The scaled score, from 100 to 1,000, of so many right answers on one form.

    The number is brought to the reference by the ability that it stands for (true-score equating: Kolen and Brennan,
    "Test Equating, Scaling, and Linking", 3rd ed., ch. 6): the share of the reference's questions that a person of this
    ability is expected to answer is put on the scale in a straight line.

    Args:
        right: How many answers are right.
        difficulty: Of each scored question of the form.
        reference: Of each question of the reference, on the same scale.

    Raises:
        ValueError: More are right than there are, or fewer than none.
    """
    if not 0 <= right <= len(difficulty):
        raise ValueError(f"{right} right of {len(difficulty)} questions")
    if right in (0, len(difficulty)):
        return MOST if right else LEAST
    share = chance(ability(right, difficulty), reference).mean()
    return round(LEAST + (MOST - LEAST) * float(share))


def passing_ability(reference: Sequence[float]) -> float:
    """The ability of which the scaled score is 720."""
    return ability((PASS - LEAST) / (MOST - LEAST) * len(reference), reference)


def kr20(right: NDArray[np.bool_]) -> float:
    """Reliability by Kuder and Richardson's formula 20 (1937), at most 1.

    Args:
        right: Of shape (people, questions).

    Raises:
        ValueError: There are fewer than two questions, or all people have the same number right.
    """
    count = right.shape[1]
    spread = right.sum(axis=1).var(ddof=1)
    if count < 2 or spread == 0:
        raise ValueError("reliability needs two questions and people who differ")
    share = right.mean(axis=0)
    return float(count / (count - 1) * (1 - (share * (1 - share)).sum() / spread))


def estimate(answers: Sequence[tuple[str, str, bool]], authors: Mapping[str, float]) -> dict[str, float]:
    """Difficulties from answers, with the author's number as what is believed before them.

    The most probable abilities and difficulties together, where difficulties are normal around the author's (spread
    `AUTHORS_ERROR`) and abilities around 0 (spread 1.3): few answers move a difficulty little, many decide it. Each
    step is Newton's on the abilities, then on the difficulties.

    Args:
        answers: Of each first answer the person, the question and whether it was right.
        authors: The author's difficulty by question; answers to others are left out.

    Returns:
        The difficulty of each question that has an answer.
    """
    known = [each for each in answers if each[1] in authors]
    people = {name: at for at, name in enumerate(dict.fromkeys(person for person, _, _ in known))}
    questions = {name: at for at, name in enumerate(dict.fromkeys(question for _, question, _ in known))}
    who = np.array([people[person] for person, _, _ in known], int)
    what = np.array([questions[question] for _, question, _ in known], int)
    right = np.array([good for _, _, good in known], float)
    believed = np.array([authors[name] for name in questions])
    level, skill = believed.copy(), np.zeros(len(people))
    for _ in range(100):
        before = level.copy()
        for values, at, sign, mean, spread in (
            (skill, who, 1, 0.0, _ABILITY_SPREAD),
            (level, what, -1, believed, AUTHORS_ERROR),
        ):
            p = 1 / (1 + np.exp(level[what] - skill[who]))
            slope = np.bincount(at, sign * (right - p), len(values)) - (values - mean) / spread**2
            curve = np.bincount(at, p * (1 - p), len(values)) + 1 / spread**2
            values += slope / curve
        if np.abs(level - before).max(initial=0) < 1e-8:
            break
    return dict(zip(questions, level.tolist(), strict=True))
