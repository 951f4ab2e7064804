"""What boto3 does beyond single calls, against the endpoint of AWS_ENDPOINT_URL; prints what came of it as JSON."""

import io
import json
import os
import time
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client("s3")
found = {}

large = os.urandom(20 * 1024 * 1024)
s3.create_bucket(Bucket="boto-large")
s3.upload_fileobj(io.BytesIO(large), "boto-large", "large")
back = io.BytesIO()
s3.download_fileobj("boto-large", "large", back)
found["transferred"] = back.getvalue() == large

for signature, client in {"the default": s3, "SigV4": boto3.client("s3", config=Config(signature_version="s3v4"))}.items():
    put = client.generate_presigned_url("put_object", Params={"Bucket": "boto-large", "Key": signature})
    urllib.request.urlopen(urllib.request.Request(put, method="PUT", data=signature.encode()))
    get = client.generate_presigned_url("get_object", Params={"Bucket": "boto-large", "Key": signature})
    with urllib.request.urlopen(get) as answer:
        found[f"by URLs signed with {signature}"] = [answer.status, answer.read().decode()]

s3.create_bucket(Bucket="boto-many")
for number in range(5):
    s3.put_object(Bucket="boto-many", Key=str(number), Body=b"")
pages = s3.get_paginator("list_objects_v2").paginate(Bucket="boto-many", PaginationConfig={"PageSize": 2})
found["pages of objects"] = [len(page["Contents"]) for page in pages]

iam = boto3.client("iam")
trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
role = iam.create_role(RoleName="boto", AssumeRolePolicyDocument=document)["Role"]["Arn"]
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.mjs", "export const handler = async () => 1;")

aws_lambda = boto3.client("lambda")
while True:
    try:
        code = {"ZipFile": package.getvalue()}
        aws_lambda.create_function(FunctionName="boto", Runtime="nodejs22.x", Role=role, Handler="index.handler", Code=code)
        break
    except ClientError as error:
        if "cannot be assumed" not in str(error):
            raise
        time.sleep(1)
aws_lambda.get_waiter("function_active_v2").wait(FunctionName="boto", WaiterConfig={"Delay": 1})
found["the function is"] = aws_lambda.get_function_configuration(FunctionName="boto")["State"]
aws_lambda.update_function_configuration(FunctionName="boto", Timeout=9)
aws_lambda.get_waiter("function_updated_v2").wait(FunctionName="boto", WaiterConfig={"Delay": 1})
found["the function after its update is"] = aws_lambda.get_function_configuration(FunctionName="boto")["LastUpdateStatus"]

bucket = boto3.resource("s3").Bucket("boto-many")
bucket.objects.all().delete()
found["left in the bucket"] = len(list(bucket.objects.all()))

print(json.dumps(found))
