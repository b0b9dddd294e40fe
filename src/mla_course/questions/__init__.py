"""The question bank and the widget that asks from it: `check_yourself("1.3-001", "1.3-002")` in a lesson's cell."""

from mla_course.questions.bank import Bank, QuestionError, load_bank
from mla_course.questions.widget import check_yourself

__all__ = ["Bank", "QuestionError", "check_yourself", "load_bank"]
