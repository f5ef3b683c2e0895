#!/usr/bin/env python3
# Sends the requests of standard input (a JSON array of method, target, fields, body) to 127.0.0.1 at the port that it is given, byte
# for byte, and prints the statuses as a JSON array.
import http.client
import json
import sys

# Targets are sent as they are; Python would refuse none that we make, and mends none.
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
statuses = []
for request in json.load(sys.stdin):
    connection.putrequest(request["method"], request["target"], skip_host=True, skip_accept_encoding=True)
    body = bytes(request["body"])
    for name, value in request["fields"]:
        connection.putheader(name, value)
    if body or request["method"] in ("PUT", "POST"):
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
    response = connection.getresponse()
    response.read()
    statuses.append(response.status)
json.dump(statuses, sys.stdout)
