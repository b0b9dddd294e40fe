# %% [markdown]
# # /proc, the environment and the network
#
# `WORD` matches the words in the canaries, and one in the grader's environment; `PORT` is a server on the machine.
#
# ruff: noqa

# %% name="the environment of whoever started it"
import os
import sys

print(WORD.findall(str(dict(os.environ)).encode()), WORD.findall(str(sys.argv).encode()))
for pid in [name for name in os.listdir("/proc") if name.isdigit()] + ["self", "thread-self"]:
    for name in ("environ", "cmdline", "maps", "stack", "io", "cgroup", "auxv"):
        try:
            print(WORD.findall(open(f"/proc/{pid}/{name}", "rb").read()))
        except OSError:
            pass
for name in os.environ:
    if name.startswith(("AWS", "SSH", "GITHUB", "PYTEST", "MLA", "JUPYTER", "REDTEAM")):
        print("ESCAPED", name)


def twice(x):
    return 0


# %% name="other processes"
import os

mine = {os.getpid()}
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) not in mine:
        print("ESCAPED: it sees", name, open(f"/proc/{name}/cmdline").read())
for pid in range(2, 300):
    try:
        os.kill(pid, 0)
        print("ESCAPED: it can signal", pid)
    except ProcessLookupError:
        pass
if os.getppid() != 0:
    print("ESCAPED: it has a parent", os.getppid())


def twice(x):
    return 0


# %% name="memory of others"
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (os.getppid(), 1, 2, 3, 4):
    if pid in (0, os.getpid()):
        continue
    for name in ("mem", "maps", "root", "cwd", "fd"):
        try:
            os.open(f"/proc/{pid}/{name}", os.O_RDONLY)
            print("ESCAPED to", pid, name)
        except OSError:
            pass
for name in (
    "kcore",
    "kmsg",
    "kallsyms",
    "sysrq-trigger",
    "sys/kernel/core_pattern",
    "sys/vm/drop_caches",
    "bus",
    "irq",
):
    try:
        with open(f"/proc/{name}", "r+b" if name != "kallsyms" else "rb") as file:
            if name != "kallsyms" or int(file.readline().split()[0], 16):
                print("ESCAPED to", name)
    except OSError:
        pass


def twice(x):
    return 0


# %% name="the network"
import socket
import urllib.request

for address in (("127.0.0.1", PORT), ("localhost", PORT), ("169.254.169.254", 80), ("10.0.2.2", 53), ("1.1.1.1", 53)):
    try:
        socket.create_connection(address, timeout=0.3)
        print("ESCAPED to", address)
    except OSError as error:
        print(error)
for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM):
    try:
        end = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP if kind == socket.SOCK_RAW else 0)
        end.sendto(b"spam", ("1.1.1.1", 53))
        print("ESCAPED by", kind)
    except OSError as error:
        print(error)
try:
    socket.getaddrinfo("example.org", 80)
    print("ESCAPED: it has names")
except OSError as error:
    print(error)
print([name for _, name in socket.if_nameindex() if name != "lo"] and "ESCAPED: it has an interface")


def twice(x):
    return 0


# %% name="sockets of the machine's services"
import os
import socket

paths = [
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/dbus/system_bus_socket",
    "/tmp/.X11-unix/X0",
    "/run/user/0/bus",
]
paths += ["/run/systemd/private", "/run/containerd/containerd.sock", os.path.join(ROOT, ".mla", "grading.lock")]
names = ["@/tmp/.X11-unix/X0", "@/tmp/dbus", "@/containerd-shim"]
try:
    names += [line.split()[-1] for line in open("/proc/net/unix") if "@" in line]
except OSError:
    pass
for path in paths + names:
    end = socket.socket(socket.AF_UNIX)
    end.settimeout(0.2)
    try:
        end.connect(path.replace("@", "\0"))
        print("ESCAPED to", path)
    except OSError:
        pass


def twice(x):
    return 0
