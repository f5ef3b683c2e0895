"""Has one rclone read many configuration files, and prints what `config dump` says of each.

usage: rclone-dumps.py RCLONE FOLDER    {"NAME.conf": {"remote": {"option": "value"}} or null where rclone refuses the file}
"""
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

rclone, folder = sys.argv[1:]
names = sorted(name for name in os.listdir(folder) if name.endswith(".conf"))
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]


def start():
    return subprocess.Popen(
        [rclone, "rcd", "--rc-no-auth", "--rc-addr", f"127.0.0.1:{port}", "--config", os.path.join(folder, "none")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def call(command, parameters):
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("POST", "/" + command, json.dumps(parameters), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (ConnectionRefusedError, ConnectionResetError):
            time.sleep(0.05)
    sys.exit("rclone does not answer")


def dump(path):
    call("config/setpath", {"path": path})
    return json.loads(call("config/dump", {})[1])


# Where rclone can't load a file it goes on with the one before.
between = tempfile.NamedTemporaryFile(suffix=".conf")
between.write(b"[nothing was loaded]\ntype = local\n")
between.flush()
nothing = {"nothing was loaded": {"type": "local"}}
daemon = start()
dumps = {}
try:
    for name in names:
        assert dump(between.name) == nothing
        found = dump(os.path.join(folder, name))
        dumps[name] = None if found == nothing else found
finally:
    daemon.terminate()
    daemon.wait()
json.dump(dumps, sys.stdout)
