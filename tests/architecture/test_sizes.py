"""How large a file, a function and a port may grow."""

import ast

from tests.architecture.source_tree import GENERATED, nodes_of, sources

FILE_LINES = 400
FUNCTION_LINES = 70
PORT_METHODS = 7

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    found = [
        f"{source.path}: {length} lines"
        for source in sources()
        if source.path not in GENERATED
        if (length := len(source.text.splitlines())) > FILE_LINES
    ]
    assert not found, "\n".join(found)


def test_no_function_is_longer_than_a_screen() -> None:
    found = [
        f"{source.at(node)} {node.name}: {length} lines"
        for source in sources()
        for node in nodes_of(source)
        if isinstance(node, _FUNCTIONS)
        if (length := _length_without_docstring(node)) > FUNCTION_LINES
    ]
    assert not found, "\n".join(found)


def test_no_port_asks_for_more_than_seven_things() -> None:
    found = [
        f"{source.at(node)} {node.name}: {count} methods"
        for source in sources()
        for node in nodes_of(source)
        if isinstance(node, ast.ClassDef) and _is_protocol(node)
        if (count := sum(isinstance(item, _FUNCTIONS) for item in node.body)) > PORT_METHODS
    ]
    assert not found, "\n".join(found)


def _length_without_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    length = _lines(node)
    if ast.get_docstring(node) is not None:
        length -= _lines(node.body[0])
    return length


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_protocol(node: ast.ClassDef) -> bool:
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in bases)
