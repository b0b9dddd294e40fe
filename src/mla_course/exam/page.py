"""The numbers and figures of `docs/exam.md`, from the run."""

import re

from mla_course.exam import forms, simulate
from mla_course.exam.calibration import levels
from mla_course.files import write_atomically
from mla_course.outline import load_outline
from mla_course.paths import ROOT
from mla_course.questions.bank import load_bank

PAGE = ROOT / "docs" / "exam.md"
_TABLE = re.compile(r"(<!-- simulation -->\n).*?(<!-- end -->)", re.DOTALL)


def drawn() -> tuple[list[list[float]], list[float]]:
    """The difficulties of the three forms' scored questions, and those of the bank."""
    bank, outline = load_bank(), load_outline()
    level = levels(bank)
    return (
        [[level[each.id] for each in form.scored] for form in forms.draw(bank, outline, forms.AT_ONCE, 0)],
        list(level.values()),
    )


def tables() -> tuple[str, bool]:
    """The page's table, and whether the forms measure as well as they must."""
    levels, reference = drawn()
    rows = [
        "| people | reliability (KR-20) | difference of two forms, points | same decision | pass | error of one score, points |",
        "|---|---|---|---|---|---|",
    ]
    holds = False
    for name, spread, error in (
        (f"spread {simulate.SPREAD}", simulate.SPREAD, 0.0),
        ("spread 1.0", 1.0, 0.0),
        ("spread 1.6", 1.6, 0.0),
        (f"spread {simulate.SPREAD}, authors off by 0.5", simulate.SPREAD, 0.5),
    ):
        found = simulate.simulate(levels, reference, spread, authors_error=error)
        if (spread, error) == (simulate.SPREAD, 0.0):
            holds = found.holds
        reliability = ", ".join(f"{each:.2f}" for each in found.reliability)
        passed = ", ".join(f"{each:.0%}" for each in found.passed)
        rows.append(
            f"| {name} | {reliability} | {found.difference:.1f} | {found.agreement:.0%} | {passed} | {found.error:.0f} |"
        )
    return "\n".join(rows), holds


def renew() -> None:
    """Write table and figures.

    Raises:
        OSError: They can't be written.
    """
    table, _ = tables()
    text = PAGE.read_text(encoding="utf-8")
    write_atomically(PAGE, _TABLE.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text))
    simulate.draw(*drawn(), PAGE.parent)
