/* The TLS proxy of the README in front of the program, in small. It says one line of JSON for every request: which
   connection carried it, what ALPN agreed on, whether its TLS took up where another connection had ended, and the
   headers as they came. Arguments: certificate, key, port of the program, protocol (h2 or http/1.1). A line on its input
   ends every connection. Started by test_proxy_browser.py. */
import { readFileSync } from "node:fs";
import { request as ask } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer } from "node:https";
import { createInterface } from "node:readline";

const [cert, key, port, protocol] = process.argv.slice(2);
const say = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);
const OF_A_CONNECTION = ["connection", "keep-alive", "transfer-encoding"];
const lines = new Map(); // TLS socket → number
const open = new Map(); // port of the browser → TLS socket
let count = 0;

const files = { cert: readFileSync(cert), key: readFileSync(key) };
const server = protocol === "h2" ? createSecureServer(files) : createServer(files);
server.on("secureConnection", (socket) => {
  open.set(socket.remotePort, socket);
  lines.set(socket, ++count);
});
server.on("request", (came, answer) => {
  const line = open.get(came.socket.remotePort);
  say({
    connection: lines.get(line), protocol: line.alpnProtocol, resumed: line.isSessionReused(),
    path: came.url, headers: came.headers,
  });
  const named = Object.entries(came.headers).filter(([name]) => !name.startsWith(":") && !OF_A_CONNECTION.includes(name));
  const headers = Object.fromEntries(named);
  headers.host = came.headers[":authority"] ?? came.headers.host;
  headers["x-forwarded-proto"] = "https";
  const passed = ask({ host: "localhost", port, method: came.method, path: came.url, headers }, (told) => {
    for (const name of OF_A_CONNECTION) delete told.headers[name];
    answer.writeHead(told.statusCode, told.headers);
    told.pipe(answer);
  });
  passed.on("error", () => answer.destroy());
  came.pipe(passed);
});
createInterface({ input: process.stdin }).on("line", () => {
  for (const socket of open.values()) socket.destroy();
}).on("close", () => process.exit());
server.listen(0, "localhost", () => say({ port: server.address().port }));
