"""Reads badges back as others do, and prints one JSON object.

    python badges.py FOLDER KEY.pem NOW

FOLDER holds badges: *.png, *.svg, *.json (Data Integrity), *.jwt. Of a picture it is told what it carries: Pillow and lxml
read it, pypng counts its chunks, openbadgeslib takes it out as well. Of what is carried or lies there openbadgeslib's
verifiers say whether it is authentic under KEY. Nothing is fetched.
"""

import datetime
import io
import json
import pathlib
import sys

import lxml.etree
import png
from openbadgeslib import baking
from openbadgeslib.ob3 import ldp, verifier
from PIL import Image

folder, key, now = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).read_bytes(), sys.argv[3]
KEYWORD = "openbadgecredential"


class At(datetime.datetime):
    """The time of the test instead of the clock's."""

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromisoformat(now).astimezone(tz)


verifier.datetime = At


def of_png(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        text = image.text[KEYWORD]
        size = list(image.size)
    kinds = [(kind, body) for kind, body in png.Reader(bytes=data).chunks() if kind in (b"iTXt", b"tEXt", b"zTXt")]
    plain = [body for kind, body in kinds if kind == b"iTXt" and body.startswith(KEYWORD.encode() + b"\0\0\0\0\0")]
    assert len(kinds) == len(plain) == 1, kinds
    assert baking.extract_png(data, keyword=baking.ITXT_KEYWORD_OB3) == str(text)
    return {"text": str(text), "size": size}


def of_svg(data):
    root = lxml.etree.fromstring(data, lxml.etree.XMLParser(resolve_entities=False, no_network=True))
    assert root.tag == "{http://www.w3.org/2000/svg}svg", root.tag
    first = root[0]
    assert first.tag == "{https://purl.imsglobal.org/ob/v3p0}credential", first.tag
    assert len(root.findall(".//{https://purl.imsglobal.org/ob/v3p0}credential")) == 1
    text = first.get("verify") or first.text
    assert baking.extract_svg(data, element=baking.SVG_ELEMENT_OB3, text_fallback=True) == text
    return {"text": text}


def judge(text):
    try:
        if text.lstrip().startswith("{"):
            ldp.OB3LdpVerifier(key).verify(text)
        else:
            verifier.OB3Verifier(key).verify(text)
    except verifier.OB3VerificationError as error:
        return {"verified": False, "error": str(error)}
    return {"verified": True, "error": None}


judged = {}
for path in sorted(folder.iterdir()):
    data = path.read_bytes()
    read = {".png": of_png, ".svg": of_svg}.get(path.suffix, lambda data: {"text": data.decode()})(data)
    judged[path.name] = read | judge(read["text"])
json.dump(judged, sys.stdout)
