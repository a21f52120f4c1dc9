"""Judges N-Quads with the official SHACL shapes; prints one JSON object.

    python3 shacl.py SHAPES.ttl FOLDER

FOLDER holds *.nq as verify.mjs writes them. For each file: whether it conforms, and the violations. Findings below
sh:Violation (the shapes also hold sh:Info and sh:Warning) are counted apart and do not fail a file.
"""

import json
import sys
from pathlib import Path

import pyshacl
from rdflib import Dataset, Graph
from rdflib.namespace import SH


def main(shapes_file: str, folder: str) -> None:
    shapes = Graph().parse(shapes_file, format="turtle")
    judged = {}
    for file in sorted(Path(folder).glob("*.nq")):
        data = Graph()
        for subject, predicate, value, _ in Dataset().parse(file, format="nquads").quads():
            data.add((subject, predicate, value))
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=True)
        violations, others = [], 0
        for result in report.objects(None, SH.result):  # not sh:detail, which explains a result
            if report.value(result, SH.resultSeverity) == SH.Violation:
                violations.append(
                    " ".join(
                        str(report.value(result, name) or "-")
                        for name in (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent, SH.resultMessage)
                    )
                )
            else:
                others += 1
        judged[file.stem] = {"conforms": not violations, "violations": sorted(violations), "others": others}
    print(json.dumps(judged, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:3])
