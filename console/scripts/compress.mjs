// Writes a gzip copy beside every larger text file of the build, which the server sends to browsers that accept it.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const built = fileURLToPath(new URL("../../src/anlan/api/static/console/", import.meta.url));
for (const name of await readdir(built, { recursive: true })) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const content = await readFile(path.join(built, name));
  if (content.length > 1024) await writeFile(path.join(built, `${name}.gz`), gzipSync(content, { level: 9 }));
}
