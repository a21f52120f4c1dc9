"""Verifies copies of learning credentials with the reference implementation of SD-JWT (PyPI sd-jwt); prints one JSON object.

    python sdjwt.py FOLDER

FOLDER holds copies/*.sd-jwt. For each the answer has the disclosed `claims` with their values, or `error`. Certificates and
times are not judged here.
"""

import base64
import json
import sys
from pathlib import Path

from cryptography.x509 import load_der_x509_certificate
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier


def key_of(_issuer, header):
    certificate = load_der_x509_certificate(base64.b64decode(header["x5c"][0]))
    return JWK.from_pyca(certificate.public_key())


def judge(copy):
    try:
        return {"claims": SDJWTVerifier(copy, key_of).get_verified_payload()}
    except Exception as error:  # pylint: disable=broad-except
        return {"error": type(error).__name__}


judged = {file.stem: judge(file.read_text().strip()) for file in sorted((Path(sys.argv[1]) / "copies").iterdir())}
print(json.dumps(judged))
