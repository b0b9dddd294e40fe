"""Draws the forms of the exam: as many questions of each domain as the blueprint says, balanced in all else."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from mla_course.outline import Outline
from mla_course.questions.bank import Bank
from mla_course.questions.model import Question, Scored, parts

# A unit is what stays together: a question, or a case study with its parts.
Unit = Question
AT_ONCE = 3
# How far the mean difficulty of a form's scored questions may be from the bank's, in logits.
_EVEN = 0.05
# How often a form may ask a statement first.
_MOST_OF_A_STATEMENT = 2


class NoFormError(RuntimeError):
    """The bank is too small for the forms that were asked for. The message says of what there is too little."""


@dataclass(frozen=True)
class Form:
    """The questions of one exam.

    Attributes:
        number: From 1.
        units: In the order in which they are asked; a case study's parts stand together.
        unscored: The ids of the questions that don't count.
    """

    number: int
    units: tuple[Unit, ...]
    unscored: frozenset[str]

    @property
    def questions(self) -> tuple[Scored, ...]:
        """What is answered, in order."""
        return tuple(part for unit in self.units for part in parts(unit))

    @property
    def scored(self) -> tuple[Scored, ...]:
        """The questions that count."""
        return tuple(each for each in self.questions if each.id not in self.unscored)


def quotas(outline: Outline) -> dict[str, tuple[int, int]]:
    """How many scored and unscored questions each domain has, by its weight; the largest remainders are rounded up."""
    blueprint = outline.blueprints[outline.exam]
    weights = {domain.id: domain.weight / 100 for domain in blueprint.domains}
    shares = [_rounded(weights, blueprint.questions[kind]) for kind in ("scored", "unscored")]
    return {domain: (shares[0][domain], shares[1][domain]) for domain in weights}


def _rounded(weights: dict[str, float], total: int) -> dict[str, int]:
    found = {name: int(weight * total + 1e-9) for name, weight in weights.items()}
    behind = sorted(weights, key=lambda name: found[name] - weights[name] * total)
    for name in behind[: total - sum(found.values())]:
        found[name] += 1
    return found


def form(bank: Bank, outline: Outline, number: int) -> Form:
    """The form of that number: 1 to 3 have no question in common, nor have 4 to 6, and so on.

    Raises:
        NoFormError: The bank is too small.
        ValueError: There is no form of that number.
    """
    if number < 1:
        raise ValueError(f"There is no form {number}; the first is 1.")
    seed, at = divmod(number - 1, AT_ONCE)
    chosen = draw(bank, outline, AT_ONCE, seed)[at]
    return Form(number, chosen.units, chosen.unscored)


def draw(bank: Bank, outline: Outline, count: int, seed: int) -> list[Form]:
    """Draw so many forms without a question in common.

    It is a linear program over yes and no: whether a unit is in a form, scored or not. Each domain has its number of
    scored and of unscored questions, each task its part; formats come in the bank's proportions, the scored questions are as
    hard on average as the bank, and no statement is asked first more than twice. Among the many solutions, random
    weights of the seed choose one.

    Raises:
        NoFormError: The bank is too small.
    """
    units = list(bank.questions)
    per_domain = quotas(outline)
    sizes = np.array([len(parts(unit)) for unit in units])
    columns = len(units) * count * 2
    rows: list[np.ndarray] = []
    least: list[float] = []
    most: list[float] = []

    def limit(weights: np.ndarray, low: float, high: float, at: int | None, kinds: tuple[int, ...]) -> None:
        row = np.zeros((len(units), count, 2))
        for kind in kinds:
            row[:, slice(None) if at is None else at, kind] = weights if at is not None else weights[:, None]
        rows.append(row.ravel())
        least.append(low)
        most.append(high)

    def counted(test: Callable[[Scored], float]) -> np.ndarray:
        return np.array([float(sum(test(part) for part in parts(unit))) for unit in units])

    for at, _ in enumerate(units):
        limit(np.eye(1, len(units), at)[0], 0, 1, None, (0, 1))
    difficulties = np.array([part.difficulty.level for part in bank.scored])
    hardness = counted(lambda part: part.difficulty.level - difficulties.mean())
    scored = sum(pair[0] for pair in per_domain.values())
    formats = _proportions(units, sizes, scored + sum(pair[1] for pair in per_domain.values()))
    tasks = sorted({question.id[:3] for question in bank.scored})
    statements = sorted({question.statements[0] for question in bank.scored})
    for at in range(count):
        for domain, pair in per_domain.items():
            inside = counted(lambda part, domain=domain: part.id.startswith(domain))
            for kind, number in enumerate(pair):
                limit(inside, number, number, at, (kind,))
        for task in tasks:
            own = [other for other in tasks if other[0] == task[0]]
            even = sum(per_domain[task[0]]) / len(own)
            limit(counted(lambda part, task=task: part.id.startswith(task)), int(even * 0.6), 99, at, (0, 1))
        for name, number in formats.items():
            inside = sizes * np.array([unit.format == name for unit in units])
            limit(inside, int(number * 0.75), int(number * 1.25) + 2, at, (0, 1))
        for statement in statements:
            first = counted(lambda part, statement=statement: part.statements[0] == statement)
            if first.sum() > _MOST_OF_A_STATEMENT:
                limit(first, 0, _MOST_OF_A_STATEMENT, at, (0, 1))
        limit(hardness, -_EVEN * scored, _EVEN * scored, at, (0,))
    random = np.random.default_rng(seed)
    solution = milp(
        random.random(columns) * np.repeat(sizes, count * 2),
        integrality=np.ones(columns),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(csr_array(np.array(rows)), least, most),
        options={"mip_rel_gap": 0.05, "node_limit": 5000},
    )
    if solution.x is None:
        raise NoFormError(_lacking(bank, per_domain, count))
    chosen = solution.x.reshape(len(units), count, 2).round().astype(bool)
    return [_form(at + 1, units, chosen[:, at], random) for at in range(count)]


def _proportions(units: list[Unit], sizes: np.ndarray, total: int) -> dict[str, float]:
    names = sorted({unit.format for unit in units})
    return {name: total * sizes[[unit.format == name for unit in units]].sum() / sizes.sum() for name in names}


def _form(number: int, units: list[Unit], chosen: np.ndarray, random: np.random.Generator) -> Form:
    inside = [at for at in range(len(units)) if chosen[at].any()]
    order = random.permutation(inside)
    unscored = frozenset(part.id for at in inside if chosen[at, 1] for part in parts(units[at]))
    return Form(number, tuple(units[at] for at in order), unscored)


def _lacking(bank: Bank, per_domain: dict[str, tuple[int, int]], count: int) -> str:
    short = []
    for domain, pair in per_domain.items():
        have = sum(question.id.startswith(domain) for question in bank.scored)
        if have < sum(pair) * count:
            short.append(f"domain {domain} has {have} questions of the {sum(pair) * count} needed")
    return f"The bank can't fill {count} forms without a question in common: " + (
        "; ".join(short)
        or "formats, difficulties or statements don't come out even. Add questions, or ask for fewer forms"
    )
