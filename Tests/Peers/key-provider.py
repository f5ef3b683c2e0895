#!/usr/bin/env python3
"""A provider's program for `--source command`: keys of an IAM user by botocore, signed with a pair of the program's own.

    key-provider.py SETTINGS create|list|deactivate ID|activate ID|delete ID|describe

SETTINGS is a file of JSON: endpoint, id, secret, user; `repeats`, a file in which a pair is kept for its rotation's id, so that a second
create gives it again; `log`, a file that gets a line a call; and `faults`, a list of {"verb", "do", "times"}:
  "limit"      exit code 11
  "missing"    exit code 12
  "unsupported" exit code 10
  "lost"       the work is done, and the program ends by a signal before it says so
  "hang"       the work is done, and the program says nothing
  "tell"       the work is done, the secret goes to standard error too, and the exit code is 1
  "blurt"      the same, and nothing goes to standard output
  "temporary"  the pair that is told has a SessionToken
"""
import json
import os
import signal
import sys
import time

import botocore.config
import botocore.session

path, verb, *rest = sys.argv[1:]
with open(path) as file:
    settings = json.load(file)
rotation = os.environ.get("RCSOPS_ROTATION_ID", "")
with open(settings["log"], "a") as log:
    log.write(json.dumps({"verb": [verb] + rest, "rotation": rotation, "environment": sorted(os.environ)}) + "\n")

fault = None
for one in settings.get("faults", []):
    if one["verb"] == verb and one.get("times", 1) > 0 and fault is None:
        one["times"] = one.get("times", 1) - 1
        fault = one["do"]
        with open(path, "w") as file:
            json.dump(settings, file)
for name, code in ("unsupported", 10), ("limit", 11), ("missing", 12):
    if fault == name:
        sys.exit(code)

iam = botocore.session.Session().create_client(
    "iam", region_name="us-east-1", endpoint_url=settings["endpoint"], aws_access_key_id=settings["id"], aws_secret_access_key=settings["secret"],
    config=botocore.config.Config(retries={"total_max_attempts": 1}))
user = settings["user"]


def kept():
    try:
        with open(settings["repeats"]) as file:
            return json.load(file)
    except (KeyError, OSError):
        return {}


told = None
if verb == "create":
    pair = kept().get(rotation)
    if pair is None:
        made = iam.create_access_key(UserName=user)["AccessKey"]
        pair = [made["AccessKeyId"], made["SecretAccessKey"]]
        if "repeats" in settings:
            pairs = kept() | {rotation: pair}
            with open(settings["repeats"], "w") as file:
                json.dump(pairs, file)
    told = {"Version": 1, "AccessKeyId": pair[0], "SecretAccessKey": pair[1], "RotationId": rotation}
    if fault == "temporary":
        told["SessionToken"] = "of-a-session"
elif verb == "list":
    found = iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    told = {"Keys": [{"AccessKeyId": one["AccessKeyId"], "Status": one["Status"]} for one in found]}
elif verb in ("deactivate", "activate"):
    iam.update_access_key(UserName=user, AccessKeyId=rest[0], Status="Inactive" if verb == "deactivate" else "Active")
elif verb == "delete":
    if rest[0] not in [one["AccessKeyId"] for one in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]]:
        sys.exit(12)
    iam.delete_access_key(UserName=user, AccessKeyId=rest[0])
elif verb == "describe":
    told = {"UserName": user, "Arn": "arn:example:user/" + user}
if fault == "lost":
    os.kill(os.getpid(), signal.SIGKILL)
if fault == "hang":
    time.sleep(600)
if fault in ("tell", "blurt"):
    known = told if told and "SecretAccessKey" in told else {"SecretAccessKey": list(kept().values())[-1][1]}
    print("made " + known["SecretAccessKey"] + " for " + user, file=sys.stderr)
if told is not None and fault != "blurt":
    print(json.dumps(told))
sys.exit(1 if fault in ("tell", "blurt") else 0)
