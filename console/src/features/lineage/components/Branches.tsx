import { Tree, type TreeDataNode } from "antd";
import { useEffect, useState } from "react";
import { lineageTexts } from "@/features/lineage/texts";
import { ErrorNote, Waiting } from "@/components/Note";
import { bodyOf, client, type Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

type Branch = Api<"TreeBranchRow">;
interface Line extends TreeDataNode {
  place: string[];
  branch: Branch;
  children?: Line[];
}

const keyOf = (place: string[]): string => JSON.stringify(place);
const lineOf = (above: string[], branch: Branch): Line => {
  const place = [...above, branch.name];
  return { key: keyOf(place), place, branch, isLeaf: branch.level === "table", title: branch.name };
};


/** The branches of the tree, each level read when it is opened. */
export function Branches({ at, choose }: { at: string[]; choose: (place: string[]) => void }) {
  const texts = useTexts(lineageTexts).tree;
  const { data, error } = useGet("/api/v1/lineage/tree", { query: {} });
  const [read, setRead] = useState<Record<string, Line[]>>({});
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [expanded, setExpanded] = useState<string[]>(() => at.map((_, depth) => keyOf(at.slice(0, depth + 1))));
  const load = (place: string[]) =>
    bodyOf(client.GET("/api/v1/lineage/tree", { params: { query: { place } } })).then(
      (body) => setRead((before) => ({ ...before, [keyOf(place)]: body.branches.map((branch) => lineOf(place, branch)) })),
      (problem: ProblemError) => setFailed(problem),
    );
  useEffect(() => {
    // A link to a table opens every branch above it.
    for (let depth = 1; depth < at.length; depth += 1) void load(at.slice(0, depth));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only the place of the first view
  }, []);
  if (error ?? failed) return <ErrorNote error={(error ?? failed) as ProblemError} />;
  if (!data) return <Waiting height={300} />;
  const filled = (line: Line): Line => {
    const children = read[String(line.key)];
    return children ? { ...line, children: children.map(filled) } : line;
  };
  return (
    <Tree<Line>
      blockNode
      aria-label={texts.title}
      treeData={data.branches.map((branch) => filled(lineOf([], branch)))}
      loadData={(line) => load(line.place)}
      expandedKeys={expanded}
      onExpand={(keys) => setExpanded(keys.map(String))}
      selectedKeys={at.length ? [keyOf(at)] : []}
      onSelect={(_, { node }) => {
        if (node.isLeaf) return choose(node.place);
        const key = String(node.key);
        return setExpanded((before) => (before.includes(key) ? before.filter((one) => one !== key) : [...before, key]));
      }}
      titleRender={(line) => (
        <span className="tree-line">
          <span title={line.branch.name}>{line.branch.name}</span>
          <small>{texts.counted(line.branch.items, line.branch.used_items)}</small>
        </span>
      )}
    />
  );
}
