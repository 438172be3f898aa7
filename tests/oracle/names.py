"""Azure DevOps names and paths, which compare without regard to case."""


def same(left: str | None, right: str | None) -> bool:
    """Whether two Azure DevOps names or paths are the same."""
    return left is not None and right is not None and left.lower() == right.lower()


def is_below(path: str, ancestor: str) -> bool:
    """Whether a path lies below another."""
    return path.lower().startswith(f"{ancestor.lower()}\\")
