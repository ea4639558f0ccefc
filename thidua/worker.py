"""The process of gunicorn that answers: whoever is connected and asks for nothing holds none of its threads.

Browsers open connections ahead of need, and phones fall asleep or leave the network with one open. gunicorn's own
worker waits for the request of a connection that has shaken hands over TLS in one of its few threads, and for as long
as that takes; a handful of phones would bring the hall to a halt.
"""

import socket
import struct

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

GRACE = 0.05  # seconds a thread waits for what is usually on its way already
SILENCE = 30  # seconds until whoever stops in the middle of a request, or of taking its answer, is given up


class Worker(ThreadWorker):
    silence = SILENCE

    def handle(self, conn: TConn):
        """As gunicorn's, but it is called again when there is something to read."""
        if not conn.initialized:
            if not conn.wait_for_data(GRACE):
                return _DEFER
            self._give_up_on_silence(conn.sock)
            if self.cfg.is_ssl:
                try:
                    conn.init()  # shakes hands
                except OSError as error:
                    self.log.debug("No handshake: %s", error)
                    return False
                conn.data_ready = False
                if not conn.sock.pending() and not conn.wait_for_data(GRACE):
                    return _DEFER
        return super().handle(conn)

    def _give_up_on_silence(self, sock: socket.socket) -> None:
        """By the system itself: gunicorn and Python's TLS set their own idea of waiting again and again."""
        seconds = struct.pack("ll", self.silence, 0)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            sock.setsockopt(socket.SOL_SOCKET, option, seconds)
