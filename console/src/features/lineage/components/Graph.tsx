import "@xyflow/react/dist/style.css";
import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from "@xyflow/react";
import ELK from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { useEffect, useState } from "react";
import { edgeId, layoutGraph, NODE_HEIGHT, NODE_WIDTH, shortId, type Picture, type PictureNode } from "@/features/lineage/api/layout";
import { lineageTexts } from "@/features/lineage/texts";
import { Waiting } from "@/components/Note";
import { useTexts } from "@/lib/i18n/language";

type Shown = { node: PictureNode; isStart: boolean };
type ShownNode = Node<Shown, "lineage">;

// The layout runs in a worker of its own, loaded with the first graph from this very server.
const engine = new ELK({ workerUrl });
const nodeTypes = { lineage: LineageNode };

function LineageNode({ data }: NodeProps<ShownNode>) {
  const { node, isStart } = data;
  return (
    <div className={`lineage-node level-${node.level} ${isStart ? "start" : ""}`} title={`${node.level_label} · ${node.kind_label}\n${node.label}\n${node.id}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <b>{node.label}</b>
      <small className="mono">{shortId(node.id)}</small>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

async function placed(picture: Picture): Promise<ShownNode[]> {
  const found = await engine.layout(layoutGraph(picture));
  const at = new Map((found.children ?? []).map((child) => [child.id, { x: child.x ?? 0, y: child.y ?? 0 }]));
  return picture.nodes.map((node) => ({
    id: node.id,
    type: "lineage",
    position: at.get(node.id) ?? { x: 0, y: 0 },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    data: { node, isStart: node.id === picture.node.id },
  }));
}

const drawn = (picture: Picture): Edge[] =>
  picture.edges.map((edge) => ({
    id: edgeId(edge),
    source: edge.source,
    target: edge.target,
    className: edge.is_condition ? "condition" : "",
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
  }));

/** The picture of a lineage, by level from left to right; a click opens a node. */
export function Graph({ picture, open }: { picture: Picture; open: (node: PictureNode) => void }) {
  const texts = useTexts(lineageTexts);
  const [nodes, setNodes] = useState<{ of: Picture; nodes: ShownNode[] } | null>(null);
  useEffect(() => {
    let isWanted = true;
    void placed(picture).then((found) => isWanted && setNodes({ of: picture, nodes: found }));
    return () => {
      isWanted = false;
    };
  }, [picture]);
  if (nodes?.of !== picture) return <Waiting height={420} />;
  return (
    <div className="lineage-canvas" role="figure" aria-label={texts.graph}>
      <ReactFlow
        key={`${picture.node.id} ${picture.nodes.length}`}
        defaultNodes={nodes.nodes}
        defaultEdges={drawn(picture)}
        nodeTypes={nodeTypes}
        onNodeClick={(_, node) => open(node.data.node)}
        nodesConnectable={false}
        nodesDraggable={false}
        fitView
        fitViewOptions={{ padding: 0.03, maxZoom: 1, minZoom: 0.55 }}
        minZoom={0.1}
        maxZoom={1.6}
        ariaLabelConfig={texts.aria}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={24} color="#e6eaed" />
        <Controls showInteractive={false} position="top-right" />
      </ReactFlow>
    </div>
  );
}
