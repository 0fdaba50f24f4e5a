"""A PostgreSQL of the tests' own: made from the programs of the machine, on a socket in a folder that goes away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = (Path("/usr/lib/postgresql"), Path("/usr/pgsql"))
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses="


class Cluster:
    """A running server; each test takes a database of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self._made = 0

    def new_database(self) -> str:
        """The URL of a fresh, empty database."""
        self._made += 1
        self.run("createdb", "--host", str(self.folder), "--username", "kobling", f"kobling{self._made}")
        return f"postgresql://kobling@/kobling{self._made}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Carry out one of PostgreSQL's programs, which refuse to run as root."""
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_postgres, str(self.programs / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        assert done.returncode == 0, f"{program}: {done.stdout}"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs, if there is one."""
    found = [each.parent for folder in FOLDERS for each in folder.glob("*/bin/initdb")]
    if beside := shutil.which("initdb"):
        found.append(Path(beside).resolve().parent)
    return max(found, key=lambda each: each.parent.name, default=None)


@contextmanager
def started(programs: Path) -> Iterator[Cluster]:
    """A cluster made and started, and stopped and removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="kobling-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    cluster = Cluster(programs, folder)
    data = ("-D", str(folder / "data"))
    try:
        cluster.run("initdb", *data, "--username", "kobling", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync")
        # A log of its own: a server that inherits our pipe would keep us waiting for its end.
        cluster.run("pg_ctl", *data, "-w", "-l", str(folder / "log"), "-o", f"{QUICK} -k {folder}", "start")
        try:
            yield cluster
        finally:
            cluster.run("pg_ctl", *data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
