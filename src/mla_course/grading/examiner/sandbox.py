"""The sandbox: what a student's process may see and use.

bubblewrap gives the process that students' processes are forked from a system of its own: read-only, without a network
and without anybody's files. Each fork then gets namespaces of its own inside, so that no student's process sees another's,
and gives up every privilege before the student's code begins.
"""

import ctypes
import errno
import os
import resource
import shutil
import signal
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from mla_course.paths import DATASETS, ROOT

HOME = Path("/home/student")
# An unprivileged account of every system; who grades as root gives its processes to it.
NOBODY = 65534

_NEWNS, _NEWIPC, _NEWPID = 0x00020000, 0x08000000, 0x20000000
_MS_BIND, _MS_REC, _MS_PRIVATE, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1 << 12, 1 << 14, 1 << 18, 2, 4, 8
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _CLEAR_ALL = (
    1,
    24,
    4,
    38,
    47,
    4,
)
_CAPABILITY_VERSION_3 = 0x20080522
_PR_SET_SECCOMP, _NEWUSER, _CLONE3 = 22, 0x10000000, 435
# By machine: its number in the kernel's audit.h; mount, umount2, pivot_root, unshare, setns, open_tree, move_mount,
# fsopen, fsmount, mount_setattr, ptrace, bpf, perf_event_open, userfaultfd, add_key, request_key, keyctl,
# io_uring_setup; clone.
_REFUSED = {
    "x86_64": (
        0xC000003E,
        (165, 166, 155, 272, 308, 428, 429, 430, 432, 442, 101, 321, 298, 323, 248, 249, 250, 425),
        56,
    ),
    "aarch64": (
        0xC00000B7,
        (40, 39, 41, 97, 268, 428, 429, 430, 432, 442, 117, 280, 241, 282, 217, 218, 219, 425),
        220,
    ),
}

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives")
_KEPT = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "DAC_OVERRIDE")


class SandboxError(RuntimeError):
    """There is no sandbox here. The message says how to get one."""


@dataclass(frozen=True)
class Limits:
    """What one student's process may use.

    Attributes:
        seconds: Of a cell or a call, on the wall's clock.
        memory: Bytes beyond those of the libraries, of all its processes together.
        disk: Bytes in its folder, and as many in /tmp.
        processes: Processes and threads at a time.
    """

    seconds: float = 30
    memory: int = 2 << 30
    disk: int = 256 << 20
    processes: int = 128


DEFAULT_LIMITS = Limits()


def available() -> str | None:
    """Why there is no sandbox on this machine, with what to do, or None where there is one."""
    if not sys.platform.startswith("linux"):
        return "The sandbox needs Linux. Grade on a Linux machine, or in a Linux container or virtual machine."
    if shutil.which("bwrap") is None:
        return (
            "bubblewrap isn't installed. On Debian or Ubuntu: sudo apt install bubblewrap; "
            "on Fedora: sudo dnf install bubblewrap."
        )
    return None


def command(run: list[str]) -> list[str]:
    """The command line that runs a program in the sandbox.

    Raises:
        SandboxError: There is no sandbox on this machine.
    """
    if reason := available():
        raise SandboxError(reason)
    line = ["bwrap", "--die-with-parent", "--new-session", "--clearenv"]
    line += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if os.geteuid():
        line += ["--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns"]
    for name in _KEPT:
        line += ["--cap-add", f"CAP_{name}"]
    for path in _SYSTEM:
        if Path(path).is_symlink():
            line += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).exists():
            line += ["--ro-bind", path, path]
    line += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--tmpfs", "/tmp", *_folders(HOME / "x")]
    for path in _seen():
        line += [*_folders(path), "--ro-bind", str(path), str(path)]
    line += ["--remount-ro", "/"]
    for name, value in environment().items():
        line += ["--setenv", name, value]
    return [*line, "--chdir", "/", "--", *run]


def _seen() -> list[Path]:
    """The interpreter, its packages, the course's own, and its data: not source/, not the gradebook, nobody's work."""
    paths = [Path(sys.base_prefix), Path(sys.prefix), ROOT / "src" / "mla_course", DATASETS]
    return [path for path in dict.fromkeys(paths) if path.exists() and not path.is_relative_to("/usr")]


def _folders(path: Path) -> list[str]:
    """What makes the folders above a path; bubblewrap alone makes them for its own account only."""
    parents = [parent for parent in reversed(path.parents[:-1]) if parent != Path("/tmp")]
    return [word for parent in parents for word in ("--perms", "0755", "--dir", str(parent))]


