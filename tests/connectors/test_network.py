"""The door to sockets, against real ones: addresses, ports, lines, limits and errors in words."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest

from connectors.base import Context, StepState
from connectors.checking import steps_of
from connectors.errors import ConfigInvalid, ProtocolBroken, Unreachable
from connectors.network import LINE_LIMIT, Line, address_checks, open_port, resolve, split_address
from tests.erpserver import ErpServer

QUICK = Context(timeout=0.3)


@contextmanager
def answering(*pieces, pause=0.0):
    """The address of a server that answers its first visitor with *pieces* whatever it says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            visitor, _ = listener.accept()
            with visitor:
                visitor.recv(1000)
                for piece in pieces:
                    time.sleep(pause)
                    try:
                        visitor.sendall(piece)
                    except OSError:
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def ask(address, context=QUICK):
    with Line(address, context, "server") as line:
        return line.ask("HELLO")


def in_words(error):
    return all([error.text.en, error.text.nb, error.remedy.en, error.remedy.nb]) and error.field == "server"


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("erp.example.com:8069", ("erp.example.com", 8069)),
        ("  127.0.0.1:1 ", ("127.0.0.1", 1)),
        ("[::1]:80", ("::1", 80)),
        ("blåbær.example:65535", ("blåbær.example", 65535)),
    ],
)
def test_an_address_is_a_host_and_a_port(address, parts):
    assert split_address(address) == parts


@pytest.mark.parametrize(
    "address",
    ["", "erp", "erp:", ":80", "erp:0", "erp:65536", "erp:80x", "http://erp:80", "a b:80", "::1:80", "e\0rp:80", "e:8٣"],
)
def test_a_malformed_address_is_refused_at_its_field(address):
    with pytest.raises(ConfigInvalid) as refusal:
        split_address(address, "server")
    assert in_words(refusal.value)
    assert split_address("erp:80") == ("erp", 80)


def test_a_name_that_nobody_knows_is_unreachable_in_words():
    with pytest.raises(Unreachable) as refusal:
        resolve("nowhere.invalid", "server")
    assert in_words(refusal.value)
    assert "127.0.0.1" in resolve("localhost")


def test_a_name_that_can_be_no_name_is_a_wrong_configuration():
    with pytest.raises(ConfigInvalid) as refusal:
        resolve("a..b", "server")
    assert in_words(refusal.value)


def test_a_closed_port_is_unreachable_and_an_open_one_opens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        open_port("127.0.0.1", port, 1).close()
    with pytest.raises(Unreachable) as refusal:
        open_port("127.0.0.1", port, 1, "server")
    assert in_words(refusal.value)


def test_the_ready_checks_stop_at_the_step_that_fails():
    with ErpServer() as server:
        passed = steps_of(address_checks(server.address, QUICK, "server"))
    failed = steps_of(address_checks(server.address, QUICK, "server"))
    malformed = steps_of(address_checks("erp", QUICK, "server"))
    assert [step.state for step in passed] == [StepState.PASSED] * 2
    assert [(step.state.value, step.error) for step in failed] == [("passed", ""), ("failed", "Unreachable")]
    assert [(step.state.value, step.field) for step in malformed] == [("failed", "server"), ("skipped", "")]


def test_an_answer_may_come_in_pieces():
    with answering(b"ER", b"P \xc3", b"\xa6\r\nmore") as address:
        assert ask(address) == "ERP æ"


@pytest.mark.parametrize("answer", [b"\xff\xfe\n", b"\x16\x03\x01\n", b"a" * (LINE_LIMIT + 5000)])
def test_what_is_no_line_of_text_breaks_the_protocol(answer):
    with answering(answer) as address, pytest.raises(ProtocolBroken) as refusal:
        ask(address)
    assert in_words(refusal.value)
    assert len(refusal.value.detail) < 300


def test_the_limit_of_the_context_holds_too():
    with answering(b"a" * 5000) as address, pytest.raises(ProtocolBroken):
        ask(address, Context(timeout=1, max_bytes=100))


def test_a_conversation_that_ends_early_is_unreachable():
    with answering(b"half an ans") as address, pytest.raises(Unreachable) as refusal:
        ask(address)
    assert in_words(refusal.value)


def test_an_answer_that_trickles_in_is_given_up_within_the_limit():
    begun = time.monotonic()
    with answering(*[b"a"] * 8, pause=0.1) as address, pytest.raises(Unreachable) as refusal:
        ask(address)
    assert "0,3 sekunder" in refusal.value.text.nb
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("question", ["a\nb", "a\0", "\r"])
def test_a_question_with_a_line_break_is_never_sent(question):
    with ErpServer() as server, Line(server.address, QUICK) as line:
        with pytest.raises(ValueError, match="one line"):
            line.ask(question)
        assert line.ask("HELLO") == "ERP 1"
