#!/usr/bin/env python3
# An HTTP proxy that forwards nothing: it prints its port, then appends each request that it got to the file that it was given, as a
# line of JSON, and refuses it. It ends with its standard input.
import json
import socketserver
import sys
import threading


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().decode("latin-1").rstrip("\r\n")
        fields = []
        while field := self.rfile.readline().decode("latin-1").rstrip("\r\n"):
            name, _, value = field.partition(":")
            fields.append([name, value.strip()])
        with lock, open(sys.argv[1], "a", encoding="utf-8") as log:
            log.write(json.dumps({"line": line, "fields": fields}) + "\n")
        self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


lock = threading.Lock()
server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
