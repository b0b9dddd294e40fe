"""`mla exam simulate`: how well the forms measure, tried on people whose ability is known because we made them.

Nothing here says how hard the real exam is. It says whether three forms that are drawn from this bank give the same person
the same score, and whether 50 questions are enough to tell people apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mla_course import plots
from mla_course.exam import rasch

PEOPLE = 2000
# What the forms are held to, for people as spread out as these.
SPREAD = 1.3
LEAST_RELIABILITY, MOST_DIFFERENCE, LEAST_AGREEMENT = 0.85, 15.0, 0.85


@dataclass(frozen=True)
class Outcome:
    """What a simulation found.

    Attributes:
        spread: Of the abilities, as a standard deviation in logits.
        reliability: KR-20 of each form.
        difference: The mean difference of the scaled scores of the same person on two forms, the largest of the pairs; in
            points, without its sign.
        agreement: The share of people who pass both forms of a pair or neither, the smallest of the pairs.
        passed: The share that passes, by form.
        error: The standard deviation of the scores of a person who just passes, on one form, in points.
    """

    spread: float
    reliability: tuple[float, ...]
    difference: float
    agreement: float
    passed: tuple[float, ...]
    error: float

    @property
    def holds(self) -> bool:
        """Whether the forms measure as well as they must."""
        return (
            min(self.reliability) >= LEAST_RELIABILITY
            and self.difference < MOST_DIFFERENCE
            and self.agreement >= LEAST_AGREEMENT
        )


def simulate(
    forms: Sequence[Sequence[float]],
    reference: Sequence[float],
    spread: float = SPREAD,
    people: int = PEOPLE,
    seed: int = 0,
    authors_error: float = 0.0,
) -> Outcome:
    """Let people sit every form.

    Abilities are normal around the one that just passes, where decisions are hardest.

    Args:
        forms: The difficulties of the scored questions of each form, in logits.
        reference: The difficulties of the bank.
        spread: The standard deviation of the abilities, in logits.
        people: How many.
        seed: Of the random numbers.
        authors_error: How far the true difficulties are off those that scores are computed with, as a standard deviation.
    """
    random = np.random.default_rng(seed)
    ability = random.normal(rasch.passing_ability(reference), spread, people)
    scores, reliability, errors = [], [], []
    for levels in forms:
        true = np.asarray(levels) + random.normal(0, authors_error, len(levels))
        right = random.random((people, len(levels))) < rasch.chance(ability, true)
        table = np.array([rasch.scaled(count, levels, reference) for count in range(len(levels) + 1)])
        scores.append(table[right.sum(axis=1)])
        reliability.append(rasch.kr20(right))
        just = rasch.chance(np.full(people, rasch.passing_ability(reference)), true)
        errors.append(float(table[(random.random(just.shape) < just).sum(axis=1)].std()))
    pairs = [(one, other) for one in range(len(forms)) for other in range(one)]
    passed = [each >= rasch.PASS for each in scores]
    return Outcome(
        spread,
        tuple(reliability),
        max(abs(float((scores[one] - scores[other]).mean())) for one, other in pairs),
        min(float((passed[one] == passed[other]).mean()) for one, other in pairs),
        tuple(float(each.mean()) for each in passed),
        max(errors),
    )


def draw(forms: Sequence[Sequence[float]], reference: Sequence[float], folder: Path) -> list[Path]:
    """Draw the page's figures: how far forms differ, and how agreement depends on how people differ."""
    plots.use_theme()
    counts = range(len(forms[0]) + 1)
    scores = np.array([[rasch.scaled(count, levels, reference) for count in counts] for levels in forms])
    off = scores - scores.mean(axis=0)
    figure, axes = plt.subplots()
    for number, (each, style) in enumerate(zip(off, ("-", "--", ":"), strict=False), start=1):
        axes.plot(counts, each, style, label=f"form {number}")
    axes.axhline(0, color=plots.GRAY, linewidth=1)
    axes.set(
        title=f"The same number right differs by at most {np.ptp(scores, axis=0).max():.0f} points between forms",
        xlabel="right of 50 scored questions",
        ylabel="scaled score, off the forms' mean (points)",
    )
    axes.legend()
    scale = _saved(figure, folder / "exam-scale.png")

    spreads = np.arange(0.6, 2.01, 0.2)
    found = [simulate(forms, reference, float(spread)) for spread in spreads]
    figure, axes = plt.subplots()
    axes.plot(spreads, [min(each.reliability) for each in found], "-o", label="reliability (KR-20), the lowest form")
    axes.plot(spreads, [each.agreement for each in found], "--s", label="same decision on two forms, the lowest pair")
    axes.axhline(LEAST_RELIABILITY, color=plots.GRAY, linewidth=1)
    axes.annotate("0.85 is asked for", (spreads[-1], LEAST_RELIABILITY - 0.013), ha="right")
    axes.set(
        title="The more people differ, the better 50 questions tell them apart",
        xlabel="spread of abilities around the pass mark (logits)",
        ylabel="share",
    )
    axes.legend()
    return [scale, _saved(figure, folder / "exam-spread.png")]


def _saved(figure: Figure, path: Path) -> Path:
    # Without the library's version in it, the same figure gives the same bytes.
    figure.savefig(path, dpi=120, metadata={"Software": None})
    plt.close(figure)
    return path
