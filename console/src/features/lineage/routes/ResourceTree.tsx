import "@/features/lineage/lineage.css";
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input, Tabs } from "antd";
import { useState } from "react";
import { Branches } from "@/features/lineage/components/Branches";
import { ItemDrawer } from "@/features/lineage/components/ItemDrawer";
import { ItemList } from "@/features/lineage/components/ItemList";
import { Likenesses } from "@/features/lineage/components/Likenesses";
import { lineageTexts } from "@/features/lineage/texts";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { list, number, text, useView } from "@/lib/address";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

const shape = { q: text(), at: list(), tab: text("tree"), item: text(), page: number(1), size: number(20) };
const FORMATS = { xlsx: "Excel", docx: "Word", pdf: "PDF" };

/** The data resource structure tree: domain, category, system, table, item; and the items to look at together. */
export function ResourceTree() {
  const texts = useTexts(lineageTexts).tree;
  const [view, change] = useView(shape);
  const { data, error, mutate } = useGet("/api/v1/lineage/tree/summary", {});
  const [words, setWords] = useState(view.q);
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const figures: [string, number | undefined][] = [
    [texts.summary.domains, data?.domains],
    [texts.summary.systems, data?.systems],
    [texts.summary.tables, data?.tables],
    [texts.summary.items, data?.items],
    [texts.summary.used, data?.used_items],
  ];
  const exports = Object.entries(FORMATS).map(([format, name]) => ({ key: format, label: <a href={`/api/v1/lineage/tree/export?format=${format}`}>{name}</a> }));
  const open = (item: string) => change({ item });
  const tree = (
    <div className="tree-body">
      <section className="panel tree-branches">
        <Branches at={view.at} choose={(at) => change({ at, q: "" })} />
      </section>
      <section className="panel">
        {view.q || view.at.length === 4 ? <ItemList q={view.q} at={view.at} open={open} openNode={view.item} /> : <EmptyNote title={texts.pick}>{texts.pickHint}</EmptyNote>}
      </section>
    </div>
  );
  return (
    <>
      <PageHead
        title={texts.title}
        note={texts.note}
        actions={
          <>
            <Input.Search data-search allowClear style={{ width: 300 }} value={words} placeholder={texts.search} aria-label={texts.search} onChange={(event) => setWords(event.target.value)} onSearch={(q) => change({ q: q.trim(), tab: "tree" })} />
            <Dropdown menu={{ items: exports }}>
              <Button icon={<DownloadOutlined />}>{texts.exporting}</Button>
            </Dropdown>
          </>
        }
      />
      <section className="panel tree-summary">
        {figures.map(([name, value]) => (
          <span key={name}>
            {name} <b>{value === undefined ? "…" : value.toLocaleString()}</b>
          </span>
        ))}
      </section>
      <Tabs
        activeKey={view.tab}
        onChange={(tab) => change({ tab })}
        items={[
          { key: "tree", label: texts.tabs.tree, children: tree },
          { key: "same_name", label: texts.tabs.sameName(data?.same_name ?? 0), children: <Likenesses kind="same_name" page={view.page} size={view.size} go={(page, size) => change({ page, size })} /> },
          { key: "same_meaning", label: texts.tabs.sameMeaning(data?.same_meaning ?? 0), children: <Likenesses kind="same_meaning" page={view.page} size={view.size} go={(page, size) => change({ page, size })} /> },
        ]}
      />
      {view.item && <ItemDrawer node={view.item} close={() => change({ item: "" })} />}
    </>
  );
}
