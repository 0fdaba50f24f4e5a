"""Secrets: encrypted at rest and bound to where they belong. Removing them from texts: `connectors.redaction`."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from webapp.errors import Problem


class KeyFileUnsafe(RuntimeError):
    """The key file can be read by others than its owner, or holds no keys."""


class Vault:
    """Encrypts and decrypts with the newest of several keys, and derives keys for signing from them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._keys = [key.encode() for key in keys]

    def seal(self, secret: str, place: str) -> str:
        """*secret* encrypted for *place* (such as `connection GUID password`): elsewhere it doesn't open."""
        return self._fernet.encrypt(json.dumps([place, secret]).encode()).decode()

    def open(self, token: str, place: str) -> str:
        """The secret in *token*. Raises `Problem("secret_unreadable")` where the key doesn't fit or the place differs."""
        try:
            sealed_for, secret = json.loads(self._fernet.decrypt(token.encode()))
        except InvalidToken:
            raise Problem("secret_unreadable", place=place) from None
        if sealed_for != place:
            raise Problem("secret_unreadable", place=place)
        return str(secret)

    def derived(self, purpose: str) -> list[str]:
        """Keys for another purpose, one per key of ours, newest first."""
        return [hmac.new(key, purpose.encode(), hashlib.sha256).hexdigest() for key in self._keys]

    def digest(self, text: str) -> str:
        """A keyed digest: equal texts give equal digests, and nobody without the key can tell which text it was."""
        return hmac.new(self._keys[0], b"digest " + text.encode(), hashlib.sha256).hexdigest()


_vault: Vault | None = None


def use(vault_in_use: Vault) -> None:
    """Encrypt, decrypt and digest with this vault from now on; `create_app` calls it."""
    global _vault
    _vault = vault_in_use


def vault() -> Vault:
    """The vault in use."""
    if _vault is None:
        raise RuntimeError("no keys are loaded: create_app does that")
    return _vault


def load_keys(file: Path) -> list[str]:
    """The keys in *file*, newest first; one is made where there is no file yet."""
    if not file.exists():
        _create(file)
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileUnsafe(f"{file} can be read by others. Make it readable by its owner only: chmod 600 {file}")
    keys = file.read_text(errors="replace").split()
    try:
        Vault(keys)
    except ValueError:
        raise KeyFileUnsafe(f"{file} holds no usable keys. Put the right file back: what is encrypted needs it.") from None
    return keys


def _create(file: Path) -> None:
    # Written aside and linked into place: another process starting now sees the whole file or none.
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as written:
        written.write(Fernet.generate_key() + b"\n")
        written.flush()
        os.fsync(written.fileno())
    try:
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
