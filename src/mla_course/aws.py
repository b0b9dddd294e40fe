"""A local endpoint that speaks AWS's protocols, so that real boto3 code runs without an account or a network."""

import logging
import os
import urllib.request

from moto.server import ThreadedMotoServer

_server: ThreadedMotoServer | None = None

# What boto3 reads from the environment, with a region of our choice and the account number that moto answers with.
REGION = "us-east-1"
ACCOUNT = "123456789012"


def start_local_aws() -> str:
    """Start the local endpoint in this kernel and point boto3 at it; call it before the first `boto3.client`.

    boto3 reads `AWS_ENDPOINT_URL` and the keys set here, so the lesson's code names no endpoint and is what you would
    run against a real account. The endpoint listens on a free port of the loopback interface and ends with the kernel.
    A second call empties it and keeps the address.

    Returns:
        The endpoint's address, like `http://127.0.0.1:43121`.
    """
    global _server
    if _server is None:
        _server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        # One line a request on stderr would hide the lesson's own output.
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        _server.start()
    host, port = _server.get_host_and_port()
    address = f"http://{host}:{port}"
    os.environ |= {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
        # Never look for a profile of the reader's own: nothing here may reach a real account.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION"):
        os.environ.pop(name, None)
    _reset(address)
    return address


def _reset(address: str) -> None:
    """Empty the endpoint: buckets, jobs and roles of an earlier run are gone."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(f"{address}/moto-api/reset", method="POST"), timeout=10) as reply:
        reply.read()
