#!/usr/bin/env python3
"""Users and keys of an IAM API, by botocore: what a rotation's tests begin with, and what they find at its end.

    iam-user.py ENDPOINT ADMIN_ID ADMIN_SECRET create USER [POLICY]   a user with one key and the right to everything, or to POLICY
    iam-user.py ENDPOINT ADMIN_ID ADMIN_SECRET key USER               another key
    iam-user.py ENDPOINT ADMIN_ID ADMIN_SECRET keys USER              its keys
    iam-user.py ENDPOINT ADMIN_ID ADMIN_SECRET delete USER ID         deletes a key
    iam-user.py ENDPOINT ID SECRET works                              whether S3 accepts the pair

Prints one line of JSON.
"""
import json
import sys

import botocore.config
import botocore.exceptions
import botocore.session

endpoint, key, secret, verb, *rest = sys.argv[1:]


def client(service):
    return botocore.session.Session().create_client(
        service, region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
        config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}))


def pair(user):
    made = client("iam").create_access_key(UserName=user)["AccessKey"]
    return {"id": made["AccessKeyId"], "secret": made["SecretAccessKey"]}


if verb == "create":
    document = rest[1] if len(rest) > 1 else json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*", "iam:*", "sts:*"], "Resource": "*"}]})
    client("iam").create_user(UserName=rest[0])
    client("iam").put_user_policy(UserName=rest[0], PolicyName="p", PolicyDocument=document)
    told = pair(rest[0])
elif verb == "key":
    told = pair(rest[0])
elif verb == "keys":
    found = client("iam").list_access_keys(UserName=rest[0])["AccessKeyMetadata"]
    told = [{"id": one["AccessKeyId"], "active": one["Status"] == "Active"} for one in found]
elif verb == "delete":
    client("iam").delete_access_key(UserName=rest[0], AccessKeyId=rest[1])
    told = True
else:
    try:
        client("s3").list_buckets()
        told = True
    except botocore.exceptions.ClientError as error:
        told = error.response["Error"]["Code"] == "AccessDenied"
print(json.dumps(told))
