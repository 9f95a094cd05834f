"""The API beside the page: what a test compares with or sets up."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def get(base: str, path: str) -> Any:
    """The JSON answer of a path."""
    with urlopen(f"{base}{path}", timeout=60) as response:
        return json.load(response)


def post(base: str, path: str, body: object) -> Any:
    """The JSON answer to a posted body; a refusal is an assertion error with its reason."""
    data = json.dumps(body).encode()
    request = Request(f"{base}{path}", data, {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=60) as response:
            return json.load(response)
    except HTTPError as error:
        raise AssertionError(error.read().decode()) from None
