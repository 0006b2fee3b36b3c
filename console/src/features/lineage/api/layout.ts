import type { Api } from "@/lib/api/client";

export type Picture = Api<"LineagePicture">;
export type PictureNode = Api<"LineageNodeRow">;

/** From what arrives to what leaves; the columns of the picture stand in this order. */
export const LEVELS = ["file", "source", "raw", "core", "risk", "out", "service"] as const;
export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 46;

export interface LayoutGraph {
  id: string;
  layoutOptions: Record<string, string>;
  children: { id: string; width: number; height: number; layoutOptions: Record<string, string> }[];
  edges: { id: string; sources: string[]; targets: string[] }[];
}

export const edgeId = (edge: Api<"LineageEdgeRow">): string => `${edge.source} → ${edge.target}`;

/** What the layout engine is asked: nodes kept to the column of their level, edges drawn left to right. */
export function layoutGraph(picture: Picture): LayoutGraph {
  const present = LEVELS.filter((level) => picture.nodes.some((node) => node.level === level));
  return {
    id: "lineage",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.partitioning.activate": "true",
      "elk.layered.spacing.nodeNodeBetweenLayers": "40",
      "elk.spacing.nodeNode": "14",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
    },
    children: picture.nodes.map((node) => ({
      id: node.id,
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      layoutOptions: { "elk.partitioning.partition": String(present.indexOf(node.level as (typeof LEVELS)[number])) },
    })),
    edges: picture.edges.map((edge) => ({ id: edgeId(edge), sources: [edge.source], targets: [edge.target] })),
  };
}

/** The short writing of an identifier below a node's name: a hash only by its beginning. */
export function shortId(id: string): string {
  const file = /^file:([0-9a-f]{64})#(.*)$/.exec(id);
  return file ? `${file[1]?.slice(0, 8)}… ${file[2]}` : id;
}
