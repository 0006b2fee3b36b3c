import { Drawer, Select, Tabs } from "antd";
import { useState } from "react";
import { rangeOf, type ProfiledColumn } from "@/features/harvest/api/harvest";
import { harvestTexts } from "@/features/harvest/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** One system: the items of a table with their elements, the table's profile, and how the structure changed. */
export function SystemDrawer({ system, label, close }: { system: string; label: string; close: () => void }) {
  const texts = useTexts(harvestTexts);
  const [table, setTable] = useState("");
  const { data, error } = useGet("/api/v1/harvest/systems/{system}", { path: { system } });
  const current = data?.tables.find((one) => one.name === table) ?? data?.tables[0];
  const choose = (
    <Select
      showSearch
      aria-label={texts.columns.tables}
      value={current?.name}
      onChange={setTable}
      style={{ width: 360 }}
      options={(data?.tables ?? []).map((one) => ({ value: one.name, label: `${one.name} ${one.comment}` }))}
    />
  );
  return (
    <Drawer open onClose={close} size={960} title={<>{label} <Code>{system}</Code></>}>
      {error && <ErrorNote error={error} />}
      <Tabs
        tabBarExtraContent={choose}
        items={[
          { key: "structure", label: texts.structure, children: current && <Items rows={current.items} /> },
          { key: "profile", label: texts.profile, children: current && <Profile key={current.name} system={system} table={current.name} known={current.is_profiled} /> },
          { key: "changes", label: texts.changes, children: <Changes system={system} /> },
        ]}
      />
    </Drawer>
  );
}

function Items({ rows }: { rows: Api<"HarvestedItemRow">[] }) {
  const texts = useTexts(harvestTexts);
  const words = texts.columns;
  const columns: DataColumn<Api<"HarvestedItemRow">>[] = [
    { key: "column", title: words.column, width: 170, fixed: true, render: (row) => <span className="mono"><OneLine>{row.column}</OneLine></span> },
    { key: "label", title: words.label, width: 190, render: (row) => <OneLine>{row.column_comment || NOTHING}</OneLine> },
    { key: "type", title: words.type, width: 130, render: (row) => row.type || NOTHING },
    { key: "length", title: words.length, width: 70, align: "right", render: (row) => row.length || NOTHING },
    { key: "nullable", title: words.nullable, width: 70, render: (row) => (row.nullable ? texts.yes : texts.no) },
    { key: "key", title: words.key, width: 70, render: (row) => (row.primary_key ? texts.yes : NOTHING) },
    { key: "element", title: words.element, width: 120, render: (row) => (row.element ? <Code>{row.element}</Code> : texts.states[row.state]) },
  ];
  return <DataTable id="harvest-items" plain label={texts.structure} columns={columns} rows={rows} keyOf={(row) => row.column} empty={null} />;
}

function Profile({ system, table, known }: { system: string; table: string; known: boolean }) {
  const texts = useTexts(harvestTexts);
  const { data, error } = useGet("/api/v1/harvest/systems/{system}/tables/{table}/profile", known ? { path: { system, table } } : null);
  const words = texts.columns;
  const columns: DataColumn<ProfiledColumn>[] = [
    { key: "column", title: words.column, width: 150, fixed: true, render: (row) => <span className="mono"><OneLine>{row.column}</OneLine></span> },
    { key: "label", title: words.label, width: 140, render: (row) => <OneLine>{row.comment || NOTHING}</OneLine> },
    { key: "completeness", title: words.completeness, width: 80, align: "right", render: (row) => `${(row.completeness * 100).toFixed(1)}%` },
    { key: "distinct", title: words.distinct, width: 90, align: "right", render: (row) => `${row.distinct_is_exact ? "" : "≈"}${row.distinct.toLocaleString()}` },
    { key: "range", title: words.range, width: 190, render: (row) => <OneLine>{rangeOf(row) || NOTHING}</OneLine> },
    { key: "shapes", title: words.shapes, width: 150, render: (row) => <OneLine>{row.shapes.slice(0, 2).map(([shape]) => shape).join(" ") || NOTHING}</OneLine> },
    { key: "personal", title: words.personal, width: 130, render: (row) => (row.personal ? <OneLine>{`${row.personal.grade} ${row.personal.label}${row.personal.is_sure ? "" : texts.unsure}`}</OneLine> : NOTHING) },
    { key: "codes", title: words.codes, width: 160, render: (row) => <OneLine>{row.code_sets.map((one) => one.label).join("、") || NOTHING}</OneLine> },
  ];
  if (!known) return <EmptyNote title={texts.noProfile}>{texts.noProfileHint}</EmptyNote>;
  if (error) return <ErrorNote error={error} />;
  if (!data) return null;
  return (
    <>
      <p className="quiet">{texts.profiled(data.profiled_on, data.rows_profiled, data.is_sample)}</p>
      <DataTable id="harvest-profile" plain label={texts.profile} columns={columns} rows={data.columns as unknown as ProfiledColumn[]} keyOf={(row) => row.column} empty={null} />
    </>
  );
}

function Changes({ system }: { system: string }) {
  const texts = useTexts(harvestTexts);
  const { data, error } = useGet("/api/v1/harvest/systems/{system}/changes", { path: { system } });
  const words = texts.columns;
  const columns: DataColumn<Api<"StructureChange">>[] = [
    { key: "day", title: words.day, width: 110, render: (row) => row.day },
    { key: "change", title: words.change, width: 70, render: (row) => texts.changeWords[row.change] },
    { key: "place", title: words.place, width: 230, render: (row) => <Code>{row.column ? `${row.table}.${row.column}` : row.table}</Code> },
    { key: "aspect", title: words.aspect, width: 90, render: (row) => row.aspect_label || NOTHING },
    { key: "before", title: words.before, width: 150, render: (row) => <OneLine>{row.before || NOTHING}</OneLine> },
    { key: "after", title: words.after, width: 150, render: (row) => <OneLine>{row.after || NOTHING}</OneLine> },
  ];
  if (error) return <ErrorNote error={error} />;
  return <DataTable id="harvest-changes" plain label={texts.changes} columns={columns} rows={data ?? []} keyOf={(row) => `${row.day}${row.table}.${row.column}.${row.aspect}`} empty={data && <EmptyNote title={texts.noChanges}> </EmptyNote>} />;
}
