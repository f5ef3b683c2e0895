"""Runs a program on a terminal of its own and answers what it asks.

usage: terminal.py [WAIT_FOR ANSWER]... -- PROGRAM [ARGUMENT]...

Each ANSWER is sent as it stands (\\n and \\x03 as escapes) when WAIT_FOR was shown since the last one. Prints JSON: what
was shown, how the program ended (minus the number of a signal), and whether the terminal shows at the end, and showed at
each answer, what is typed.
"""
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import termios
import time

split = sys.argv.index("--")
steps = [text.encode().decode("unicode_escape").encode("latin-1") for text in sys.argv[1:split]]
master, slave = os.openpty()


def shows():
    return bool(termios.tcgetattr(slave)[3] & termios.ECHO)


def settle():
    # Whoever runs the tests may ignore or block what a terminal sends.
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in (signal.SIGINT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


child = subprocess.Popen(
    sys.argv[split + 1 :], stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=settle)
shown, since, echoes = b"", b"", []
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    ended = child.poll() is not None
    if select.select([master], [], [], 0 if ended else 0.05)[0]:
        data = os.read(master, 4096)
        shown += data
        since += data
    elif ended:
        break
    if steps and steps[0] in since and not ended:
        # As a person would: vim drops what is typed while it still deals with a Ctrl-C.
        time.sleep(0.2)
        echoes.append(shows())
        os.write(master, steps[1])
        since = since[since.index(steps[0]) + len(steps[0]) :]
        steps = steps[2:]
else:
    child.kill()
    child.wait()
json.dump(
    {"shown": shown.decode("utf-8", "replace"), "code": child.returncode, "showsAtEnd": shows(), "showedAtAnswers": echoes,
     "unasked": len(steps) // 2}, sys.stdout)
