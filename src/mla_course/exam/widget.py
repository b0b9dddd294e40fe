"""The exam in a notebook: `exam()` as the last line of a cell.

The browser gets the questions without keys and reasons; those follow when the exam is over. What it sends is
`{"kind": ..., "request": any, ...}`; each reply repeats `request`, and is `{"kind": "kept", "left": seconds}`, a screen
(`start`, `exam` or `report`), a review, or `{"kind": "error", "text": ...}`.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget

from mla_course.exam.sitting import EndedError, Sitting, begin, resume, sittings
from mla_course.outline import load_outline
from mla_course.paths import QUESTIONS
from mla_course.questions import history
from mla_course.questions.bank import load_bank
from mla_course.questions.model import public, review
from mla_course.store import ANSWERS

_HERE, _SHARED = Path(__file__).parent, Path(__file__).parents[1] / "questions"
_FORMS = 3


def _text(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


class Exam(anywidget.AnyWidget):
    """The exam of one learner.

    Args:
        answers: The file that holds the answers.
        questions: The folder of the bank.
        clock: Seconds since 1970.
    """

    _esm = _text(_SHARED / "formats.js", _HERE / "exam.js")
    _css = _text(_SHARED / "widget.css", _HERE / "exam.css")

    def __init__(
        self, answers: Path = ANSWERS, questions: Path = QUESTIONS, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self._answers, self._questions, self._clock = answers, questions, clock
        self._sitting: Sitting | None = None
        self.on_msg(self._reply)

    def __repr__(self) -> str:
        """What is shown where widgets can't be, like a page on the web."""
        return "The practice exam: run this cell in JupyterLab to sit it."

    def _reply(self, _: "Exam", content: Any, buffers: Any) -> None:
        content = content if isinstance(content, dict) else {}
        way = _WAYS.get(content.get("kind"))
        try:
            reply = (
                way(self, content)
                if way
                else {"kind": "error", "text": "The page and the kernel don't match. Run the cell again."}
            )
        except EndedError:
            reply = self._report(self._sitting)
        except (KeyError, TypeError, ValueError, RuntimeError, OSError) as error:
            text = error.args[0] if isinstance(error, KeyError) and error.args else error
            reply = {"kind": "error", "text": str(text)}
        except Exception as error:
            # A defect of ours: the page is told, so that it doesn't wait, and the kernel's log has the rest.
            self.send({"kind": "error", "text": f"{type(error).__name__}: {error}", "request": content.get("request")})
            raise
        self.send(reply | {"request": content.get("request")})

    # --- What is asked for ---------------------------------------------------------------------------------------------

    def _open(self, content: dict[str, Any]) -> dict[str, Any]:
        running = next((past for past in sittings(self._answers) if not past.ended), None)
        if running is None:
            return self._start(content)
        self._sitting = resume(running.id, self._answers, self._clock)
        return self._stands()

    def _start(self, content: dict[str, Any]) -> dict[str, Any]:
        blueprint = load_outline()
        exam = blueprint.blueprints[blueprint.exam]
        past = [each for each in sittings(self._answers) if each.ended]
        taken = {each.form for each in past}
        # The first three, and then as many more as are wanted.
        count = max([_FORMS, *(each + 1 for each in taken if each >= _FORMS)])
        return {
            "screen": "start",
            "facts": [
                f"{sum(exam.questions.values())} questions in {exam.minutes} minutes; {exam.questions['unscored']} of them don't "
                "count, and nobody can tell which",
                "Multiple choice, multiple response, ordering, matching and case studies",
                f"{exam.scaled_score['pass']} of {exam.scaled_score['max']:,d} passes; no answer counts as wrong, and guessing costs nothing",
                "Each answer is saved at once. Close the browser, and the clock goes on; run this cell again, and you go on",
            ],
            "forms": [{"number": number, "taken": number in taken} for number in range(1, count + 1)],
            "past": [{"id": each.id, "form": each.form, "day": _day(each.started)} for each in past],
        }

    def _begin(self, content: dict[str, Any]) -> dict[str, Any]:
        # SciPy's optimizer takes a second to import, and only who begins an exam needs it.
        from mla_course.exam.forms import form

        if any(not past.ended for past in sittings(self._answers)):
            return self._open(content)
        outline = load_outline()
        drawn = form(load_bank(self._questions), outline, int(content["form"]))
        self._sitting = begin(drawn, outline.blueprints[outline.exam].minutes, self._answers, self._clock)
        return self._stands()

    def _answer(self, content: dict[str, Any]) -> dict[str, Any]:
        self._running().answer(content["id"], content["response"])
        return self._kept()

    def _flag(self, content: dict[str, Any]) -> dict[str, Any]:
        self._running().flag(content["id"], bool(content["flagged"]))
        return self._kept()

    def _go(self, content: dict[str, Any]) -> dict[str, Any]:
        self._running().go(int(content["place"]))
        return self._kept()

    def _tick(self, content: dict[str, Any]) -> dict[str, Any]:
        return self._kept()

    def _end(self, content: dict[str, Any]) -> dict[str, Any]:
        sitting = self._running()
        sitting.end()
        return self._report(sitting)

    def _look(self, content: dict[str, Any]) -> dict[str, Any]:
        self._sitting = resume(int(content["sitting"]), self._answers, self._clock)
        return self._stands()

    def _review(self, content: dict[str, Any]) -> dict[str, Any]:
        sitting = self._running()
        state = sitting.state()
        if not state.ended:
            return {"kind": "error", "text": "The exam isn't over: its reasons come with the report."}
        question = next((each for each in sitting.questions if each.id == content["id"]), None)
        if question is None:
            return {"kind": "error", "text": "This question isn't one of the exam's. Run the cell again."}
        response = state.responses.get(question.id)
        return {"kind": "review", "response": response, "review": review(question, response)}

    # --- What is answered --------------------------------------------------------------------------------------------------

    def _running(self) -> Sitting:
        if self._sitting is None:
            raise KeyError("No exam is open here. Run the cell again.")
        return self._sitting

    def _kept(self) -> dict[str, Any]:
        state = self._running().state()
        if state.ended:
            return self._report(self._sitting)
        return {"kind": "kept", "left": state.left, "set_back": state.set_back}

    def _stands(self) -> dict[str, Any]:
        sitting = self._running()
        state = sitting.state()
        if state.ended:
            return self._report(sitting)
        return {
            "screen": "exam",
            "entries": [public(unit) for unit in sitting.units],
            "responses": state.responses,
            "flagged": sorted(state.flagged),
            "place": state.place,
            "left": state.left,
            "set_back": state.set_back,
        }

    def _report(self, sitting: Sitting) -> dict[str, Any]:
        from mla_course.exam import rasch
        from mla_course.exam.calibration import levels
        from mla_course.exam.report import CAUTION, report

        outline, state = load_outline(), sitting.state()
        result = report(sitting, state.responses, outline, levels(load_bank(self._questions), self._questions))
        history.keep_exam(sitting.id, result.right, self._answers, self._clock())
        started = next(past.started for past in sittings(self._answers) if past.id == sitting.id)
        return {
            "screen": "report",
            "sitting": sitting.id,
            "entries": [public(unit) for unit in sitting.units],
            "report": {
                "form": sitting.form,
                "day": _day(started),
                "scaled": result.scaled,
                "passed": result.passed,
                "least": rasch.LEAST,
                "most": rasch.MOST,
                "pass": rasch.PASS,
                "sections": [vars(section) for section in result.sections],
                "advice": [vars(each) for each in result.advice],
                "caution": CAUTION,
                "right": result.right,
                "unscored": sorted(sitting.unscored),
            },
        }


_WAYS: dict[Any, Callable[[Exam, dict[str, Any]], dict[str, Any]]] = {
    "open": Exam._open,
    "start": Exam._start,
    "begin": Exam._begin,
    "answer": Exam._answer,
    "flag": Exam._flag,
    "go": Exam._go,
    "tick": Exam._tick,
    "end": Exam._end,
    "look": Exam._look,
    "review": Exam._review,
}


def _day(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))


def exam() -> Exam:
    """Sit the practice exam, or go on with the one under way; make it the last line of a cell."""
    return Exam()
