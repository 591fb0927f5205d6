"""Size budget: small modules, short functions, few parameters. Exceptions are listed with their reason."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES = 400
BODY_LINES = 60
PARAMETERS = 6
PUBLIC_METHODS = 20
EXCEPTIONS: dict[str, str] = {}
"""``file:function`` → why it may be larger."""


def _modules() -> list[Path]:
    return sorted((ROOT / "migrate").rglob("*.py"))


def _functions(path: Path) -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(f"{path.relative_to(ROOT).as_posix()}:{n.name}", n) for n in found]


def test_modules_are_small() -> None:
    """No module is longer than 400 lines."""
    sizes = {p.relative_to(ROOT).as_posix(): len(p.read_text(encoding="utf-8").splitlines()) for p in _modules()}

    assert {name: n for name, n in sizes.items() if n > MODULE_LINES and name not in EXCEPTIONS} == {}


def test_function_bodies_are_short() -> None:
    """No function body is longer than 60 lines (its docstring not counted)."""
    long = {}
    for path in _modules():
        for name, function in _functions(path):
            body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
            lines = (function.end_lineno or 0) - body[0].lineno + 1
            if lines > BODY_LINES and name not in EXCEPTIONS:
                long[name] = lines

    assert long == {}


def test_few_parameters() -> None:
    """No function outside `cli` takes more than six parameters."""
    many = {}
    for path in _modules():
        if path.is_relative_to(ROOT / "migrate" / "cli"):
            continue
        for name, function in _functions(path):
            count = len([a for a in (*function.args.args, *function.args.kwonlyargs) if a.arg not in {"self", "cls"}])
            if count > PARAMETERS:
                many[name] = count

    assert many == {}


def test_no_variable_keyword_arguments() -> None:
    """Options travel as values, never as ``**kwargs`` (the command frame builds signatures and is the exception)."""
    loose = [
        name
        for path in _modules()
        if "cli/frame" not in path.as_posix()
        for name, function in _functions(path)
        if function.args.kwarg is not None
    ]

    assert loose == []


def test_classes_are_small() -> None:
    """No class has more than twenty public methods."""
    large = {}
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                public = [n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
                if len(public) > PUBLIC_METHODS:
                    large[f"{path.name}:{node.name}"] = len(public)

    assert large == {}
