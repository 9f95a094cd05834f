"""A TCP proxy before PostgreSQL that can cut, freeze, or lose what the server says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.postgres import free_port


class Proxy:
    """Forwards bytes; each connection has a thread a direction."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self.port = free_port()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener: socket.socket | None = None
        self._open = threading.Event()
        self._open.set()
        self._commits = -1
        self.cuts = 0
        self.up()

    def up(self) -> None:
        """Accept connections (again)."""
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def down(self) -> None:
        """Refuse connections and cut those that are there."""
        assert self._listener is not None
        # A blocked accept() keeps the socket; shutting it down wakes it.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        for pair in self._pairs:
            _close(*pair)
        self._pairs.clear()

    def freeze(self) -> None:
        """Hold every byte back; nobody is told."""
        self._open.clear()

    def thaw(self) -> None:
        self._open.set()

    def lose_commit(self, skip: int = 0) -> None:
        """Let a COMMIT through, and cut before its client hears of it."""
        self._commits = skip

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pairs.append((client, server))
            doomed = threading.Event()
            threading.Thread(target=self._up, args=(client, server, doomed), daemon=True).start()
            threading.Thread(target=self._down, args=(client, server, doomed), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        try:
            while data := client.recv(65536):
                self._open.wait()
                if self._commits >= 0 and b"COMMIT" in data:
                    self._commits -= 1
                    if self._commits < 0:
                        doomed.set()
                server.sendall(data)
        except OSError:
            pass
        _close(client, server)

    def _down(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        try:
            while data := server.recv(65536):
                self._open.wait()
                if doomed.is_set() and b"COMMIT" in data:
                    # The server has committed: it says so, and nobody hears it.
                    self.cuts += 1
                    break
                client.sendall(data)
        except OSError:
            pass
        _close(client, server)


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextmanager
def proxied(url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy to the database of a URL, and the URL through it."""
    from sqlalchemy import make_url

    parsed = make_url(url)
    proxy = Proxy(parsed.host or "127.0.0.1", parsed.port or 5432)
    through = parsed.set(host="127.0.0.1", port=proxy.port)
    try:
        yield proxy, through.render_as_string(hide_password=False)
    finally:
        proxy.thaw()
        proxy.down()
