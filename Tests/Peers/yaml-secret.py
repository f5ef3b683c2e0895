"""Prints as JSON what PyYAML (YAML 1.1) reads in a file, bytes and dates being failures.

usage: yaml-secret.py FILE
"""
import json
import sys

import yaml

with open(sys.argv[1], "rb") as file:
    print(json.dumps(list(yaml.safe_load_all(file))))
