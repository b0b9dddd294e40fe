"""The practice exam: `exam()` as the last line of a cell. Forms drawn by the blueprint, sittings that survive a crash, scores."""

from mla_course.exam.widget import exam

__all__ = ["exam"]
