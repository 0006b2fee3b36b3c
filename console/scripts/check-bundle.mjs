// Fails when the built console names an outside host: it has to work on a network without the internet.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../src/anlan/api/static/console/", import.meta.url));
// Names that are never fetched: XML namespaces, and pages that libraries print in their messages.
const namesOnly = new Set(["www.w3.org", "react.dev", "reactjs.org", "reactrouter.com", "ant.design", "ant-design.antgroup.com", "u.ant.design", "github.com", "echarts.apache.org", "swr.vercel.app", "json-schema.org", "reactflow.dev", "www.eclipse.org", "rolldown.rs", "localhost"]);
const address = /\bhttps?:\/\/([a-z0-9.-]+)/gi;

const files = (await readdir(built, { recursive: true })).filter((name) => /\.(js|css|html|svg|json)$/.test(name));
const foreign = [];
for (const name of files) {
  const text = await readFile(path.join(built, name), "utf8");
  for (const [, host] of text.matchAll(address)) {
    if (!namesOnly.has(host.toLowerCase())) foreign.push(`${name}: ${host}`);
  }
}
if (files.length === 0 || foreign.length > 0) {
  console.error(files.length === 0 ? `nothing built in ${built}` : `outside addresses in the bundle:\n${foreign.join("\n")}`);
  process.exit(1);
}
