// Fails when src/lib/api/schema.d.ts is not what openapi.json generates.
import { readFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const root = new URL("../", import.meta.url);
const committed = await readFile(new URL("src/lib/api/schema.d.ts", root), "utf8");
const generated = astToString(await openapiTS(new URL("openapi.json", root)));
const body = (text) => text.slice(text.indexOf("export interface paths")).trim();

if (body(committed) !== body(generated)) {
  console.error("src/lib/api/schema.d.ts is stale: run `npm run generate:api` and commit the result.");
  process.exit(1);
}
