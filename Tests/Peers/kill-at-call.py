#!/usr/bin/env python3
"""Runs a program, and kills it with SIGKILL just before its N-th system call that changes what others see.

    kill-at-call.py N REPORT PROGRAM ARGUMENT...

Counted over all of its threads in the order in which they come: strace counts each thread for itself, and passes over what the others
do. The calls: those that make, fill, sync, rename, lock and remove files, and those that send to a network; not what threads of one
process tell each other by. What its children do is not counted. With N = 0 it runs to its end. REPORT gets a line: how many were
counted, and of which kind the last was. Ends as the program did: its code, or 137.
"""
import ctypes
import os
import platform
import signal
import struct
import sys

if platform.machine() != "x86_64":
    raise SystemExit("the numbers of system calls here are those of x86-64")

# The number of the argument that is a descriptor, where that decides.
CALLS = {
    1: ("write", 0), 18: ("pwrite64", 0), 20: ("writev", 0), 42: ("connect", None), 44: ("sendto", 0), 46: ("sendmsg", 0), 73: ("flock", None),
    74: ("fsync", None), 75: ("fdatasync", None), 77: ("ftruncate", None), 82: ("rename", None), 83: ("mkdir", None), 86: ("link", None),
    87: ("unlink", None), 90: ("chmod", None), 91: ("fchmod", None), 93: ("fchown", None), 190: ("fsetxattr", None), 257: ("openat", None),
    258: ("mkdirat", None), 263: ("unlinkat", None), 264: ("renameat", None), 265: ("linkat", None), 316: ("renameat2", None), 2: ("open", None),
}
O_CREAT = 0o100
TRACEME, SYSCALL, SETOPTIONS, GET_INFO = 0, 24, 0x4200, 0x420E
# Threads are followed, other processes are not; a stop at a system call is told from a signal; what is traced ends with this.
OPTIONS = 0x1 | 0x8 | 0x100000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def ptrace(request, thread, address=0, data=0):
    return libc.ptrace(request, thread, address, data)


def changes(process, number, arguments):
    if number not in CALLS:
        return False
    name, place = CALLS[number]
    if name in ("open", "openat"):
        return bool(arguments[1 if name == "open" else 2] & O_CREAT)
    if place is None:
        return True
    try:
        target = os.readlink(f"/proc/{process}/fd/{arguments[place] & 0xFFFFFFFF}")
    except OSError:
        return False
    return not target.startswith(("anon_inode:", "pipe:"))


wanted, report, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
process = os.fork()
if process == 0:
    ptrace(TRACEME, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    os.execv(command[0], command)
os.waitpid(process, 0)
ptrace(SETOPTIONS, process, 0, OPTIONS)
ptrace(SYSCALL, process)
information = ctypes.create_string_buffer(88)
counted, last, code = 0, "", 0
while True:
    try:
        thread, status = os.waitpid(-1, 0x40000000)
    except ChildProcessError:
        break
    if os.WIFEXITED(status) or os.WIFSIGNALED(status):
        if thread == process:
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
            break
        continue
    sent = os.WSTOPSIG(status)
    if sent == signal.SIGTRAP | 0x80:
        ptrace(GET_INFO, thread, len(information), ctypes.addressof(information))
        kind, = struct.unpack_from("<B", information, 0)
        if kind == 1:
            number, *arguments = struct.unpack_from("<7Q", information, 24)
            if changes(process, number, arguments):
                counted, last = counted + 1, CALLS[number][0]
                if counted == wanted:
                    os.kill(process, signal.SIGKILL)
                    continue
        sent = 0
    elif status >> 16 or sent in (signal.SIGTRAP, signal.SIGSTOP):
        # A new thread, an exec, or the stop that a new thread begins with.
        sent = 0
    ptrace(SYSCALL, thread, 0, sent)
with open(report, "w") as file:
    file.write(f"{counted} {last}\n")
sys.exit(code)
