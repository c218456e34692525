# SPDX-License-Identifier: MIT
"""A language server on its standard input and output, as an editor has one."""
import json
import pathlib
import subprocess
import threading

WAIT_S = 60

SETTINGS = {
    "yaml": {
        "completion": True, "hover": True, "validate": True,
        "schemaStore": {"enable": False},
        "kubernetesCRDStore": {"enable": False},
    },
}


class Server:
    def __init__(self, command, folder):
        self.number = 0
        self.faults = {}
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # A server that hangs is ended, and reading from it fails then.
        self.timer = threading.Timer(WAIT_S, self.process.kill)
        self.timer.start()
        self.ask("initialize", {
            "processId": None,
            "rootUri": pathlib.Path(folder).as_uri(),
            "capabilities": {
                "workspace": {"configuration": True},
                "textDocument": {
                    "completion": {"completionItem": {
                        "documentationFormat": ["markdown"]}},
                    "hover": {"contentFormat": ["markdown"]},
                },
            },
        })
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.timer.cancel()
        self.process.kill()
        self.process.communicate()

    def send(self, message):
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s"
                                 % (len(data), data))
        self.process.stdin.flush()

    def receive(self):
        size = 0
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the language server has ended")
            if line == b"\r\n":
                return json.loads(self.process.stdout.read(size))
            name, _, value = line.decode().partition(":")
            if name.lower() == "content-length":
                size = int(value)

    def take(self):
        """One message; what the server asks of an editor is answered."""
        message = self.receive()
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            params = message["params"]
            self.faults[params["uri"]] = params["diagnostics"]
        elif method == "workspace/configuration":
            items = [SETTINGS.get(item.get("section"))
                     for item in message["params"]["items"]]
            self.send({"id": message["id"], "result": items})
        elif method and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.take()
            if message.get("id") == self.number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]

    def open(self, path):
        self.tell("textDocument/didOpen", {"textDocument": {
            "uri": path.as_uri(), "languageId": "yaml", "version": 1,
            "text": path.read_text(encoding="utf-8")}})

    def faults_of(self, path):
        """What the server marks in a file that was opened."""
        while path.as_uri() not in self.faults:
            self.take()
        return self.faults[path.as_uri()]

    def at(self, method, path, line, column):
        """Ask about a place of a file, counted from 0."""
        return self.ask("textDocument/" + method, {
            "textDocument": {"uri": path.as_uri()},
            "position": {"line": line, "character": column}})