def environment() -> dict[str, str]:
    """The environment variables of a student's process; nothing of the grader's own is among them."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(HOME),
        # The course is where it is, whatever course this interpreter was set up for.
        "PYTHONPATH": str(ROOT / "src"),
        "USER": "student",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        # More threads than cores make each other slow, and a fork of a process with threads hangs.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *args: object) -> None:
    if getattr(_libc, name)(*args) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def fork_into_namespaces(live: Callable[[], None]) -> int:
    """Fork a process that is the first of namespaces of its own, so that its end is the end of all in them.

    Args:
        live: What it does; then it ends.

    Returns:
        Its number.

    Raises:
        OSError: The kernel refuses.
    """
    forked: list[int | OSError] = []

    def fork() -> None:
        try:
            _call("unshare", _NEWPID | _NEWNS | _NEWIPC)
            child = os.fork()
        except OSError as error:
            forked.append(error)
            return
        if child == 0:
            end_after(live)
        forked.append(child)

    # What a thread has left it can't enter again, and the next child needs namespaces anew: each gets a thread.
    thread = threading.Thread(target=fork)
    thread.start()
    thread.join()
    if isinstance(forked[0], OSError):
        raise forked[0]
    return forked[0]


def end_after(live: Callable[[], None]) -> NoReturn:
    """Do that and end this process, whatever comes of it: nothing of the one that it was forked from runs on in it."""
    try:
        live()
    finally:
        os._exit(0)


def enter(limits: Limits) -> None:
    """Be a student's process: own folders, no privilege, no way back. Called by the first process of the namespaces."""
    user, group = (NOBODY, NOBODY) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    safe = _MS_NOSUID | _MS_NODEV
    _call("mount", b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)
    # A course that lies in /tmp must not vanish under the folder that takes its place.
    kept = [(path, os.open(path, os.O_PATH)) for path in _seen() if path.is_relative_to("/tmp")]
    for path in (str(HOME), "/tmp", "/dev/shm"):
        size = f"size={limits.disk},nr_inodes=20000,mode=700,uid={user},gid={group}"
        _call("mount", b"tmpfs", path.encode(), b"tmpfs", safe, size.encode())
    for path, handle in kept:
        path.mkdir(parents=True)
        _call("mount", f"/proc/self/fd/{handle}".encode(), str(path).encode(), None, _MS_BIND, None)
        os.close(handle)
    _call("mount", b"proc", b"/proc", b"proc", safe | _MS_NOEXEC, None)
    Path("/proc/self/oom_score_adj").write_text("1000")
    restrict(limits)
    _libc.prctl(_PR_CAP_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    for capability in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    header, nothing = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    _call("capset", header, nothing)
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # A process that changed its user can't read its own /proc otherwise.
    _call("prctl", _PR_SET_DUMPABLE, 1, 0, 0, 0)
    _refuse_calls()


def _refuse_calls() -> None:
    """Let the kernel refuse calls that lead to new namespaces or to parts of the kernel that no notebook needs.

    A filter of seccomp, as in the kernel's Documentation/userspace-api/seccomp_filter.rst. On a machine other than those
    of `_REFUSED` there is none.
    """
    if os.uname().machine not in _REFUSED:
        return
    machine, calls, clone = _REFUSED[os.uname().machine]
    load, equals, has_bits, give = 0x20, 0x15, 0x45, 0x06
    allow, refuse, unknown = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
    at_call, at_machine, at_flags = 0, 4, 16
    # Each line: what, how far to jump if so and if not, with what. Each call is followed by its own answer.
    lines = [(load, 0, 0, at_machine), (equals, 1, 0, machine), (give, 0, 0, refuse), (load, 0, 0, at_call)]
    # On x86, calls of the x32 kind: the same by other numbers.
    lines += [(has_bits, 0, 1, 0x40000000), (give, 0, 0, refuse)]
    for call in calls:
        lines += [(equals, 0, 1, call), (give, 0, 0, refuse)]
    # What clone3 is asked for can't be seen here; without it the C library takes clone.
    lines += [(equals, 0, 1, _CLONE3), (give, 0, 0, unknown)]
    lines += [(equals, 0, 3, clone), (load, 0, 0, at_flags), (has_bits, 0, 1, _NEWUSER), (give, 0, 0, refuse)]
    lines += [(give, 0, 0, allow)]
    code = b"".join(struct.pack("HBBI", *line) for line in lines)
    program = struct.pack("HxxxxxxP", len(lines), ctypes.addressof(buffer := ctypes.create_string_buffer(code)))
    _call("prctl", _PR_SET_SECCOMP, 2, ctypes.create_string_buffer(program), 0, 0)
    del buffer


def try_out(limits: Limits) -> None:
    """Enter in a process that ends at once.

    Raises:
        SandboxError: That's not possible here.
    """
    reading, writing = os.pipe()

    def live() -> None:
        try:
            enter(limits)
            os.write(writing, b"in")
        except OSError as error:
            os.write(writing, str(error).encode())

    try:
        child = fork_into_namespaces(live)
    except OSError as error:
        raise SandboxError(f"It can't be entered: {error}.") from None
    os.close(writing)
    said = b"".join(iter(lambda: os.read(reading, 1000), b"")).decode()
    os.close(reading)
    os.waitpid(child, 0)
    if said != "in":
        raise SandboxError(f"It can't be entered: {said or 'the process ended'}.")


def die_with_parent() -> None:
    """Let this process be killed when the one that forked it ends."""
    if sys.platform.startswith("linux"):
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def restrict(limits: Limits) -> None:
    """Set the limits that this process, and all that it starts, can't raise again."""
    limit_memory(limits.memory)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_NOFILE, 512),
        (resource.RLIMIT_NPROC, limits.processes),
    ):
        _lower(what, most)


def limit_memory(more: int) -> None:
    """Let this process use so many bytes of memory more than it does."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return
    _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + more)


def _lower(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
