#!/usr/bin/env bash
# Installs the judges that tests/it/judges.rs, tests/it/wallets.rs, tests/it/issue/bound/judged.rs, tests/it/issue/badge/judged.rs, tests/it/issue/europass/judged.rs and
# tests/conformance/shapes.rs call, and the browser driver: npm packages from the lock files, what requirements.txt names from PyPI into tests/judges/venv. Node,
# npm, python3 with venv, chromium, SoftHSM 2 (for tests/it/pkcs11.rs), qpdf and poppler (for tests/it/certificate.rs) come
# from the system: on Debian `apt-get install nodejs npm python3-venv chromium softhsm2 unzip qpdf poppler-utils pngcheck g++ make libnode-dev`, which this
# script does when it may.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v chromium >/dev/null || missing+=(chromium)
command -v softhsm2-util >/dev/null || missing+=(softhsm2)
command -v openssl >/dev/null || missing+=(openssl)
command -v unzip >/dev/null || missing+=(unzip)
command -v qpdf >/dev/null || missing+=(qpdf)
command -v pdfdetach >/dev/null || missing+=(poppler-utils)
# What Credo's wallet calls its store through is built: a compiler, and the headers of this node.
command -v g++ >/dev/null || missing+=(g++ make)
[ -e /usr/include/node/node_api.h ] || missing+=(libnode-dev)
command -v pngcheck >/dev/null || missing+=(pngcheck)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "install first: ${missing[*]}" >&2
    exit 1
  fi
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

npm ci --ignore-scripts --no-audit --no-fund
npm_config_nodedir=/usr npm rebuild @2060.io/ref-napi @2060.io/ffi-napi
npm ci --ignore-scripts --no-audit --no-fund --prefix ../browser
[ -x venv/bin/python ] || python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
