#!/usr/bin/env python3
"""A real S3 server on loopback, with users and a bucket, for as long as standard input is open.

    s3-server.py seaweedfs|seaweedfs-read-only|moto|radosgw

Prints one line of JSON when it is ready: the endpoint, and the keys of each user. Users: owner (all rights), stranger (a valid key
without rights), reader (list and get), lister (list alone), getter (get alone), writer (put alone), suspended (radosgw), and rotator1 to
rotator8: each with one key, the right to list `bkt`, and that to manage its own keys where the server has such (moto, seaweedfs);
owner may manage everybody's, but of seaweedfs-read-only, whose IAM only shows, as it is by default, and which has no rotators. The bucket `bkt` is the owner's and holds `folder/object`; `other-bkt` is the owner's too, and nobody
else has a right to it.
"""
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

BIN = os.environ["S3_SERVER_BIN"]
BUCKETS = ["bkt", "other-bkt"]
USERS = ["owner", "stranger", "reader", "lister", "getter", "writer"]
# One for each test that changes keys.
ROTATORS = [f"rotator{number}" for number in range(1, 9)]
children = []


def key_of(user):
    """What a user signs with. The texts are all of one length, as a server's own are."""
    return ["AK" + user.upper().ljust(18, "0"), ("sk-" + user).ljust(39, "x") + "9"]


def free_ports(count):
    """Ports that were free just now, held until all are found."""
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def end_with_parent():
    # PR_SET_PDEATHSIG: a test that is killed must leave no server.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def start(*command, env=None, log="log"):
    with open(os.path.join(folder, log), "ab") as out:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=folder, preexec_fn=end_with_parent)
    children.append(child)
    return child


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60, **more)
    if done.returncode != 0:
        raise SystemExit(" ".join(command) + ": " + done.stdout + done.stderr)
    return done.stdout


def check_children():
    for child in children:
        if child.poll() is not None:
            raise SystemExit(f"{child.args[0]} ended\n" + open(os.path.join(folder, "log"), errors="replace").read()[-4000:])


def wait_for(url, limit=90):
    """Any answer of HTTP will do."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        check_children()
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("nothing answers at " + url)


def client(endpoint, key, service="s3"):
    """botocore, which comes with awscli: a client that is not ours."""
    import botocore.config
    import botocore.session

    return botocore.session.Session().create_client(
        service, region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id=key[0], aws_secret_access_key=key[1],
        config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}))


def fill(endpoint, key, limit=30):
    s3 = client(endpoint, key)
    end = time.monotonic() + limit
    # A server that answers may not store yet.
    while True:
        check_children()
        try:
            for bucket in BUCKETS:
                s3.create_bucket(Bucket=bucket)
            s3.put_object(Bucket="bkt", Key="folder/object", Body=b"object\n")
            return s3
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def make_rotators(iam, statements):
    """Users by IAM, with a first key each."""
    keys = {}
    for user in ROTATORS:
        iam.create_user(UserName=user)
        iam.put_user_policy(
            UserName=user, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in statements(user)]}))
        made = iam.create_access_key(UserName=user)["AccessKey"]
        keys[user] = [made["AccessKeyId"], made["SecretAccessKey"]]
    return keys


def seaweedfs(is_read_only=False):
    actions = {
        "owner": ["Admin", "Read", "Write", "List", "Tagging"], "stranger": ["Read:nothing"], "reader": ["Read:bkt", "List:bkt"],
        "lister": ["List:bkt"], "getter": ["Read:bkt"], "writer": ["Write:bkt"],
    }
    identities = [
        {"name": user, "actions": actions[user], "credentials": [dict(zip(["accessKey", "secretKey"], key_of(user)))]} for user in USERS
    ]
    with open(os.path.join(folder, "identities.json"), "w") as file:
        json.dump({"identities": identities}, file)
    names = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc"]
    ports = free_ports(len(names))
    start(
        os.path.join(BIN, "weed"), "server", "-s3", "-dir=" + folder, "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3.config=identities.json",
        # IAM only shows, unless told so. Servers for tables would have ports of their own.
        *([] if is_read_only else ["-s3.iam.readOnly=false"]), "-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=20", "-master.volumeSizeLimitMB=64", *(f"-{name}={port}" for name, port in zip(names, ports)))
    endpoint = f"http://127.0.0.1:{ports[6]}"
    wait_for(endpoint)
    fill(endpoint, key_of("owner"))
    if is_read_only:
        return endpoint, {user: key_of(user) for user in USERS}
    # Everybody may manage their own keys.
    rotators = make_rotators(
        client(endpoint, key_of("owner"), "iam"),
        lambda user: [(["s3:ListBucket", "s3:GetObject"], ["arn:aws:s3:::bkt", "arn:aws:s3:::bkt/*"])])
    return endpoint, {user: key_of(user) for user in USERS} | rotators


def policy(actions, resources):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]})


def moto():
    port = free_ports(1)[0]
    start(
        os.path.join(BIN, "moto_server"), "-H", "127.0.0.1", "-p", str(port), env={**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "1000"})
    endpoint = f"http://127.0.0.1:{port}"
    wait_for(endpoint + "/moto-api/")
    iam = client(endpoint, ["any", "any"], "iam")
    actions = {
        "owner": "*", "reader": ["s3:ListBucket", "s3:GetObject"], "lister": ["s3:ListBucket"], "getter": ["s3:GetObject"],
        "writer": ["s3:PutObject"],
    }
    keys = {}
    for user in USERS:
        iam.create_user(UserName=user)
        made = iam.create_access_key(UserName=user)["AccessKey"]
        keys[user] = [made["AccessKeyId"], made["SecretAccessKey"]]
        if user in actions:
            iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=policy(actions[user], "*"))
    own_keys = [
        "iam:CreateAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed",
    ]
    # It asks for a right to everybody's keys, where Amazon asks for that to the user's own.
    keys |= make_rotators(iam, lambda user: [(own_keys, "*"), (["s3:ListBucket", "s3:GetObject"], "*")])
    fill(endpoint, keys["owner"])
    # From here on it looks at rights. A form's type would hide the number from it: it answers 500 then, and goes on as before.
    with urllib.request.urlopen(urllib.request.Request(
            endpoint + "/moto-api/reset-auth", data=b"0", method="POST", headers={"Content-Type": "text/plain"})) as answer:
        if answer.status != 200 or json.load(answer).get("status") != "ok":
            raise SystemExit("moto does not look at rights")
    return endpoint, keys


def start_osd(conf):
    """An OSD that gets to the monitor before its map does ends with "wrong fsid": it is started again."""
    for _ in range(10):
        child = start("ceph-osd", *conf, "-f", "-i", "0")
        while child.poll() is None:
            stat = subprocess.run(
                ["ceph", *conf, "--connect-timeout", "20", "-f", "json", "osd", "stat"], capture_output=True, text=True, cwd=folder, timeout=60)
            if '"num_up_osds":1' in stat.stdout:
                return
            time.sleep(0.2)
        children.remove(child)
    raise SystemExit("ceph-osd ends\n" + open(os.path.join(folder, "log"), errors="replace").read()[-4000:])


def radosgw():
    mon, rgw = free_ports(2)
    with open(os.path.join(folder, "ceph.conf"), "w") as file:
        file.write(f"""
