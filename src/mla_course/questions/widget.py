"""The widget that asks questions in a notebook.

The browser gets what `public` shows and nothing more. It sends each response as a message; the kernel scores it and
replies with the review, so neither key nor reasons are in the page, or in a saved notebook, before the answer.
"""

import difflib
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from mla_course.paths import QUESTIONS
from mla_course.questions import history
from mla_course.questions.bank import Bank, QuestionError, load_bank
from mla_course.questions.model import public, review
from mla_course.store import ANSWERS, StoreError

_HERE = Path(__file__).parent


class Quiz(anywidget.AnyWidget):
    """One or more questions of a bank, answered one by one.

    Messages from the browser are `{"kind": "answer", "request": any, "id": question id, "response": see score}`. The
    reply repeats `request` and is `{"kind": "review", "review": ...}`, with a `note` when the answer could not be kept, or
    `{"kind": "error", "text": ...}`.
    """

    _esm = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("formats.js", "quiz.js"))
    _css = _HERE / "widget.css"
    questions = traitlets.List().tag(sync=True)

    def __init__(self, bank: Bank, ids: tuple[str, ...], answers: Path = ANSWERS) -> None:
        """Show the questions with these ids, in this order, and keep in the file of answers how each was answered.

        Raises:
            QuestionError: The bank has no question with one of the ids.
        """
        self._bank = bank
        self._ids = ids
        self._answers = answers
        super().__init__(questions=_entries(bank, ids))
        self.on_msg(self._answer)

    def __repr__(self) -> str:
        """What is shown where widgets can't be, like a page on the web."""
        return f"Questions {', '.join(self._ids)}: run this cell in JupyterLab to answer them."

    def _answer(self, _: "Quiz", content: Any, buffers: Any) -> None:
        content = content if isinstance(content, dict) else {}
        try:
            reply = {"kind": "review", "review": self._review(content)}
            history.keep(reply["review"]["id"], reply["review"]["right"], self._answers)
        except QuestionError as error:
            reply = {"kind": "error", "text": str(error)}
        except StoreError as error:
            # Who answered wants to know whether it was right, kept or not.
            reply["note"] = str(error)
        self.send(reply | {"request": content.get("request")})

    def _review(self, content: dict[str, Any]) -> dict[str, Any]:
        if content.get("kind") != "answer":
            raise QuestionError("This message isn't an answer. Run the cell again.")
        shown = [part["id"] for entry in self.questions for part in entry.get("parts", [entry])]
        if content.get("id") not in shown:
            raise QuestionError("This question isn't one of the cell's. Run the cell again.")
        question, response = self._bank[content["id"]], content.get("response")
        if response is not None and question.read(response) is None:
            raise QuestionError("This response doesn't fit the question. Run the cell again.")
        return review(question, response)


def check_yourself(*ids: str, folder: Path = QUESTIONS) -> Quiz:
    """Ask questions of the bank; make it the last line of a cell.

    Args:
        ids: Ids of questions, in the order to ask them. The id of a case study asks all of its parts.
        folder: Where the bank is.

    Raises:
        QuestionError: The bank has an error, or no question with one of the ids.
    """
    return Quiz(load_bank(folder), ids)


def _entries(bank: Bank, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """What the browser shows: questions, and cases with those of their parts that are asked."""
    if not ids:
        raise QuestionError('Give the id of at least one question, like check_yourself("1.3-001").')
    entries: list[dict[str, Any]] = []
    for question_id in dict.fromkeys(ids):
        if question_id not in bank:
            raise QuestionError(_unknown(bank, question_id))
        case = bank.case_of(question_id)
        if case is None:
            entries.append(public(bank[question_id]))
        elif entries and entries[-1]["id"] == case.id:
            # The next part of the case that is shown already.
            if question_id not in [part["id"] for part in entries[-1]["parts"]]:
                entries[-1]["parts"].append(public(bank[question_id]))
        else:
            entries.append(public(case) | {"parts": [public(bank[question_id])]})
    return entries


def _unknown(bank: Bank, question_id: Any) -> str:
    task = str(question_id).split("-")[0]
    near = difflib.get_close_matches(str(question_id), list(bank), n=4, cutoff=0.7)
    near = near or [each for each in bank if each.startswith(f"{task}-")][:4] or list(bank)[:4]
    return f"There is no question {question_id!r} in the bank. " + (
        f"Near it are {', '.join(near)}." if near else "The bank is empty."
    )
