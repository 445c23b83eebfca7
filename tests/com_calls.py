"""Calls made through xlwings' COM server in a process of its own; prints what came back as JSON."""

import json
import sys

from com_server import MISSING, call, udfs

NA = -2146826246


def main():
    """Answer a list of calls: [name, arguments]; "missing" and "#N/A" stand for what COM hands."""
    special = {"missing": MISSING, "#N/A": NA}
    answers = []
    for name, arguments in json.load(sys.stdin):
        plain = [special.get(a, a) if isinstance(a, str) else tupled(a) for a in arguments]
        answers.append(call(name, *plain))
    module = udfs.get_udf_module("mkp_xl.faces.excel.udfs", None)
    seen = {
        name: [arg["name"] for arg in value.__xlfunc__["args"]]
        for name, value in vars(module).items()
        if hasattr(value, "__xlfunc__")
    }
    json.dump({"answers": answers, "functions": seen}, sys.stdout)


def tupled(value):
    """Return rows as COM gives them."""
    return tuple(map(tuple, value)) if isinstance(value, list) else value


if __name__ == "__main__":
    main()
