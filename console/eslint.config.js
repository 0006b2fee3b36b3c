import path from "node:path";
import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const floors = ["lib", "components", "features", "app"];
const source = path.join(import.meta.dirname, "src");

/** Where a file of `src` stands: its floor and, in `features`, its feature. */
function placeOf(file) {
  const [floor, feature] = path.relative(source, file).split(path.sep);
  return { floor, feature };
}

/** Imports point down (`app` → `features` → `components` → `lib`), and features never import each other. */
const floorsPointDown = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const here = placeOf(context.filename);
    function check(node) {
      const wanted = node.source?.value;
      if (typeof wanted !== "string" || !(wanted.startsWith("@/") || wanted.startsWith("."))) return;
      const target = wanted.startsWith("@/")
        ? path.join(source, wanted.slice(2))
        : path.resolve(path.dirname(context.filename), wanted);
      const there = placeOf(target);
      if (!floors.includes(here.floor) || !floors.includes(there.floor)) return;
      if (floors.indexOf(there.floor) > floors.indexOf(here.floor)) {
        context.report({ node, message: `${here.floor} may not import from ${there.floor}; move what both need to a lower floor.` });
      } else if (here.floor === "features" && there.floor === "features" && here.feature !== there.feature) {
        context.report({ node, message: `Feature ${here.feature} may not import feature ${there.feature}; link by address or move it to components.` });
      }
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};

export default tseslint.config(
  { ignores: ["node_modules", "dist", "src/lib/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks, anlan: { rules: { "floors-point-down": floorsPointDown } } },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "anlan/floors-point-down": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true }],
      "no-console": "error",
    },
  },
  {
    files: ["scripts/**", "dev/**", "*.js", "*.ts"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
