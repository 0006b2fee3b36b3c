import { Select } from "antd";
import type { EChartsOption } from "echarts";
import { qualityTexts } from "@/features/quality/texts";
import { Chart } from "@/components/Chart";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { ACCENT, categoryAxis, tooltip, valueAxis } from "@/lib/charts/style";
import { useTexts } from "@/lib/i18n/language";

const shape = { table: text() };

/** A line over the days of the checks; ``most`` is what no value can exceed. */
export function lineOption(name: string, days: string[], values: number[], most?: number): EChartsOption {
  return {
    grid: { left: 56, right: 16, top: 16, bottom: 28 },
    tooltip: { ...tooltip, trigger: "axis" },
    xAxis: { ...categoryAxis, data: days },
    yAxis: { ...valueAxis, scale: true, max: most },
    series: [{ type: "line", name, data: values, symbolSize: 5, lineStyle: { color: ACCENT }, itemStyle: { color: ACCENT } }],
  };
}

/** Scores and measures over time, and what is unlike its history. */
export function Trends() {
  const texts = useTexts(qualityTexts);
  const words = texts.trends;
  const [view, change] = useView(shape);
  const { data, error, mutate } = useGet("/api/v1/quality/trends", { query: view });
  const form = useGet("/api/v1/quality/rules/form", {});
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const tables = form.data?.tables ?? [];
  const labelOf = (name: string) => tables.find((one) => one.name === name)?.label ?? name;
  const columns: DataColumn<Api<"QualityAnomaly">>[] = [
    { key: "table", title: texts.table, width: 200, fixed: true, render: (row) => `${labelOf(row.table)} ${row.column}` },
    { key: "measure", title: words.measure, width: 140, render: (row) => words.measures[row.name] ?? row.name },
    { key: "value", title: words.value, width: 110, align: "right", render: (row) => row.value.toPrecision(4) },
    { key: "expected", title: words.expected, width: 110, align: "right", render: (row) => row.expected.toPrecision(4) },
    { key: "reason", title: words.reason, width: 320, render: (row) => row.reason },
  ];
  const rows = (data?.series ?? []).filter((one) => !one.column && (view.table ? true : one.measure === "rows")).slice(0, 12);
  return (
    <>
      <PageHead title={words.title} note={words.note} actions={<Select size="small" style={{ width: 220 }} aria-label={texts.table} value={view.table} options={[{ value: "", label: `${texts.table}：${texts.all}` }, ...tables.map(({ name, label }) => ({ value: name, label }))]} onChange={(table) => change({ table })} />} />
      <div className="stack">
        <section className="panel">
          <div className="panel-head"><h2>{words.score}</h2></div>
          {data && <Chart height={200} label={words.score} option={lineOption(words.score, data.scores.map((one) => one.day), data.scores.map((one) => Number(one.total.toFixed(2))), 100)} />}
        </section>
        <section className="panel">
          <div className="panel-head"><h2>{words.anomalies}</h2></div>
          <DataTable id="quality-anomalies" plain label={words.anomalies} columns={columns} rows={data?.anomalies ?? []} keyOf={(row) => `${row.table} ${row.column} ${row.name}`} empty={data && <EmptyNote title={words.noAnomaly} />} />
        </section>
        <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr 1fr", gap: 12 }}>
          {rows.map((one) => (
            <section className="panel" key={`${one.table} ${one.measure}`}>
              <div className="panel-head"><h3>{`${labelOf(one.table)} · ${words.measures[one.measure] ?? one.measure}`}</h3></div>
              <Chart height={140} label={one.measure} option={lineOption(one.measure, one.points.map((point) => String(point.day)), one.points.map((point) => Number(point.value)))} />
            </section>
          ))}
        </div>
      </div>
    </>
  );
}
