"""A line between a client and the API that can be cut, and that can lose answers after the API gave them."""

import re
import socket
import threading
from urllib.parse import urlsplit


class Line:
    def __init__(self, to: str) -> None:
        address = urlsplit(to)
        self._to = (address.hostname or "", address.port or 0)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets: set[socket.socket] = set()
        self.answers_to_lose = 0
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        for one in list(self._sockets):
            self._end(one)

    def close(self) -> None:
        self._server.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(self._to)
            self._sockets |= {near, far}
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        try:
            while data := source.recv(65536):
                if answers and self.answers_to_lose > 0:
                    self.answers_to_lose -= 1
                    break
                target.sendall(data if answers else self._under_its_name(data))
        except OSError:
            pass
        self._end(source)
        self._end(target)

    def _under_its_name(self, data: bytes) -> bytes:
        """As a proxy does: the API answers only to its own name, and the client knows that of the line."""
        return re.sub(rb"(?i)(\r\nhost: 127\.0\.0\.1:)\d+", rb"\g<1>%d" % self._to[1], data, count=1)

    def _end(self, one: socket.socket) -> None:
        self._sockets.discard(one)
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        one.close()
