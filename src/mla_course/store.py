"""The learner's own answers, in one SQLite file: what was practiced, and the exams that were sat.

Each change is on disk before the call returns, so a crash, a closed browser or a lost kernel takes nothing back. Any
number of notebooks may use the file at once.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mla_course.paths import ROOT

ANSWERS = ROOT / ".mla" / "answers.sqlite"
VERSION = 1

_TABLES = """
CREATE TABLE practiced (
    question TEXT NOT NULL,
    moment REAL NOT NULL,           -- seconds since 1970
    good INTEGER NOT NULL,          -- whether it was answered right
    sitting INTEGER,                -- the exam in which it was asked, if it was one
    UNIQUE (question, sitting)
);
CREATE INDEX practiced_question ON practiced (question, moment);
CREATE TABLE sitting (
    id INTEGER PRIMARY KEY,
    form INTEGER NOT NULL,
    questions TEXT NOT NULL,        -- as they were asked, in their order, with keys, as JSON
    started REAL NOT NULL,
    seen REAL NOT NULL,             -- the wall's clock when it was last looked at
    elapsed REAL NOT NULL,          -- seconds counted until then, which never become fewer
    place INTEGER NOT NULL DEFAULT 0,
    set_back REAL NOT NULL DEFAULT 0,
    ended REAL
);
CREATE TABLE response (
    sitting INTEGER NOT NULL REFERENCES sitting (id),
    question TEXT NOT NULL,
    value TEXT,                     -- JSON
    flagged INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (sitting, question)
);
"""


class StoreError(RuntimeError):
    """The file can't be used. The message says why and what to do; the file is as it was."""


@contextmanager
def opened(path: Path = ANSWERS) -> Iterator[sqlite3.Connection]:
    """Open the file, made when it isn't there; what is done in the block is one transaction.

    Raises:
        StoreError: The file is damaged, of a later version, locked for long, or can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Your answers can't be kept in {path}: {error}. Make its folder writable.") from error
    try:
        connection.row_factory = sqlite3.Row
        # A change is on disk when it is done, its folder's entry too. SQLite's own journal, and not WAL: who opens the file
        # while another one makes it, or is the last to close it, is told there that it is locked, without a wait.
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("BEGIN IMMEDIATE")
        _prepare(connection, path)
        yield connection
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"Your answers can't be kept in {path}: {error}. If the disk is full, make room; if another program holds "
            "the file, end it. Then try again: what was saved before is there."
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path} is damaged ({error}). It is left as it is. To begin a new one, move it away: "
            f"mv {path.name} {path.stem}-damaged{path.suffix} in {path.parent}; the tool `sqlite3` can often read the "
            "answers back with its command .recover."
        ) from error
    finally:
        # What was not committed is taken back.
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise StoreError(f"{path} was written by a later version of the course. Update the course: git pull, make lab.")
    if version < VERSION:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
