# SPDX-License-Identifier: MIT
"""A path that loses packets: a relay between the clients and Gamut."""

import random
import re
import selectors
import socket
import threading

from process import free_port

HOST = "127.0.0.1"
# Where clients seem to be, each at its own port.
FAR_HOST = "127.0.0.2"
SIZE_MAX = 65536
USER = re.compile(rb"^(From|To|f|t)[ \t]*:[^\r\n]*?sips?:([^@>;\r\n]*)@",
                  re.I | re.M)


class Relay:
    """
    Passes datagrams on as they are, but for those that it drops.

    Whether the nth one of a call into a direction is dropped depends on the
    seed, on who calls whom, and on n: not on how calls overlap.
    """

    def __init__(self, percent, seed):
        self._share = percent / 100
        self._seed = seed
        self._counts = {}
        self._target = None
        self._links = {}  # by the address of the client
        self._selector = selectors.DefaultSelector()
        self.port = free_port()
        self._front = self._open((HOST, self.port), self._on_stranger, True)
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.passed = 0
        self.dropped = 0

    def _open(self, address, handler, is_shared=False):
        made = socket.socket(type=socket.SOCK_DGRAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, is_shared)
        try:
            made.bind(address)
        except OSError:
            made.close()
            raise
        self._selector.register(made, selectors.EVENT_READ, handler)
        return made

    def start(self, gamut_port):
        self._target = (HOST, gamut_port)
        self._thread.start()

    def close(self):
        self._is_closed = True
        if self._thread.is_alive():
            self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()

    def _run(self):
        while not self._is_closed:
            for key, _ in self._selector.select(0.1):
                # An earlier one may have closed it.
                if key.fileobj.fileno() >= 0:
                    key.data(key.fileobj)

    def _on_stranger(self, front):
        data, client = front.recvfrom(SIZE_MAX)
        if client not in self._links:
            self._links[client] = self._link(client)
        self._pass_in(data, client)

    def _link(self, client):
        """Sockets that are connected: they tell when a port is closed."""
        near = self._open((HOST, self.port),
                          lambda own: self._on_client(own, client), True)
        near.connect(client)
        far = self._open_far(lambda own: self._on_gamut(own, client),
                             client[1])
        far.connect(self._target)
        return near, far

    def _open_far(self, handler, port):
        try:
            # What its Via names, for a client without rport.
            return self._open((FAR_HOST, port), handler)
        except OSError:
            # The client is bound to every address, and has rport.
            return self._open((FAR_HOST, 0), handler)

    def _on_client(self, near, client):
        try:
            data, client = near.recvfrom(SIZE_MAX)
        except ConnectionError:
            self._unlink(client)
        else:
            self._pass_in(data, client)

    def _pass_in(self, data, client):
        if self._is_lost(data, "in"):
            return
        try:
            self._links[client][1].send(data)
        except ConnectionError:
            pass  # Gamut has ended

    def _on_gamut(self, far, client):
        try:
            data = far.recv(SIZE_MAX)
            if not self._is_lost(data, "out"):
                self._links[client][0].send(data)
        except ConnectionError:
            self._unlink(client)

    def _unlink(self, client):
        """The client has gone: what Gamut sends is to be refused, too."""
        for end in self._links.pop(client, ()):
            self._selector.unregister(end)
            end.close()

    def _is_lost(self, data, direction):
        users = sorted(user for _, user in USER.findall(data)[:2])
        call = (*users, direction)
        count = self._counts[call] = self._counts.get(call, 0) + 1
        dice = random.Random(f"{self._seed} {call} {count}")
        is_lost = dice.random() < self._share
        if is_lost:
            self.dropped += 1
        else:
            self.passed += 1
        return is_lost
