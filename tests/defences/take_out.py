#!/usr/bin/env python3
"""Takes out each defence in turn and shows that the tests which SECURITY.md names for it then fail.

    tests/defences/take_out.py            all of them
    tests/defences/take_out.py 04 12b     those of these threats, or these

Works on a copy of the last commit in a folder of its own. There, each change of `defences.toml` is made so that a variable
of the environment takes the defence out: one build serves all of them, and each test runs twice in the same program,
with the defence and without it. A defence counts as shown when its tests pass with it, and fail without it by an assertion.

Builds into CARGO_TARGET_DIR, else into the repository's own target folder, so that dependencies are not built again.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VARIABLE = "ELMSEAL_WITHOUT"
# A test that runs on and on without its defence would be no assertion.
SECONDS_MAX = 300
SWITCH = f"""
/// Whether this defence is taken out of this copy.
pub fn taken_out(id: &str) -> bool {{
    static WITHOUT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    WITHOUT.get_or_init(|| std::env::var("{VARIABLE}").unwrap_or_default()) == id
}}
"""


def with_switches(folder, defences):
    """Makes every change in the copy, each with its switch."""
    for defence in defences:
        for change in defence["change"]:
            path = folder / change["file"]
            text = path.read_text(encoding="utf-8")
            if text.count(change["old"]) != 1:
                sys.exit(f"{defence['id']}: `{change['old']}` stands {text.count(change['old'])} times in {change['file']}")
            new = re.sub(r"\bOUT\b", f'crate::taken_out("{defence["id"]}")', change["new"])
            path.write_text(text.replace(change["old"], new), encoding="utf-8")
    library = folder / "src/lib.rs"
    library.write_text(library.read_text(encoding="utf-8") + SWITCH, encoding="utf-8")


def build(folder, target):
    """The program with the integration tests."""
    command = ["cargo", "test", "--locked", "--test", "it", "--no-run", "--message-format=json-render-diagnostics"]
    environment = dict(os.environ, CARGO_TARGET_DIR=str(target))
    built = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    if built.returncode != 0:
        sys.exit("the copy with switches does not build")
    messages = (json.loads(line) for line in built.stdout.splitlines() if line.startswith("{"))
    programs = [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "it"]
    return programs[-1]


def run(program, folder, test, without):
    environment = dict(os.environ, RUST_BACKTRACE="0")
    environment[VARIABLE] = without
    command = [program, "--exact", test, "--test-threads=1"]
    try:
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return None


def said(done):
    """What the assertion said, on one line, and where it stands; nothing if it was none."""
    found = re.search(r"panicked at ((?:tests/|src/[\w/]*tests)[^\n]*):\n(.*?)\nnote:", done.stdout + done.stderr, re.S)
    return found and f"{found[1]}: {' '.join(found[2].split())[:160]}"


def show(program, folder, defence):
    """Whether each test passes with the defence and fails without."""
    for test in defence["tests"]:
        good = run(program, folder, test, "")
        if good is None or good.returncode != 0 or "1 passed" not in good.stdout:
            return f"{test} does not pass with the defence"
        bad = run(program, folder, test, defence["id"])
        if bad is None:
            return f"{test} did not end within {SECONDS_MAX} seconds without the defence"
        if bad.returncode == 0:
            return f"{test} passes without the defence"
        if "1 failed" not in bad.stdout or said(bad) is None:
            return f"{test} did not fail by an assertion: {(bad.stdout + bad.stderr)[-600:]}"
        print(f"       {test}\n           {said(bad)}", flush=True)
    return None


def main():
    defences = tomllib.loads((HERE / "defences.toml").read_text(encoding="utf-8"))["defence"]
    wanted = tuple(sys.argv[1:])
    chosen = [defence for defence in defences if defence["id"].startswith(wanted or "")]
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
    failed = []
    with tempfile.TemporaryDirectory(prefix="elmseal-defences-") as scratch:
        folder = pathlib.Path(scratch) / "copy"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        with_switches(folder, defences)
        program = build(folder, target)
        for defence in chosen:
            print(f"{defence['id']:4} {defence['what']}", flush=True)
            fault = show(program, folder, defence)
            if fault:
                failed.append(defence["id"])
                print(f"     NOT SHOWN: {fault}", flush=True)
    threats = {defence["id"][:2] for defence in chosen}
    print(f"{len(chosen) - len(failed)} of {len(chosen)} defences against {len(threats)} threats shown")
    sys.exit(1 if failed or not chosen else 0)


if __name__ == "__main__":
    main()
