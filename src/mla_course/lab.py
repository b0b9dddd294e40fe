"""Open the course in JupyterLab, with the exchange and the gradebook ready for the first click."""

import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from mla_course.files import write_atomically
from mla_course.grading.report import failure_reason
from mla_course.grading.scratch import course_config
from mla_course.paths import RELEASE, ROOT, SOURCE, WORK
from mla_course.release import assignments, files

FIRST_PORT = 8888
SETTINGS = Path(__file__).parent / "jupyter"
STAMPS = ROOT / ".mla" / "prepared.json"
OPTIONS = [
    f"--ServerApp.root_dir={ROOT}",
    "--ServerApp.port_retries=0",
    # Nothing of ours asks the network: no check for updates, no catalog of extensions; the news are off in jupyter/.
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--ServerApp.log_level=WARN",
]


class LabError(Exception):
    """JupyterLab can't be opened; the message says why and what to do."""


def prepare() -> None:
    """Make the folders, release what changed to the private exchange, and enter it in the gradebook.

    A class on a shared exchange (`EXCHANGE` is set) is the instructor's to release to: there this makes folders only.

    Raises:
        LabError: nbgrader refuses an assignment.
    """
    for folder, mode in ((WORK, 0o755), (ROOT / "submitted", 0o755), (ROOT / ".mla", 0o700)):
        folder.mkdir(exist_ok=True, mode=mode)
    if os.environ.get("EXCHANGE"):
        return
    exchange = ROOT / "exchange"
    exchange.mkdir(exist_ok=True, mode=0o700)
    try:
        stamps = json.loads(STAMPS.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        stamps = {}
    config = course_config(ROOT)
    config.Exchange.root = str(exchange)
    config.ExchangeReleaseAssignment.force = True
    outbound = exchange / config.CourseDirectory.course_id / "outbound"
    for folder in assignments():
        now = _fingerprint(folder)
        if stamps.get(folder) == now and (outbound / folder).exists() and (ROOT / "gradebook.db").exists():
            continue
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        for result in (api.generate_assignment(folder, force=True, create=True), api.release_assignment(folder)):
            if not result["success"]:
                raise LabError(f"The assignment {folder} can't be released: {failure_reason(result)}")
        # Generating rewrote release/, to the same content unless the source had changed.
        stamps[folder] = _fingerprint(folder)
        write_atomically(STAMPS, json.dumps(stamps, indent=1))


def _fingerprint(folder: str) -> str:
    digest = hashlib.sha256()
    for root in (SOURCE, RELEASE):
        for name, content in files(root / folder).items():
            digest.update(f"{name}\0".encode() + content)
    return digest.hexdigest()


def choose_port(asked: int | None) -> int:
    """The port that was asked for, or the first free one from 8888 on.

    Raises:
        LabError: The port that was asked for is taken.
    """
    if asked is not None:
        if _is_free(asked):
            return asked
        raise LabError(f"Port {asked} is taken by another program. Name another: make lab PORT={asked + 1}")
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if _is_free(port):
            return port
    raise LabError(f"The ports from {FIRST_PORT} to {FIRST_PORT + 99} are all taken. Name another: make lab PORT=9999")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def open_lab(port: int | None = None, browser: bool = True, notebook: str = "course/index.ipynb") -> int:
    """Start JupyterLab, print its address, and stay until it ends.

    Args:
        port: Where to listen; the first free one from 8888 on when none is given.
        browser: Whether to open a browser.
        notebook: What is open at first.

    Returns:
        JupyterLab's exit status.

    Raises:
        LabError: The port is taken, or JupyterLab ended before it answered.
    """
    port = choose_port(port)
    prepare()
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}/lab/tree/{notebook}?token={token}"
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", *OPTIONS]
    command.append(f"--LabApp.default_url=/lab/tree/{notebook}")
    if not browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    environment = dict(
        os.environ,
        JUPYTER_TOKEN=token,
        # nbgrader's panels look for nbgrader_config.py in the folder they work in, which is work/, and in these.
        JUPYTER_CONFIG_PATH=os.pathsep.join(
            filter(None, [str(ROOT), str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH")])
        ),
        PATH=os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")]),  # noqa: PTH120
    )
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: server.terminate())
    try:
        _wait(server, f"http://127.0.0.1:{port}/api/status?token={token}")
        print(f"\nThe course is open at\n\n    {address}\n\nCtrl-C ends it.", flush=True)
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()


def _wait(server: subprocess.Popen, status: str, seconds: int = 120) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(seconds * 5):
        if server.poll() is not None:
            raise LabError("JupyterLab ended before it answered; its own words are above.")
        try:
            with opener.open(status, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    server.terminate()
    raise LabError(f"JupyterLab did not answer within {seconds} s.")
