"""Make the environment in `.venv` from `uv.lock`. Run by make with the system's Python, before anything is installed.

So this file imports only the standard library, and reads on any Python 3, if only to say that it is the wrong one.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
UV_ENVIRONMENT = ROOT / ".uv"
UV_VERSION = "0.13.9"
NEEDED_GB = 3
# Keep in step with requires-python in pyproject.toml; a test compares them.
OLDEST, NEWEST = (3, 11), (3, 13)


def main(arguments):
    """Set up what is missing; `--dev` adds what the tests and the authors need, `--uv` stops at uv itself."""
    check_python()
    if "--uv" in arguments:
        install_uv()
        return
    dev = "--dev" in arguments
    stamp = ENVIRONMENT / (".ready-dev" if dev else ".ready")
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    check_disk()
    uv = install_uv()
    print("Setting up the environment in .venv (once, about a minute) ...", flush=True)
    # Compiled now, for all who will run it: the sandbox that grades and a shared installation can't write what they
    # compile, and would compile it again at every start.
    command = [uv, "sync", "--locked", "--inexact", "--compile-bytecode", "--quiet", "--python", sys.executable]
    run(command + ([] if dev else ["--no-dev"]), "The environment could not be made")
    stamp.write_text(wanted)
    if dev:
        (ENVIRONMENT / ".ready").write_text(wanted)


def check_python():
    """Stop when this Python can't run the course."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        stop(
            "This is Python {}.{}, and the course runs on 3.11 to 3.13.\n"
            "Install one of these and name it: make lab PYTHON=python3.12".format(*sys.version_info[:2])
        )


def check_disk():
    """Stop before a half-made environment fills the disk."""
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < NEEDED_GB:
        stop(
            "The disk that holds {} has {:.1f} GB free, and the environment needs {} GB.\n"
            "Make room, then run the same command again.".format(ROOT, free, NEEDED_GB)
        )


def fingerprint():
    """What the environment is made from; another Python or another lock file makes another environment."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def install_uv():
    """Install uv, which reads the lock file, in a folder of its own; return its path."""
    uv = UV_ENVIRONMENT / "bin" / "uv"
    if uv.exists() and subprocess.run([str(uv), "--version"], stdout=subprocess.PIPE).stdout.split()[1:2] == [
        UV_VERSION.encode()
    ]:
        return str(uv)
    run(
        [sys.executable, "-m", "venv", "--clear", str(UV_ENVIRONMENT)],
        "Python could not make a virtual environment.\nOn Debian or Ubuntu: sudo apt install python3-venv. The error was",
    )
    pip = [str(UV_ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "uv==" + UV_VERSION], "uv could not be installed")
    return str(uv)


def run(command, failure):
    """Run a command quietly; stop with its own words when it fails."""
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_PROJECT_ENVIRONMENT=str(ENVIRONMENT))
    # Behind a company's proxy the certificates that count are the system's, not uv's own.
    environment.setdefault("UV_SYSTEM_CERTS", "true")
    result = subprocess.run(command, cwd=str(ROOT), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode == 0:
        return
    words = result.stdout.decode(errors="replace").strip()
    if "No space left" in words:
        words += "\n\nThe disk is full. Make room, then run the same command again."
    elif not network():
        words += (
            "\n\nThe package index can't be reached. The first set-up needs a network (or a mirror, set for uv by\n"
            "UV_DEFAULT_INDEX and for pip by PIP_INDEX_URL); after that the course runs without one."
        )
    stop("{}:\n\n{}".format(failure, words))


def network():
    """Whether the package index's name resolves, or a mirror is named."""
    if os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"):
        return True
    try:
        socket.getaddrinfo("pypi.org", 443)
    except OSError:
        return False
    return True


def stop(message):
    """End with a message for a person."""
    sys.exit("\n" + message + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
