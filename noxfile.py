"""Sessions of the project. Dependencies come from the lock files, so that every machine runs the same versions."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "tests"]
nox.options.reuse_existing_virtualenvs = True

ROOT = Path(__file__).parent


def _install(session: nox.Session, lock: str) -> None:
    session.install("--require-hashes", "-r", lock)
    session.install("--no-deps", "-e", ".")


@nox.session
def demo(session: nox.Session) -> None:
    """Run the main job: one invented town through the whole path."""
    _install(session, "requirements-dev.lock")
    session.run("migrate", "demo", *(session.posargs or ["demo-town"]))


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests."""
    _install(session, "requirements-dev.lock")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Format, lint, types, layers, size budget, spelling."""
    _install(session, "requirements-dev.lock")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    session.run("lint-imports")
    session.run("pytest", "-q", "tests/test_budget.py")
    session.run("codespell", "migrate", "README.en.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


@nox.session
def golden(session: nox.Session) -> None:
    """Compare the golden cases; ``nox -s golden -- --update`` rewrites them (read the difference afterwards)."""
    _install(session, "requirements-dev.lock")
    update = "--update" in session.posargs
    env = {"MIGRATE_GOLDEN_UPDATE": "1"} if update else {}
    session.run("pytest", "-q", "tests/test_cases.py", "tests/test_reference.py", env=env)


@nox.session
def bench(session: nox.Session) -> None:
    """Print ratios measured in one run; not a test."""
    _install(session, "requirements-dev.lock")
    for script in sorted((ROOT / "tests" / "bench").glob("bench_*.py")):
        session.run("python", str(script), *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel, install it in a clean environment, look for the bundled data, start the command."""
    session.install("--require-hashes", "-r", "requirements-dev.lock")
    out = Path(session.create_tmp()).resolve()
    session.run("python", "-m", "hatchling", "build", "-t", "wheel", "-d", str(out))
    wheel = next(out.glob("jichitai_migrate-*.whl"))
    clean = out / "clean"
    session.run("python", "-m", "venv", "--clear", str(clean))
    python = clean / ("Scripts" if os.name == "nt" else "bin") / Path(sys.executable).name
    python = python if python.exists() else python.with_name("python")
    session.run(str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements.lock", external=True)
    session.run(str(python), "-m", "pip", "install", "-q", "--no-deps", str(wheel), external=True)
    with session.chdir(out):
        session.run(str(python), "-m", "migrate", "--help", external=True)
        session.run(str(python), "-m", "migrate", "doctor", external=True)
        session.run(str(python), "-m", "migrate", "spec", "items", "031", "--json", external=True, silent=True)
