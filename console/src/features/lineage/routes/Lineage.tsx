import "@/features/lineage/lineage.css";
import { AutoComplete, Segmented, Select, Tabs } from "antd";
import { useState } from "react";
import { Graph } from "@/features/lineage/components/Graph";
import { NodeDrawer } from "@/features/lineage/components/NodeDrawer";
import { ReachedList } from "@/features/lineage/components/ReachedList";
import { LEVELS, shortId, type PictureNode } from "@/features/lineage/api/layout";
import { lineageTexts } from "@/features/lineage/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { ErrorNote, Waiting } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

const ALL = 20;
const shape = { node: text(), way: text("both"), depth: number(3), tab: text("graph") };
type Way = "both" | "up" | "down";

/** The lineage of a table or column: a picture by level, where it comes from, and who is affected. */
export function Lineage() {
  const texts = useTexts(lineageTexts);
  const [view, change] = useView(shape);
  const look = (node: string) => change({ node });
  return (
    <>
      <PageHead title={texts.title} note={texts.note} actions={<Find look={look} />} />
      {view.node ? <Around key={view.node} node={view.node} view={view} change={change} look={look} /> : <Starts look={look} />}
    </>
  );
}

function Find({ look }: { look: (node: string) => void }) {
  const texts = useTexts(lineageTexts);
  const [words, setWords] = useState("");
  const { data } = useGet("/api/v1/lineage/search", words.trim() ? { query: { q: words.trim() } } : null);
  return (
    <span data-search>
      <AutoComplete
        style={{ width: 380 }}
        value={words}
        onChange={setWords}
        onSelect={(node: string) => {
          look(node);
          setWords("");
        }}
        placeholder={texts.search}
        aria-label={texts.search}
        popupMatchSelectWidth={520}
        options={(words.trim() ? (data ?? []) : []).map((one) => ({
          value: one.id,
          label: (
            <span className="lineage-hit">
              <span className="tag tight">{one.level_label}</span> {one.label} <small className="mono quiet">{shortId(one.id)}</small>
            </span>
          ),
        }))}
      />
    </span>
  );
}

function Starts({ look }: { look: (node: string) => void }) {
  const texts = useTexts(lineageTexts);
  const { data, error, isLoading, mutate } = useGet("/api/v1/lineage/starts", {});
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const columns: DataColumn<Api<"LineageStart">>[] = [
    { key: "label", title: texts.starts.table, width: 260, fixed: true, render: (row) => <button type="button" className="plain link" onClick={() => look(row.id)}>{row.label}</button> },
    { key: "id", title: texts.list.id, width: 330, render: (row) => <Code>{row.id}</Code> },
    { key: "columns", title: texts.starts.columns, width: 110, align: "right", render: (row) => row.columns },
    { key: "sources", title: texts.starts.sources, width: 120, align: "right", render: (row) => row.sources },
    { key: "indicators", title: texts.starts.indicators, width: 150, align: "right", render: (row) => row.indicators },
  ];
  return (
    <section className="panel">
      <DataTable id="lineage-starts" label={texts.starts.title} columns={columns} rows={data ?? []} keyOf={(row) => row.id} loading={isLoading} onOpen={(row) => look(row.id)} empty={null} toolbar={<span className="quiet">{texts.starts.hint}</span>} />
    </section>
  );
}

interface AroundProps {
  node: string;
  view: { way: string; depth: number; tab: string };
  change: (changed: { node?: string; way?: string; depth?: number; tab?: string }) => void;
  look: (node: string) => void;
}

function Around({ node, view, change, look }: AroundProps) {
  const texts = useTexts(lineageTexts);
  const [opened, setOpened] = useState<PictureNode | null>(null);
  const { data, error, mutate } = useGet("/api/v1/lineage/picture", { query: { node, way: view.way as Way, depth: view.depth } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const controls = view.tab === "graph" && (
    <span className="row">
      <Segmented size="small" value={view.way} onChange={(way) => change({ way: String(way) })} options={[{ value: "up", label: texts.way.up }, { value: "both", label: texts.way.both }, { value: "down", label: texts.way.down }]} />
      <Select size="small" style={{ width: 110 }} aria-label={texts.depth} value={view.depth} onChange={(depth) => change({ depth })} options={[1, 2, 3, 4, 6, ALL].map((depth) => ({ value: depth, label: depth === ALL ? texts.allLevels : texts.levels(depth) }))} />
    </span>
  );
  return (
    <>
      <p className="row lineage-subject">
        <button type="button" className="plain link" onClick={() => change({ node: "" })}>{texts.back}</button>
        {data && <b>{data.node.label}</b>}
        <Code>{node}</Code>
        {data && <span className="quiet">{data.by === "table" ? texts.byTable : texts.byColumn}</span>}
        <span className="spread" />
        {data && <button type="button" className="plain link" onClick={() => setOpened(data.node)}>{texts.details}</button>}
      </p>
      <Tabs
        activeKey={view.tab}
        onChange={(tab) => change({ tab })}
        tabBarExtraContent={controls}
        items={[
          { key: "graph", label: texts.tabs.graph, children: data ? <Drawn picture={data} open={setOpened} /> : <Waiting height={420} /> },
          { key: "affected", label: texts.tabs.affected, children: <ReachedList key="down" node={node} upward={false} open={setOpened} /> },
          { key: "sources", label: texts.tabs.sources, children: <ReachedList key="up" node={node} upward open={setOpened} /> },
        ]}
      />
      {opened && (
        <NodeDrawer
          node={opened}
          close={() => setOpened(null)}
          look={(wanted) => {
            setOpened(null);
            look(wanted);
          }}
        />
      )}
    </>
  );
}

function Drawn({ picture, open }: { picture: Api<"LineagePicture">; open: (node: PictureNode) => void }) {
  const texts = useTexts(lineageTexts);
  const present = LEVELS.filter((level) => picture.nodes.some((node) => node.level === level));
  return (
    <section className="panel lineage-drawn">
      <div className="lineage-legend">
        {present.map((level) => (
          <span key={level} className={`level-${level}`}>
            <i /> {picture.nodes.find((node) => node.level === level)?.level_label} {picture.nodes.filter((node) => node.level === level).length}
          </span>
        ))}
        <span className="quiet">{texts.dashed}</span>
        <span className="spread" />
        {picture.left_out > 0 && <span className="tag warn">{texts.leftOut(picture.left_out)}</span>}
      </div>
      <Graph picture={picture} open={open} />
    </section>
  );
}
