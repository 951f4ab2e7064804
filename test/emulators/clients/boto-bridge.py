"""Calls boto3 for another process: a request a line on stdin, an answer a line on stdout, both JSON; bytes are {"$bytes": base64}."""

import base64
import json
import sys

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError


def from_wire(value):
    if isinstance(value, dict):
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        return {key: from_wire(inner) for key, inner in value.items()}
    return [from_wire(inner) for inner in value] if isinstance(value, list) else value


def to_wire(value):
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: to_wire(inner) for key, inner in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [to_wire(inner) for inner in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


clients = {}


def answer(request):
    service = request["service"]
    if service not in clients:
        clients[service] = boto3.client(service)
    try:
        operation = getattr(clients[service], xform_name(request["operation"]))
        return {"answer": to_wire(operation(**from_wire(request["members"])))}
    except ClientError as error:
        return {"refused": {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}}
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
