"""The messages that the program can give, as its source code contains them.

An f-string is a message with `<>` for each of its values. Backticks are left out, as in `plain`.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

PIPELINES = Path(__file__).parents[2] / "pipelines"
WORDS = 4  # of the start of a message
VALUE_CHARACTERS = 80

# A parameter or field of one of these names becomes a message, or a part of one.
PARAMETERS = {"advice", "explanation", "message", "problem", "reason", "remark", "remarks"}
# Errors of Python that become a part of a message.
PYTHON_ERRORS = {"ValueError"}

Scope = ast.FunctionDef | ast.Module


def plain(text: str) -> str:
    """Return a text on one line, without backticks, and with `<>` for each placeholder such as `<url>`."""
    return " ".join(re.sub(r"<[^<>]*>|%s", "<>", text.replace("`", "")).split())


def start(message: str) -> re.Pattern[str]:
    """Return a pattern for the first words of a message, with any text in one cell for each value."""
    words = plain(message).strip("<>: ").split(" ")
    counts = list(accumulate(bool(re.search("[A-Za-z]", word)) for word in words))
    first = words[: counts.index(WORDS) + 1] if WORDS in counts else words
    literal = re.escape(" ".join(first).rstrip(".:;,"))
    return re.compile(literal.replace("<>", f"[^|]{{1,{VALUE_CHARACTERS}}}?"))


def messages(error_names: set[str]) -> set[str]:
    """Return every message of the package; `error_names` are the classes of its errors."""
    source = _Source(error_names)
    return {text for text in source.messages() if re.search(r"[a-z].* .*[a-z]", text)}


@cache
def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in PIPELINES.rglob("*.py")}


class _Source:
    """The functions and constants of all modules, by name: equal names in two modules are taken together."""

    def __init__(self, error_names: set[str]) -> None:
        self._functions: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        self._callees = error_names | PYTHON_ERRORS | {"append", "warning"}
        self._error_names = error_names
        for tree in _trees().values():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    self._functions[node.name].append(node)
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and self._takes_message(node):
                    self._callees.add(node.name)

    def _takes_message(self, node: ast.FunctionDef | ast.ClassDef) -> bool:
        """Return whether an argument of a function or class becomes a message."""
        if isinstance(node, ast.ClassDef):
            fields = {_name(line.target) for line in node.body if isinstance(line, ast.AnnAssign)}
            return bool(fields & PARAMETERS)
        parameters = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
        returned = ast.unparse(node.returns) if node.returns else ""
        return bool(parameters & PARAMETERS) or returned in self._error_names

    def messages(self) -> Iterator[str]:
        for tree in _trees().values():
            for scope in ast.walk(tree):
                if isinstance(scope, ast.FunctionDef | ast.Module):
                    yield from self._in(scope, tree)

    def _in(self, scope: Scope, module: ast.Module) -> Iterator[str]:
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and _name(node.func) in self._callees:
                for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    yield from self._texts(argument, scope, module, set())
        if isinstance(scope, ast.FunctionDef) and scope.name.split("_")[-1] in PARAMETERS:
            for value in _returned(scope):
                yield from self._texts(value, scope, module, set())

    def _texts(
        self, node: ast.expr, scope: Scope, module: ast.Module, seen: set[str]
    ) -> Iterator[str]:
        """Yield what an expression may be: through variables, constants, and functions of the package."""
        if isinstance(node, ast.Constant | ast.JoinedStr):
            yield _text(node)
        elif isinstance(node, ast.BoolOp | ast.IfExp):
            for value in node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse):
                yield from self._texts(value, scope, module, seen)
        elif isinstance(node, ast.Name):
            for value in _assigned(node.id, scope) or _assigned(node.id, module):
                yield from self._texts(value, scope, module, seen | {node.id})
        elif isinstance(node, ast.Call) and (name := _name(node.func)) not in seen:
            for function in self._functions.get(name, []):
                for value in _returned(function):
                    yield from self._texts(value, function, module, seen | {name})


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _returned(function: ast.FunctionDef) -> list[ast.expr]:
    returns = (node for node in ast.walk(function) if isinstance(node, ast.Return))
    return [node.value for node in returns if node.value]


def _assigned(name: str, scope: Scope) -> list[ast.expr]:
    statements = ast.walk(scope) if isinstance(scope, ast.FunctionDef) else iter(scope.body)
    return [
        node.value
        for node in statements
        if isinstance(node, ast.Assign) and name in {_name(target) for target in node.targets}
    ]


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return plain("".join(_text(value) for value in node.values))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return "<>"
