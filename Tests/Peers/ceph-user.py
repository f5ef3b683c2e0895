#!/usr/bin/env python3
"""Users and keys of radosgw, by its admin operations and botocore's signature: what a rotation's tests begin with, and what they find at its end.

    ceph-user.py ENDPOINT ADMIN_ID ADMIN_SECRET create USER [CAPS]   a user with one key
    ceph-user.py ENDPOINT ADMIN_ID ADMIN_SECRET subuser USER NAME    a key of its subuser
    ceph-user.py ENDPOINT ADMIN_ID ADMIN_SECRET key USER             another key
    ceph-user.py ENDPOINT ADMIN_ID ADMIN_SECRET keys USER            its keys
    ceph-user.py ENDPOINT ADMIN_ID ADMIN_SECRET delete USER ID       deletes a key
    ceph-user.py ENDPOINT ID SECRET works                            whether S3 accepts the pair

Prints one line of JSON.
"""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.credentials

endpoint, key, secret, verb, *rest = sys.argv[1:]


def ask(method, path, **query):
    url = endpoint + path + ("?" + urllib.parse.urlencode(query) if query else "")
    request = botocore.awsrequest.AWSRequest(method=method, url=url)
    botocore.auth.S3SigV4Auth(botocore.credentials.Credentials(key, secret), "s3", "us-east-1").add_auth(request)
    with urllib.request.urlopen(urllib.request.Request(url, method=method, headers=dict(request.headers.items()))) as answer:
        return answer.read()


def keys(user):
    return json.loads(ask("GET", "/admin/user", uid=user, format="json"))["keys"]


def new_key(user, **query):
    before = {one["access_key"] for one in keys(user)}
    ask("PUT", "/admin/user", key="", uid=user, format="json", **query)
    made = [one for one in keys(user) if one["access_key"] not in before]
    return {"id": made[0]["access_key"], "secret": made[0]["secret_key"]}


if verb == "create":
    made = json.loads(ask("PUT", "/admin/user", uid=rest[0], **{"display-name": rest[0]}, format="json"))["keys"][0]
    if len(rest) > 1:
        ask("PUT", "/admin/user", caps="", uid=rest[0], **{"user-caps": rest[1]}, format="json")
    told = {"id": made["access_key"], "secret": made["secret_key"]}
elif verb == "subuser":
    ask("PUT", "/admin/user", subuser=rest[0] + ":" + rest[1], uid=rest[0], access="full", format="json")
    told = new_key(rest[0], subuser=rest[0] + ":" + rest[1], **{"key-type": "s3", "generate-key": "true"})
elif verb == "key":
    told = new_key(rest[0], **{"key-type": "s3", "generate-key": "true"})
elif verb == "keys":
    told = [{"id": one["access_key"], "active": True} for one in keys(rest[0])]
elif verb == "delete":
    ask("DELETE", "/admin/user", key="", uid=rest[0], **{"access-key": rest[1], "key-type": "s3"})
    told = True
else:
    try:
        ask("GET", "/")
        told = True
    except urllib.error.HTTPError as error:
        told = b"<Code>AccessDenied<" in error.read()
print(json.dumps(told))