[global]
fsid = 6a4b1d22-9a3c-4c6e-8f35-1d4b1f9f0001
mon host = v1:127.0.0.1:{mon}
auth cluster required = none
auth service required = none
auth client required = none
ms bind msgr2 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 0
osd objectstore = memstore
memstore device bytes = 1073741824
run dir = {folder}
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
pid file = {folder}/$name.pid
mon data = {folder}/mon
osd data = {folder}/osd
keyring = {folder}/keyring
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{rgw}
rgw data = {folder}/rgw
rgw enable usage log = false
rgw thread pool size = 32
""")
    conf = ["-c", os.path.join(folder, "ceph.conf")]
    for name in ["mon", "osd", "rgw"]:
        os.makedirs(os.path.join(folder, name))
    run("monmaptool", "--create", "--clobber", "--fsid", "6a4b1d22-9a3c-4c6e-8f35-1d4b1f9f0001", "--addv", "a", f"[v1:127.0.0.1:{mon}]", "monmap")
    run("ceph-mon", *conf, "--mkfs", "-i", "a", "--monmap", "monmap")
    start("ceph-mon", *conf, "-f", "-i", "a", "--public-addr", f"v1:127.0.0.1:{mon}")
    run("ceph-osd", *conf, "--mkfs", "-i", "0")
    with open(os.path.join(folder, "osd", "fsid")) as file:
        run("ceph", *conf, "--connect-timeout", "20", "osd", "new", file.read().strip(), "0")
    # Without it the first pool may find no place. An OSD that runs has put itself somewhere, and this is EINVAL then.
    run("ceph", *conf, "osd", "crush", "add", "osd.0", "1.0", "root=default")
    start_osd(conf)
    start("radosgw", *conf, "-f", "-n", "client.rgw")
    endpoint = f"http://127.0.0.1:{rgw}"
    wait_for(endpoint)
    for user in USERS + ["suspended"] + ROTATORS:
        access, secret = key_of(user)
        run("radosgw-admin", *conf, "-n", "client.rgw", "user", "create", "--uid=" + user, "--display-name=" + user, "--access-key=" + access, "--secret=" + secret)
    run("radosgw-admin", *conf, "-n", "client.rgw", "user", "suspend", "--uid=suspended")
    run("radosgw-admin", *conf, "-n", "client.rgw", "caps", "add", "--uid=owner", "--caps=users=read,write")
    s3 = fill(endpoint, key_of("owner"))
    rights = {"reader": ["s3:ListBucket", "s3:GetObject"], "lister": ["s3:ListBucket"], "getter": ["s3:GetObject"], "writer": ["s3:PutObject"]}
    s3.put_bucket_policy(Bucket="bkt", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": [f"arn:aws:iam:::user/{user}"]}, "Action": actions, "Resource": ["arn:aws:s3:::bkt", "arn:aws:s3:::bkt/*"]}
        for user, actions in (rights | {user: ["s3:ListBucket"] for user in ROTATORS}).items()
    ]}))
    return endpoint, {user: key_of(user) for user in USERS + ["suspended"] + ROTATORS}


kinds = {"seaweedfs": seaweedfs, "seaweedfs-read-only": lambda: seaweedfs(is_read_only=True), "moto": moto, "radosgw": radosgw}
folder = tempfile.mkdtemp(prefix="rcs3-")
try:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    endpoint, keys = kinds[sys.argv[1]]()
    print(json.dumps({"endpoint": endpoint, "keys": keys}), flush=True)
    sys.stdin.read()
finally:
    for child in reversed(children):
        child.kill()
    for child in children:
        child.wait()
    shutil.rmtree(folder, ignore_errors=True)
