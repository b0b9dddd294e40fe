"""Grading on a Dask cluster: the same results, also when a worker is killed in the middle."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import need

from mla_course.grading.bench import class_of
from mla_course.grading.classroom import Classroom
from mla_course.grading.run import NoClusterError, _executor

WORKERS = 2


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers in processes of their own, at the address that is given."""
    need("bwrap", "bubblewrap")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = str(Path(sys.executable).with_name("dask"))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    scheduler = subprocess.Popen([dask, "scheduler", f"--port={port}", "--host=127.0.0.1", "--no-dashboard"], **quiet)
    command = [dask, "worker", address, "--nthreads=1", "--no-nanny", "--no-dashboard"]
    workers = [subprocess.Popen(command, **quiet) for _ in range(WORKERS)]
    try:
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def test_a_worker_killed_midway_loses_nothing(cluster: tuple[str, list[subprocess.Popen]]) -> None:
    from dask.distributed import Client

    address, workers = cluster
    with Client(address, timeout=60) as client:
        client.wait_for_workers(WORKERS, timeout=60)
    with class_of(12) as course, _executor(address) as (executor, cores):
        assert cores == WORKERS
        room = Classroom(course.config, "bench")
        points = {}
        for outcome in room.grade(room.students(), cores, executor=executor):
            assert outcome.student not in points
            points[outcome.student] = outcome.points
            if len(points) == 2:
                os.kill(workers[0].pid, signal.SIGKILL)
        assert points == dict.fromkeys(room.students(), 3)
        assert all(map(room.is_done, room.students()))


def test_a_scheduler_that_does_not_answer_is_named() -> None:
    with (
        pytest.raises(NoClusterError, match="No Dask scheduler answers at tcp://127"),
        _executor("tcp://127.0.0.1:9"),
    ):
        pass
