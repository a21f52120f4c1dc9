"""Judges sealed files by the text of the standards, sharing no code with elmseal: JSON lines in, JSON lines out.

    python3 seals.py < REQUESTS > ANSWERS

A request is {"name", "file", "authorities", "time_stamp_authorities", "now"}: the text of a JWS in the general JSON
serialization, base64 certificates that are trusted for seals and for time stamps, and the time at which the file is
looked at. The answer has, for each check, "passed", "failed", "inconclusive" or "not_applicable", under the names that
elmseal's reports use; "level" by what the file holds; "proven_time"; and in "why" what was found wrong. Nothing is fetched.

Certificate paths and revocation are judged by pyhanko-certvalidator; signatures by cryptography (OpenSSL); imprints are
computed here: ETSI TS 119 182-1 and RFC 3161.
"""

import asyncio
import base64
import hashlib
import json
import logging
import sys
from datetime import datetime, timedelta, timezone

from asn1crypto import cms, core, ocsp, tsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.x509 import load_der_x509_certificate
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
)

logging.disable(logging.CRITICAL)

HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
JWS_HASHES = {"RS256": "sha256", "PS256": "sha256", "ES256": "sha256", "ES384": "sha384"}


class IssuerSerial(core.Sequence):
    """RFC 5035."""

    _fields = [("issuer", x509.GeneralNames), ("serial_number", core.Integer)]


class Wrong(Exception):
    """What was found wrong, and how much that means."""

    def __init__(self, outcome: str, why: str):
        super().__init__(why)
        self.outcome, self.why = outcome, why


def failed(why: str) -> Wrong:
    return Wrong("failed", why)


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def certificate(value: str) -> x509.Certificate:
    return x509.Certificate.load(base64.b64decode(value), strict=True)


def check_signature(key, algorithm: str, digest: str, signature: bytes, message: bytes) -> None:
    """`algorithm` is rsa, pss or ecdsa (DER)."""
    used = HASHES[digest]
    try:
        if algorithm == "ecdsa":
            key.verify(signature, message, ec.ECDSA(used))
        elif algorithm == "pss":
            scheme = padding.PSS(mgf=padding.MGF1(used), salt_length=padding.PSS.DIGEST_LENGTH)
            key.verify(signature, message, scheme, used)
        else:
            key.verify(signature, message, padding.PKCS1v15(), used)
    except (InvalidSignature, AttributeError, TypeError) as error:
        raise failed(f"signature: {error!r}") from error


