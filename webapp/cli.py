"""The command `kobling`: serve, worker, migrate, export, apply, new-connector."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from peewee import DatabaseError

from connectors import scaffold
from connectors.spares import spares
from webapp import cli_transfer, config, create_app, tasks
from webapp.config import SettingInvalid
from webapp.db import alone, db, migrate
from webapp.errors import Problem
from webapp.secrets import KeyFileUnsafe
from webapp.services import first_start, housekeeping, workers


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="kobling", description="Connects a company's CRM with its ERP systems.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (run, help_) in COMMANDS.items():
        command = commands.add_parser(name, help=help_, description=help_)
        command.set_defaults(run=run)
        if name == "serve":
            command.add_argument("--no-worker", action="store_true", help="web only; start `kobling worker` beside it")
        elif name == "new-connector":
            command.add_argument("name", metavar="NAME", help="small letters, digits and _, as in visma_net")
        cli_transfer.add_arguments(name, command)
    asked = parser.parse_args(arguments)
    try:
        ended = int(asked.run(asked) or 0)
        sys.stdout.flush()  # here, where somebody who has had enough is no trouble
        return ended
    except (SettingInvalid, KeyFileUnsafe, scaffold.ScaffoldRefused) as error:
        print(f"kobling: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read what we print has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"kobling: {error.strerror}: {error.filename}", file=sys.stderr)
        print("Check KOBLING_INSTANCE: the folder has to be one that this user may write to.", file=sys.stderr)
        return 2
    except DatabaseError as error:
        print(f"kobling: the database can't be opened: {' '.join(str(error).split())}", file=sys.stderr)
        print("Check KOBLING_DATABASE_URL and that the database is running.", file=sys.stderr)
        return 2


def serve(asked: argparse.Namespace) -> int:
    """Migrate, make what a first start needs, then answer requests; with the worker in the same process."""
    from waitress import create_server

    app = create_app()
    _prepare()
    settings = config.current
    try:
        server = create_server(app, host=settings["HOST"], port=settings["PORT"], **_serving(settings))
    except OSError as error:
        print(f"kobling: can't listen on {settings['HOST']}:{settings['PORT']}: {error.strerror}.", file=sys.stderr)
        print("Is it running already? Another port: KOBLING_PORT=8081", file=sys.stderr)
        return 1
    spares.keep()
    consumers = () if asked.no_worker else _start_worker()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait their turn is no news
    print(f"kobling is running at http://{settings['HOST']}:{server.effective_port}/  (stop it with Ctrl+C)", flush=True)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        spares.end()
        _stop(consumers)
    return 0


def _serving(settings: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {"threads": settings["THREADS"], "ident": "kobling"}
    if settings["TRUSTED_PROXY"]:
        options |= {
            "trusted_proxy": settings["TRUSTED_PROXY"],
            "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto x-forwarded-host",
            "clear_untrusted_proxy_headers": True,
        }
    return options


def _prepare() -> None:
    migrate()
    with alone():
        if first_start.is_first():
            _first_start()
        housekeeping.interrupt_dead()


_UNUSABLE = {
    "password_short": "it is shorter than %(limit)s characters",
    "password_long": "it is longer than %(limit)s characters",
    "password_is_username": "it is the user name",
}


def _first_start() -> None:
    settings = config.current
    try:
        made = first_start.make_administrator(settings["ADMIN_PASSWORD"])
    except Problem as problem:
        why = _UNUSABLE.get(problem.code, problem.code) % problem.facts
        raise SettingInvalid(f"KOBLING_ADMIN_PASSWORD can't be used: {why}.") from None
    print("This is the first start. Sign in as the administrator:")
    print("  user name  admin")
    print(f"  password   {made or 'as in KOBLING_ADMIN_PASSWORD'}")
    if made:
        print("The password is shown only now. Change it under Account.")
    if settings["DEMO"]:
        workbook = first_start.make_demonstration(settings["INSTANCE"] / "demo")
        print(f"To try things on: the workbook {os.path.relpath(workbook)}, the connector Excel, and four users in three groups.")


def _start_worker() -> Sequence[Any]:
    workers.stopping.clear()
    return [_consumer(tasks.current, config.current["TEST_SLOTS"]), _consumer(tasks.runs, config.current["RUN_SLOTS"])]


def _consumer(huey: Any, slots: int) -> Any:
    huey.flush_locks()
    consumer = huey.create_consumer(workers=slots, initial_delay=0.05, max_delay=0.3, shutdown_timeout=5)
    consumer._set_signal_handlers = lambda: None  # the server handles signals
    consumer.start()
    return consumer


def _stop(consumers: Sequence[Any]) -> None:
    """Interrupt the tests and runs under way and end the worker, within seconds."""
    workers.stopping.set()
    for consumer in consumers:
        consumer.stop(graceful=True)


def worker(asked: argparse.Namespace) -> int:
    """Carry out background work only, beside one or more `serve --no-worker`."""
    create_app()
    _prepare()
    consumers = _start_worker()
    stopped = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    print("kobling's worker is running.", flush=True)
    stopped.wait()
    _stop(consumers)
    return 0


def migrate_only(asked: argparse.Namespace) -> int:
    """Bring the database up to date and stop."""
    create_app()
    ran = migrate()
    print("\n".join(ran) if ran else "The database is up to date.")
    return 0


def new_connector(asked: argparse.Namespace) -> int:
    """Write the first files of a new connector."""
    root = Path(scaffold.__file__).parent.parent
    files = scaffold.write(asked.name, root)
    print("Written, a small connector that works, to be made your own:")
    for file in files:
        print(f"  {file.relative_to(root)}")
    print("To make it known, add this line to OURS in connectors/registry.py:")
    print(f"  {scaffold.registry_line(asked.name)}")
    print(f"Its tests: make test PYTEST_ARGS=tests/connectors/test_{asked.name}.py")
    return 0


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "serve": (serve, "start web and worker together"),
    "worker": (worker, "start a worker alone"),
    "migrate": (migrate_only, "bring the database up to date"),
    "export": (cli_transfer.export, "write a connection to a file, without its passwords"),
    "apply": (cli_transfer.apply, "store a connection from a file, or show what that would change"),
    "new-connector": (new_connector, "write the first files of a new connector"),
}


def application() -> Flask:
    """For other WSGI servers: migrated, without a worker."""
    app = create_app()
    _prepare()
    db.obj.close_idle()  # a server that forks now must not hand connections down
    spares.keep()
    return app


if __name__ == "__main__":
    sys.exit(main())
