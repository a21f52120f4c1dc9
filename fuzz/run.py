#!/usr/bin/env python3
"""Runs the targets under libFuzzer, one after the other, each for so many seconds of processor time.

    fuzz/run.py 600                  every target for ten minutes
    fuzz/run.py 600 json nquads      these
    fuzz/run.py --table              what the runs so far have come to, as a table

FUZZ_PROGRAMS names a folder with programs that are built already. A stable compiler is enough: coverage comes from LLVM's own pass. Debug assertions and overflow checks are on. Everything
lies in FUZZ_WORK (else `elmseal-fuzz` in the cache folder): the build, a corpus a target that grows from run to run, logs and
what made a target fail. Corpora begin with files of this repository and, where it is there, of `../shared/reference`.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared/reference"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
WORK = pathlib.Path(os.environ.get("FUZZ_WORK", CACHE / "elmseal-fuzz"))
COVERAGE = [
    "--cfg", "fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
]
# Longest input that is tried, and which files a corpus begins with; `@` is `../shared/reference`.
JSON = ["fuzz/seeds/*.json", "contexts/*.jsonld", "examples/**/*.json", "@vectors/learner-credentials/**/*", "@vectors/jcs/**/*.json"]
TARGETS = {
    "json": (65_536, JSON + ["@vectors/vc-di-eddsa/**/*.json"]),
    "jws": (16_384, ["fuzz/seeds/*.jwt"]),
    "descriptor": (32_768, ["examples/**/*.toml", "examples/**/*.yaml", "examples/**/*.json"]),
    "learners": (16_384, ["examples/learners/*", "tests/fixtures/*.csv"]),
    "status_list": (16_384, ["fuzz/seeds/*list.txt", "@vectors/learner-credentials/statusLists/**/*"]),
    "nquads": (16_384, ["fuzz/seeds/*.nq", "@vectors/rdf-canon/**/*.nq", "@vectors/json-ld-tordf/**/*.nq"]),
    "did_document": (16_384, ["fuzz/seeds/did.json", "@vectors/learner-credentials/**/did.json"]),
    "png": (32_768, ["fuzz/seeds/*.png", "src/http/assets/*.png"]),
    "svg": (32_768, ["fuzz/seeds/*.svg", "src/http/assets/*.svg"]),
    "pdf": (65_536, ["fuzz/seeds/*.pdf"]),
    "zip": (65_536, ["fuzz/seeds/*.zip"]),
    "picture": (32_768, ["fuzz/seeds/*.jpg"]),
    "verify": (65_536, ["fuzz/seeds/*.json", "fuzz/seeds/*.txt", "fuzz/seeds/*.jwt", "@vectors/learner-credentials/**/*", "@vectors/vc-di-eddsa/**/*.json"]),
    "jades": (262_144, ["fuzz/seeds/seal.json", "@elm/samples/*-signed.jsonld"]),
    "token": (16_384, ["fuzz/seeds/*.jwt", "@vectors/learner-credentials/**/*"]),
    "sd_jwt": (16_384, ["fuzz/seeds/disclosing.txt"]),
    "trust_list": (65_536, ["fuzz/seeds/root.json", "@alliance-lote-example.json"]),
    "text": (65_536, ["fuzz/seeds/*"]),
}


def build():
    host = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    host = re.search(r"^host: (.*)$", host, re.M)[1]
    environment = dict(os.environ, CARGO_TARGET_DIR=str(WORK / "target"), RUSTFLAGS=" ".join(COVERAGE))
    # With a target of its own, what runs while building is not instrumented.
    bins = [word for target in TARGETS for word in ("--bin", target)]
    command = ["cargo", "build", "--release", *bins, "--target", host]
    subprocess.run(command, cwd=HERE, env=environment, check=True)
    return WORK / "target" / host / "release"


def seed(programs, target):
    """The folder with the corpus, which begins with good files."""
    corpus, (bytes_max, globs) = WORK / "corpus" / target, TARGETS[target]
    corpus.mkdir(parents=True, exist_ok=True)
    for glob in globs:
        root, pattern = (SHARED, glob[1:]) if glob.startswith("@") else (ROOT, glob)
        for found in sorted(root.glob(pattern)):
            if found.is_file() and found.stat().st_size <= bytes_max:
                name = "seed-" + re.sub(r"[^A-Za-z0-9.]", "-", str(found.relative_to(root)))[-120:]
                (corpus / name).write_bytes(found.read_bytes())
    return corpus


def processor_seconds(process):
    """Of the process, from /proc: its 14th and 15th fields, counted from the name's closing bracket."""
    try:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(programs, target, seconds):
    corpus, (bytes_max, _) = seed(programs, target), TARGETS[target]
    failed = WORK / "failed"
    failed.mkdir(parents=True, exist_ok=True)
    log = WORK / f"{target}.log"
    # These bounds are of the clock, and a run in the background waits for the processor too.
    options = [f"-max_len={bytes_max}", "-timeout=300", "-rss_limit_mb=2048", "-print_final_stats=1", "-report_slow_units=60"]
    with open(log, "wb") as out:
        command = [programs / target, corpus, f"-artifact_prefix={failed}/{target}-", *options]
        fuzzer = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        used = 0.0
        while fuzzer.poll() is None:
            used = processor_seconds(fuzzer.pid) or used
            if used >= seconds:
                fuzzer.send_signal(signal.SIGINT)
                fuzzer.wait()
            time.sleep(1)
    row = measured(log.read_text(errors="replace"))
    row |= {"target": target, "seconds": round(used), "failed": sorted(path.name for path in failed.glob(f"{target}-*"))}
    kept = WORK / f"{target}.json"
    if kept.exists():
        # Runs add up; coverage and corpus are those of the last, which began with the corpus of all before.
        before = json.loads(kept.read_text())
        row |= {name: before[name] + row[name] for name in ["seconds", "executions"]}
        row |= {name: max(before[name], row[name]) for name in ["slowest", "memory"]}
    kept.write_text(json.dumps(row))
    print(line(row), flush=True)


