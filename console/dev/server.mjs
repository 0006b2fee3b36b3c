// Serves the built console with made-up answers: node dev/server.mjs [port]. For development only; never shipped.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { answers } from "./fixtures.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const built = path.join(here, "../../src/anlan/api/static/console");
const outlines = path.join(here, "../../src/anlan/api/maps/110000.json");
const kinds = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const json = (body, status = 200) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  if (pathname === "/api/v1/districts/map") return response.writeHead(200, { "Content-Type": "application/json" }).end(await readFile(outlines));
  if (pathname.startsWith("/api/v1/")) {
    const asked = pathname.slice("/api/v1/".length);
    for (const [pattern, make] of answers) {
      const found = asked.match(pattern);
      if (found) return json(make(found.slice(1), searchParams));
    }
    return json({ type: "about:blank", title: "没有", code: "not-found", status: 404, detail: "没有这个地址", hint: "检查地址。", retry: false, id: "d3adb33f0001" }, 404);
  }
  const wanted = path.extname(pathname) ? path.join(built, path.normalize(pathname)) : path.join(built, "index.html");
  const body = await readFile(wanted).catch(() => null);
  if (body === null) return response.writeHead(404).end();
  return response.writeHead(200, { "Content-Type": kinds[path.extname(wanted)] ?? "application/octet-stream" }).end(body);
}

createServer((request, response) => void answer(request, response)).listen(Number(process.argv[2] ?? 8765), "127.0.0.1");