class Seal:
    """A file in parts."""

    def __init__(self, text: str):
        file = json.loads(text)
        (one,) = file["signatures"]
        self.payload, self.protected, self.signature = file["payload"], one["protected"], one["signature"]
        self.header = json.loads(unpadded(self.protected))
        # Items as they stand, and decoded.
        self.raw = one.get("header", {}).get("etsiU", [])
        self.items = [json.loads(unpadded(item)) for item in self.raw]
        self.leaf = certificate(self.header["x5c"][0])
        self.others = [certificate(one) for one in self.header["x5c"][1:]]
        for values in self.values("xVals"):
            self.others += [certificate(value["x509Cert"]["val"]) for value in values]
        self.crls, self.ocsps = [], []
        for values in self.values("rVals"):
            self.crls += [base64.b64decode(value["val"]) for value in values.get("crlVals", [])]
            self.ocsps += [response(base64.b64decode(value["val"])) for value in values.get("ocspVals", [])]

    def values(self, name: str) -> list:
        return [item[name] for item in self.items if name in item]

    def verify(self) -> None:
        """The signature over the payload as it stands (RFC 7797), with the key of the leaf."""
        if self.header["b64"] is not False or "b64" not in self.header["crit"]:
            raise failed("b64")
        message = f"{self.protected}.{self.payload}".encode()
        name, signature = self.header["alg"], unpadded(self.signature)
        if name.startswith("ES"):
            half = len(signature) // 2
            parts = (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
            signature = utils.encode_dss_signature(*parts)
        kind = {"RS": "rsa", "PS": "pss", "ES": "ecdsa"}[name[:2]]
        key = load_der_x509_certificate(self.leaf.dump()).public_key()
        check_signature(key, kind, JWS_HASHES[name], signature, message)

    def check_reference(self) -> None:
        if unpadded(self.header["x5t#S256"]) != hashlib.sha256(self.leaf.dump()).digest():
            raise failed("x5t#S256")

    def kid_names_leaf(self) -> bool:
        named = IssuerSerial.load(base64.b64decode(self.header["kid"], validate=True), strict=True)
        names = [name.chosen for name in named["issuer"]]
        return names == [self.leaf.issuer] and named["serial_number"].native == self.leaf.serial_number

    def stamped(self) -> list:
        """The tokens, each with its kind and the bytes that it stamps."""
        found = []
        for value in self.header.get("adoTst", {}).get("tstTokens", []):
            found.append(("content", self.payload.encode(), value["val"]))
        for at, item in enumerate(self.items):
            for value in item.get("sigTst", {}).get("tstTokens", []):
                found.append(("signature", self.signature.encode(), value["val"]))
            for value in item.get("arcTst", {}).get("tstTokens", []):
                before = "".join(self.raw[:at])
                stamped = f"{self.payload}.{self.protected}.{self.signature}.{before}"
                found.append(("archive", stamped.encode(), value["val"]))
        return found

    def level(self) -> str:
        """By what is there; the certificates of the path may as well stand in `x5c`."""
        level = "B"
        for name, holds in [
            ("T", self.values("sigTst")),
            ("LT", self.values("rVals") and self.others),
            ("LTA", self.values("arcTst")),
        ]:
            if not holds:
                break
            level = name
        return level


def response(der: bytes) -> ocsp.OCSPResponse:
    """DSS writes either the response or what is inside."""
    whole = ocsp.OCSPResponse.load(der)
    try:
        whole["response_status"].native
        return whole
    except ValueError:
        basic = ocsp.BasicOCSPResponse.load(der)
        inner = {"response_type": "basic_ocsp_response", "response": core.ParsableOctetString(basic.dump())}
        return ocsp.OCSPResponse({"response_status": "successful", "response_bytes": inner})


def certificates_of(value: str) -> list:
    """The certificates in a token, whatever else is wrong with it."""
    try:
        signed = cms.ContentInfo.load(base64.b64decode(value))["content"]
        return [one.chosen for one in signed["certificates"] if isinstance(one.chosen, x509.Certificate)]
    except (ValueError, KeyError, TypeError):
        return []


class Token:
    """An RFC 3161 token whose signature holds and whose imprint is that of `data`."""

    def __init__(self, der: bytes, data: bytes, others: list):
        self.others = others
        try:
            self.read(der, data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise failed(f"token: {error!r}") from error

    def read(self, der: bytes, data: bytes) -> None:
        content = cms.ContentInfo.load(der, strict=True)
        if content["content_type"].native != "signed_data":
            raise failed("no signed data")
        signed = content["content"]
        if signed["encap_content_info"]["content_type"].native != "tst_info":
            raise failed("no TSTInfo")
        content = signed["encap_content_info"]["content"]
        info = tsp.TSTInfo.load(content.contents, strict=True)
        imprint = info["message_imprint"]
        digest = imprint["hash_algorithm"]["algorithm"].native
        if digest not in HASHES:
            raise failed(f"imprint by {digest}")
        if imprint["hashed_message"].native != hashlib.new(digest, data).digest():
            raise failed("imprint")
        if info["version"].native != "v1" or any(one["critical"].native for one in info["extensions"] or []):
            raise failed("TSTInfo")
        if b"." in info["gen_time"].contents and info["gen_time"].contents.endswith((b"0Z", b".Z")):
            raise failed("gen_time")  # RFC 3161, 2.4.2
        self.time = info["gen_time"].native
        all_certificates = [one.chosen for one in signed["certificates"] or []]
        self.certificates = [one for one in all_certificates if isinstance(one, x509.Certificate)]
        if len(signed["signer_infos"]) != 1:
            raise failed("signers")
        self.check_signer(signed["signer_infos"][0], content.contents)

    def check_signer(self, signer: cms.SignerInfo, content: bytes) -> None:
        attributes = {}
        for attribute in signer["signed_attrs"]:
            if attribute["type"].native in attributes or len(attribute["values"]) != 1:
                raise failed("attributes")
            attributes[attribute["type"].native] = attribute["values"][0]
        if attributes["content_type"].native != "tst_info":
            raise failed("content type")
        digest = signer["digest_algorithm"]["algorithm"].native
        if digest not in HASHES or attributes["message_digest"].native != hashlib.new(digest, content).digest():
            raise failed("message digest")
        self.signer = self.find(signer["sid"], attributes)
        algorithm = signer["signature_algorithm"].signature_algo
        kind = {"rsassa_pkcs1v15": "rsa", "rsassa_pss": "pss"}.get(algorithm, algorithm)
        key = load_der_x509_certificate(self.signer.dump()).public_key()
        message = signer["signed_attrs"].untag().dump(force=True)
        check_signature(key, kind, digest, signer["signature"].native, message)

    def find(self, sid: cms.SignerIdentifier, attributes: dict) -> x509.Certificate:
        """The certificate that `sid` and the attributes name, from the token or from elsewhere in the file."""
        found = []
        for one in self.certificates + self.others:
            if sid.name == "issuer_and_serial_number":
                named = sid.chosen["issuer"] == one.issuer and sid.chosen["serial_number"].native == one.serial_number
            else:
                named = sid.native == one.key_identifier
            if named:
                found.append(one)
        if not found:
            raise failed("signer's certificate")
        fitting = [one for one in found if self.is_referred_to(one, attributes)]
        if not fitting:
            raise failed("ESSCertID")
        return fitting[0]

    def is_referred_to(self, signer: x509.Certificate, attributes: dict) -> bool:
        """ESSCertID and ESSCertIDv2 (RFC 5816): there is one, and what is there names the signer."""
        found = [name for name in ("signing_certificate", "signing_certificate_v2") if name in attributes]
        for name in found:
            first = attributes[name]["certs"][0]
            digest = first["hash_algorithm"]["algorithm"].native if name.endswith("v2") else "sha1"
            if first["cert_hash"].native != hashlib.new(digest, signer.dump()).digest():
                return False
        return bool(found)

    def check_authority(self, anchors: list, others: list, now: datetime) -> None:
        purposes = self.signer.extended_key_usage_value
        critical = "extended_key_usage" in self.signer.critical_extensions
        if not purposes or purposes.native != ["time_stamping"] or not critical:
            raise failed("extended key usage")
        if self.time > now + timedelta(minutes=5):
            raise failed("future")
        try:
            check_path(self.signer, self.certificates + others, anchors, self.time)
        except Wrong as wrong:
            # Other than a seal, a time stamp says when it was made.
            raise failed(wrong.why) if wrong.why.startswith("ExpiredError") else wrong


def check_path(leaf, others, anchors, at, **revocation) -> None:
    """Whether `leaf` leads to an anchor at that time."""
    if any(leaf.dump() == anchor.dump() for anchor in anchors):
        if not leaf.not_valid_before <= at <= leaf.not_valid_after:
            raise Wrong("inconclusive", "anchor expired")
        return
    context = ValidationContext(
        trust_roots=anchors, other_certs=others, moment=at, allow_fetching=False, retroactive_revinfo=True, **revocation
    )
    try:
        asyncio.run(CertificateValidator(leaf, others, context).async_validate_path())
    except RevokedError as error:
        raise failed(f"revoked: {error}") from error
    except (PathBuildingError, InsufficientRevinfoError, ExpiredError) as error:
        raise Wrong("inconclusive", f"{type(error).__name__}: {error}") from error
    except (InvalidCertificateError, NotYetValidError, PathValidationError) as error:
        if leaf.self_signed != "no" and isinstance(error, InvalidCertificateError):
            raise Wrong("inconclusive", "self-signed") from error
        raise failed(f"{type(error).__name__}: {error}") from error


def judge(request: dict) -> dict:
    now = datetime.fromisoformat(request["now"])
    authorities = [certificate(one) for one in request["authorities"]]
    stamp_authorities = [certificate(one) for one in request["time_stamp_authorities"]]
    rows, why = {}, {}

    def row(check: str, work, *arguments, **named) -> None:
        try:
            work(*arguments, **named)
            rows.setdefault(check, "passed")
        except Wrong as wrong:
            order = ["failed", "inconclusive", "passed"]
            rows[check] = min(rows.get(check, "passed"), wrong.outcome, key=order.index)
            why.setdefault(check, []).append(wrong.why)

    seal = Seal(request["file"])
    row("signature", seal.verify)
    if rows["signature"] != "passed":
        return {"rows": rows, "why": why}
    row("certificate_reference", seal.check_reference)

    proven, stamped = [], seal.stamped()
    others = seal.others + [one for _, _, value in stamped for one in certificates_of(value)]
    for kind, data, value in stamped:

        def stamp() -> None:
            token = Token(base64.b64decode(value, validate=True), data, others)
            token.check_authority(stamp_authorities, others, now)
            if kind == "signature" and token.time > seal.leaf.not_valid_after:
                raise failed("stamped after the certificate expired")
            if kind != "content":
                proven.append(token.time)

        row(f"{kind}_time_stamp", stamp)
    for kind in ("content", "signature", "archive"):
        rows.setdefault(f"{kind}_time_stamp", "not_applicable")

    best = min(proven, default=now)
    row("certificate_path", check_path, seal.leaf, seal.others, authorities, best)
    data = {"crls": seal.crls, "ocsps": seal.ocsps, "revocation_mode": "require"}
    if rows["certificate_path"] != "passed":
        rows["revocation"] = "inconclusive"
    elif seal.leaf.dump() in [anchor.dump() for anchor in authorities]:
        # Who trusts the certificate itself need not know its authority; what that has revoked counts if it is known.
        issuers = [one for one in seal.others if one.ca and one.subject == seal.leaf.issuer and one != seal.leaf]
        row("revocation", check_path, seal.leaf, seal.others, issuers, best, **data)
        if rows["revocation"] == "inconclusive":
            rows["revocation"] = "not_applicable"
    else:
        row("revocation", check_path, seal.leaf, seal.others, authorities, best, **data)
    return {
        "rows": rows,
        "why": why,
        "kid": seal.kid_names_leaf(),
        "level": seal.level(),
        "proven_time": min(proven).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if proven else None,
    }


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"name": request["name"], **judge(request)}), flush=True)


if __name__ == "__main__":
    main()
