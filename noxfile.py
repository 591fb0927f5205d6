"""Sessions of the project. Dependencies come from the lock files, so that every machine runs the same versions."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "tests"]
nox.options.reuse_existing_virtualenvs = True

ROOT = Path(__file__).parent
NOT_AUDITED = 3
"""The exit code of `.ci/supply/vulnerable.py` where the data cannot be reached: neither well nor a finding."""


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


def _environment(session: nox.Session, name: str, locks: list[str]) -> Path:
    """An environment beside the session's own with exactly these locks; the folder of its programs."""
    folder = ROOT / ".nox" / "tools" / name
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    session.run("python", "-m", "venv", str(folder))
    for lock in locks:
        python = str(programs / "python")
        session.run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock, external=True)
    return programs


@nox.session
def audit(session: nox.Session) -> None:
    """Locks, licences of all that runs, builds of the same bytes, known vulnerabilities where they can be looked up."""
    session.install("--require-hashes", "-r", "requirements-dev.lock")
    supply = (ROOT / ".ci" / "supply").as_posix()
    locks = ["requirements.lock", *(path.as_posix() for path in sorted((ROOT / ".ci/bundle/locks").glob("*.lock")))]
    session.run("python", f"{supply}/locks.py")
    programs = _environment(session, "run-time", locks)
    where = [str(programs / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = str(session.run(*where, external=True, silent=True)).strip()
    for lock in locks:
        session.run("python", f"{supply}/licences.py", packages, "--lock", lock, "--check")
    session.run("python", f"{supply}/reproducible.py")
    program = str(_environment(session, "pip-audit", ["tests/tools/pip-audit.txt"]) / "pip-audit")
    try:
        session.run("python", f"{supply}/vulnerable.py", program, *locks)
    except CommandFailed as failed:
        if failed.return_code != NOT_AUDITED:
            raise
        session.skip("locks, licences and builds are as they should be; known vulnerabilities were NOT AUDITED")


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


@nox.session
def bundle(session: nox.Session) -> None:
    """Build the zips for closed networks: ``nox -s bundle -- win64 --windows-python FILE``, ``-- linux --extra db``.

    Without arguments: both platforms and the extras; the Windows zip then has no Python of its own.
    """
    session.install("--require-hashes", "-r", "tests/tools/bundle.txt")
    script = str(ROOT / ".ci" / "bundle" / "build.py")
    if session.posargs:
        session.run("python", script, *session.posargs)
        return
    for platform in ("win64", "linux"):
        for extra in ("", "crypt", "db", "spark"):
            session.run("python", script, platform, *(("--extra", extra) if extra else ()))
