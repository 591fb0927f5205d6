"""Known vulnerabilities: only what was looked up counts; what cannot be reached is never called well."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from .conftest import ROOT  # isort: skip (puts the tools on the path)

import locks
import vulnerable

DIGEST = "--hash=sha256:" + "0" * 64


@pytest.fixture(scope="module")
def program() -> str:
    """The real pip-audit."""
    tools = Path(os.environ.get("MIGRATE_TOOLS") or ROOT / ".nox" / "tools")
    found = tools / "pip-audit" / "bin" / "pip-audit"
    if not found.exists():
        pytest.skip("pip-audit がありません（python -m venv .nox/tools/pip-audit と tests/tools/pip-audit.txt）")
    return str(found)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Two invented distributions; one is for Windows only."""
    path = tmp_path / "a.lock"
    path.write_text(f"alpha==1.0 {DIGEST}\nbravo==2.0 ; sys_platform == 'win32' {DIGEST}\n", encoding="utf-8")
    return path


class _Osv(BaseHTTPRequestHandler):
    """Answers as OSV does: of bravo something is known."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = {
            "id": "XX-1",
            "modified": "2026-01-01T00:00:00Z",
            "published": "2026-01-01T00:00:00Z",
            "summary": "invented",
            "affected": [
                {
                    "package": {"name": "bravo", "ecosystem": "PyPI"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.1"}]}],
                }
            ],
        }
        answer = json.dumps({"vulns": [known]} if asked["package"]["name"] == "bravo" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on loopback with OSV's own form of answers; its address."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = HTTPServer(("127.0.0.1", 0), _Osv)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


def test_what_is_known_is_told(program: str, lock: Path, osv: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A known vulnerability is named with the version that mends it, of Windows-only distributions too."""
    code = vulnerable.main([program, str(lock), "--service", "osv", "--osv-url", osv])

    said = capsys.readouterr()
    assert (code, said.out, said.err) == (
        vulnerable.FOUND,
        "osv: 2 of 2 looked up, 1 known vulnerabilities\n",
        "bravo 2.0: XX-1 (mended in 2.1)\n",
    )


def test_nothing_known(program: str, lock: Path, osv: str) -> None:
    """All were looked up and nothing is known: well."""
    lock.write_text(f"alpha==1.0 {DIGEST}\n", encoding="utf-8")

    assert vulnerable.main([program, str(lock), "--service", "osv", "--osv-url", osv]) == vulnerable.WELL


def test_what_cannot_be_reached_is_not_well(
    program: str, lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a way to the data nothing was audited, and that is said."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    code = vulnerable.main([program, str(lock)])

    assert (code, capsys.readouterr().err.splitlines()[-1]) == (
        vulnerable.NOT_AUDITED,
        "NOT AUDITED: none of 2 distributions was looked up",
    )


def test_skipped_is_not_looked_up() -> None:
    """pip-audit ends well where a mirror knows no distribution; that is no answer."""
    text = json.dumps({"dependencies": [{"name": "alpha", "skip_reason": "Dependency not found on PyPI"}], "fixes": []})

    assert vulnerable.understood(text) == vulnerable.Answer(
        looked_up=frozenset(), known=(), trouble="Dependency not found on PyPI"
    )


def test_two_versions_of_one_name_are_asked_apart(tmp_path: Path) -> None:
    """A lock may hold a distribution twice, for several versions of Python; pip-audit takes each name once."""
    path = tmp_path / "a.lock"
    path.write_text(
        f"alpha==1.0 ; python_version < '3.12' {DIGEST}\nalpha==2.0 ; python_version >= '3.12' {DIGEST}\n", "utf-8"
    )

    assert [[pin.version for pin in group] for group in vulnerable.rounds(locks.read(path))] == [["1.0"], ["2.0"]]
