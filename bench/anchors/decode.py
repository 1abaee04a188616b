"""What one would write instead: reads a token, a JWK Set and an audience, and calls `jwt.decode`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import jwt
from jwt.types import Options

parser = argparse.ArgumentParser()
parser.add_argument("request")
parser.add_argument("--jwks", required=True)
parser.add_argument("--audience", required=True)
options = parser.parse_args()

token = Path(options.request).read_text("utf-8").partition("Bearer ")[2].split("'")[0]
keys = {key.key_id: key for key in jwt.PyJWKSet.from_json(Path(options.jwks).read_text("utf-8")).keys}
key = keys[jwt.get_unverified_header(token)["kid"]]
lasting: Options = {"verify_exp": False}
print(json.dumps(jwt.decode(token, key, algorithms=["RS256"], audience=options.audience, options=lasting)))
