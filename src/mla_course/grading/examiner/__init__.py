"""Grading a submission with the tests out of its reach. `client` is the way in, docs/examiner.md says how and why."""
