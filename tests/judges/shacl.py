"""Judges documents with the official SHACL shapes: JSON lines in, JSON lines out.

    python3 shacl.py SHAPES < REQUESTS > ANSWERS

SHAPES is the folder of the shapes, with a folder for each version. A request is {"name", "version", "profile",
"nquads"}; the profile is the last part of its ontology's IRI, and what it imports is added. The answer has the name,
"violations" as [focus node, path, constraint component], and "shapes" as [node shape, path, constraint component] for
the same violations. The last line is {"constraints"}: everything that the shapes asked of "edc-generic-full" in the
newest version could be violated in, as in "shapes".
"""

import functools
import json
import logging
import sys
from pathlib import Path

import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import Graph, Literal
from rdflib.namespace import OWL, RDF, SH
from rdflib.plugins.parsers.ntriples import NTGraphSink, W3CNTriplesParser

# Two spellings of a number are two literals.
rdflib.NORMALIZE_LITERALS = False
# rdflib tells of each ill-typed literal, with a stack trace.
logging.disable(logging.WARNING)

COMPONENTS = {
    SH["class"]: "Class",
    SH["datatype"]: "Datatype",
    SH["maxCount"]: "MaxCount",
    SH["maxInclusive"]: "MaxInclusive",
    SH["minCount"]: "MinCount",
    SH["node"]: "Node",
    SH["nodeKind"]: "NodeKind",
    SH["or"]: "Or",
    SH["uniqueLang"]: "UniqueLang",
}


@functools.cache
def files(folder: Path, version: str) -> dict:
    """The shapes of a version by the IRI of their ontology."""
    graphs = (Graph().parse(file, format="turtle") for file in sorted((folder / version).glob("*.ttl")))
    return {str(graph.value(None, RDF.type, OWL.Ontology)): graph for graph in graphs}


class Shapes:
    """The shapes of one profile in one version, with what it imports."""

    def __init__(self, folder: Path, version: str, profile: str):
        known = files(folder, version)
        self.graph, wanted = Graph(), ["http://data.europa.eu/snb/model/ap/" + profile]
        for iri in wanted:
            wanted.extend(str(other) for other in known[iri].objects(None, OWL.imports))
            for triple in known[iri]:
                if triple[1] != OWL.imports:
                    self.graph.add(triple)
        self.known = ShapesGraph(self.graph)
        self.owners = {}
        for owner, shape in self.graph.subject_objects(SH.property):
            self.owners.setdefault(shape, []).append((owner, set(self.graph.objects(owner, SH.targetClass))))

    def places(self, shape, types: set, component: str) -> list:
        """A property may be shared by several node shapes: those for the types of the focus node."""
        path = str(self.graph.value(shape, SH.path) or "-")
        return [(str(owner), path, component) for owner, classes in self.owners.get(shape, []) if classes & types]

    def constraints(self) -> list:
        """Every constraint of a property of a class that is not switched off."""
        places = []
        off = set(self.graph.subjects(SH.deactivated, Literal(True)))
        for owner in set(self.graph.subjects(SH.targetClass, None)) - off:
            for shape in set(self.graph.objects(owner, SH.property)) - off:
                for parameter in set(self.graph.predicates(shape, None)):
                    if parameter in COMPONENTS:
                        places.append([str(owner), str(self.graph.value(shape, SH.path)), COMPONENTS[parameter]])
        return sorted(places)


def read(nquads: str) -> tuple[Graph, dict]:
    """The default graph, and the label of each of its blank nodes."""
    graph, labels = Graph(), {}
    parser = W3CNTriplesParser(NTGraphSink(graph), bnode_context=labels)
    parser.parsestring(nquads)
    return graph, {node: label for label, node in labels.items()}


def judge(shapes: Shapes, nquads: str) -> dict:
    data, labels = read(nquads)
    # As pyshacl.validate() does, but for the shapes, which are read once.
    validator = Validator(DataGraph.from_rdflib(data), shacl_graph=shapes.graph, options={"inference": "none"})
    validator.shacl_graph = shapes.known
    _, report, _ = validator.run()
    violations, places = set(), set()
    for result in report.objects(None, SH.result):  # not sh:detail, which explains a result
        component = str(report.value(result, SH.sourceConstraintComponent))
        component = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
        focus = report.value(result, SH.focusNode)
        path = str(report.value(result, SH.resultPath) or "-")
        violations.add((labels.get(focus, str(focus)), path, component))
        types = set(data.objects(focus, RDF.type))
        places.update(shapes.places(report.value(result, SH.sourceShape), types, component))
    return {"violations": sorted(violations), "shapes": sorted(places)}


def main(folder: str) -> None:
    known = {}

    def shapes(version: str, profile: str) -> Shapes:
        if (version, profile) not in known:
            known[version, profile] = Shapes(Path(folder), version, profile)
        return known[version, profile]

    for line in sys.stdin:
        request = json.loads(line)
        answer = judge(shapes(request["version"], request["profile"]), request["nquads"])
        print(json.dumps({"name": request["name"], **answer}), flush=True)
    print(json.dumps({"constraints": shapes("1.2.0", "edc-generic-full").constraints()}))


if __name__ == "__main__":
    main(*sys.argv[1:2])
