#!/usr/bin/env python3
"""Users and keys of a server, by botocore: what a rotation's tests begin with, and what they find at its end.

    iam-user.py ENDPOINT [ceph]

Prints one line of JSON when it is ready: `control`, where it takes requests, each a list in JSON of a pair and a verb:

    [ID, SECRET, "create", USER, POLICY?]   a user with one key and the right to everything, or to POLICY
    [ID, SECRET, "key", USER]               another key
    [ID, SECRET, "keys", USER]              its keys
    [ID, SECRET, "delete", USER, KEY]       deletes a key
    [ID, SECRET, "works"]                   whether S3 accepts the pair

With `ceph` by the admin operations of radosgw, which rejects policies of users. Ends with its standard input.
"""
import functools
import json
import socketserver
import sys
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler

import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions
import botocore.session

endpoint = sys.argv[1]
is_ceph = sys.argv[2:] == ["ceph"]
session = botocore.session.Session()
making = threading.Lock()


@functools.lru_cache(maxsize=16)
def client(service, key, secret):
    with making:
        return session.create_client(
            service, region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
            config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}))


class IAM:
    def __init__(self, key, secret):
        self.client = client("iam", key, secret)

    def create(self, user, policy=None):
        document = policy or json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*", "iam:*", "sts:*"], "Resource": "*"}]})
        self.client.create_user(UserName=user)
        self.client.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document)
        return self.key(user)

    def key(self, user):
        made = self.client.create_access_key(UserName=user)["AccessKey"]
        return {"id": made["AccessKeyId"], "secret": made["SecretAccessKey"]}

    def keys(self, user):
        found = self.client.list_access_keys(UserName=user)["AccessKeyMetadata"]
        return [{"id": one["AccessKeyId"], "active": one["Status"] == "Active"} for one in found]

    def delete(self, user, key):
        self.client.delete_access_key(UserName=user, AccessKeyId=key)
        return True


class Ceph:
    def __init__(self, key, secret):
        self.credentials = botocore.credentials.Credentials(key, secret)

    def ask(self, method, **query):
        address = endpoint + "/admin/user?" + urllib.parse.urlencode(query)
        request = botocore.awsrequest.AWSRequest(method, address)
        # radosgw signs the bare `key` as one without a value.
        botocore.auth.S3SigV4Auth(self.credentials, "s3", "us-east-1").add_auth(request)
        with urllib.request.urlopen(urllib.request.Request(address, method=method, headers=dict(request.headers))) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def found(self, user):
        return self.ask("GET", uid=user, format="json")["keys"]

    def create(self, user, policy=None):
        made = self.ask("PUT", **{"uid": user, "display-name": user, "format": "json"})["keys"]
        return {"id": made[0]["access_key"], "secret": made[0]["secret_key"]}

    def key(self, user):
        before = {one["access_key"] for one in self.found(user)}
        self.ask("PUT", **{"key": "", "uid": user, "key-type": "s3", "generate-key": "true", "format": "json"})
        made = [one for one in self.found(user) if one["access_key"] not in before]
        return {"id": made[0]["access_key"], "secret": made[0]["secret_key"]}

    def keys(self, user):
        return [{"id": one["access_key"], "active": True} for one in self.found(user)]

    def delete(self, user, key):
        self.ask("DELETE", **{"key": "", "uid": user, "access-key": key, "key-type": "s3"})
        return True


def works(key, secret):
    try:
        session_client = client("s3", key, secret)
        session_client.list_buckets()
        return True
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"] == "AccessDenied"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        key, secret, verb, *rest = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            told, status = works(key, secret) if verb == "works" else getattr((Ceph if is_ceph else IAM)(key, secret), verb)(*rest), 200
        except Exception as error:
            told, status = f"{type(error).__name__}: {error}", 500
        body = json.dumps(told).encode()
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"control": f"http://127.0.0.1:{server.server_address[1]}/"}), flush=True)
sys.stdin.read()