def measured(log):
    """What libFuzzer says at its end, and in the last line that counts."""
    last = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)/(\S+)", log)
    stat = lambda name: int(next(iter(re.findall(rf"stat::{name}:\s+(\d+)", log)), 0))
    loaded = re.findall(r"\(\d+ inline 8-bit counters\)|Loaded \d+ modules\s+\((\d+) inline", log)
    return {
        "executions": stat("number_of_executed_units"),
        "slowest": stat("slowest_unit_time_sec"),
        "memory": stat("peak_rss_mb"),
        "edges": last[-1][0] if last else "-",
        "of": next((one for one in loaded if one), "-"),
        "features": last[-1][1] if last else "-",
        "corpus": f"{last[-1][2]} / {last[-1][3].rstrip('b')}B" if last else "-",
    }


HEAD = """| Target | CPU seconds | Executions | Edges | Features | Corpus | Slowest, s | Memory, MB | Failures |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""


def line(row):
    names = ["target", "seconds", "executions", "edges", "features", "corpus", "slowest", "memory"]
    return "| " + " | ".join(str(row[name]) for name in names) + f" | {', '.join(row['failed']) or 'none'} |"


def main():
    if sys.argv[1:] == ["--table"]:
        rows = [json.loads(path.read_text()) for path in (WORK / f"{target}.json" for target in TARGETS) if path.exists()]
        print("\n".join([HEAD, *map(line, rows)]))
        return
    seconds, wanted = int(sys.argv[1]), sys.argv[2:] or list(TARGETS)
    programs = pathlib.Path(os.environ["FUZZ_PROGRAMS"]) if "FUZZ_PROGRAMS" in os.environ else build()
    print(HEAD, flush=True)
    for target in wanted:
        run(programs, target, seconds)


if __name__ == "__main__":
    main()
