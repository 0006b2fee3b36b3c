import { Button, Collapse, Input } from "antd";
import { useState } from "react";
import { keepLayout, rowsText, type Place } from "@/features/offline/api/offline";
import { offlineTexts } from "@/features/offline/texts";
import { ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  file: File;
  place: Place;
  table: Api<"FoundTable">;
  again: (place: Place) => void;
  done: (layout: Api<"KeptLayout">) => void;
  busy: boolean;
}

/** One table of a file: its rows about the header, its columns to correct, what is no data; then it is kept. */
export function FoundTable({ file, place, table, again, done, busy }: Props) {
  const texts = useTexts(offlineTexts);
  const [header, setHeader] = useState(rowsText(table.header_rows));
  const [columns, setColumns] = useState<Api<"LayoutColumn">[]>(table.columns.map(({ name, unit }) => ({ name, unit })));
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [keeping, setKeeping] = useState(false);
  const isCorrected = columns.some((one, at) => one.name !== table.columns[at]?.name || one.unit !== table.columns[at]?.unit);
  const change = (at: number, changed: Partial<Api<"LayoutColumn">>) => setColumns(columns.map((one, index) => (index === at ? { ...one, ...changed } : one)));
  const keep = () => {
    setKeeping(true);
    setFailed(null);
    keepLayout(file, place, table, columns)
      .then(done)
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setKeeping(false));
  };
  return (
    <article className="panel offline-table" aria-label={`${table.sheet} ${table.range}`}>
      <p className="row wrap">
        <b>{table.sheet}</b> <span>{texts.place(table.range, rowsText(table.header_rows), formatNumber(table.row_count))}</span>
        <span className={table.state === "remembered" ? "tag good" : table.state === "changed" ? "tag bad" : "tag warn"}>{texts.states[table.state]}</span>
        {table.difference && <span>{table.difference}</span>}
        <span className="spread" />
        <label>{texts.headerRows} <Input size="small" style={{ width: 90 }} value={header} title={texts.headerHint} onChange={(event) => setHeader(event.target.value)} /></label>
        <Button size="small" disabled={busy || header === rowsText(table.header_rows)} onClick={() => again({ header, sheet: table.sheet })}>{texts.again}</Button>
      </p>
      <Grid rows={table.grid} label={texts.sheetRows} />
      <h3>{texts.columns}</h3>
      <div className="offline-columns">
        {columns.map((one, at) => (
          <label key={table.columns[at]?.column}>
            <span className="mono">{table.columns[at]?.column}</span>
            <Input size="small" aria-label={`${table.columns[at]?.column} ${texts.name}`} value={one.name} onChange={(event) => change(at, { name: event.target.value })} />
            <Input size="small" data-unit aria-label={`${table.columns[at]?.column} ${texts.unit}`} placeholder={texts.unit} value={one.unit} onChange={(event) => change(at, { unit: event.target.value })} />
          </label>
        ))}
      </div>
      {table.total_mismatches.length > 0 && (
        <p><span className="tag bad">{texts.mismatches}</span> {table.total_mismatches.map((one) => texts.mismatch(one.row, one.column, one.text)).join("；")}</p>
      )}
      {table.skipped.length > 0 && <Skipped rows={table.skipped} />}
      {failed && <ErrorNote error={failed} />}
      <p><Button type="primary" loading={keeping} disabled={table.state === "remembered" && !isCorrected} onClick={keep}>{isCorrected ? texts.keepChanged : texts.keep}</Button></p>
    </article>
  );
}

/** The rows as they stand in the sheet, the header marked, and what each is. */
function Grid({ rows, label }: { rows: Api<"GridRow">[]; label: string }) {
  const texts = useTexts(offlineTexts);
  const width = Math.max(0, ...rows.map((row) => row.cells.length));
  return (
    <div className="offline-sheet" tabIndex={0} role="region" aria-label={label}>
      <table>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number} className={`sheet-${row.kind}`}>
              <th className="mono">{row.number}</th>
              <th className="quiet">{texts.kinds[row.kind] ?? row.kind}</th>
              {Array.from({ length: width }, (_, at) => <td key={at} title={row.cells[at]}>{row.cells[at]}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Skipped({ rows }: { rows: Api<"SkippedRow">[] }) {
  const texts = useTexts(offlineTexts);
  const body = (
    <div className="offline-sheet">
      <table>
        <thead><tr><th>{texts.row}</th><th>{texts.reason}</th><th>{texts.value}</th></tr></thead>
        <tbody>{rows.map((one) => <tr key={one.row} className="sheet-data"><td>{one.row}</td><td>{one.text}</td><td title={one.value}>{one.value}</td></tr>)}</tbody>
      </table>
    </div>
  );
  return <Collapse size="small" items={[{ key: "skipped", label: texts.skipped(rows.length), children: body }]} />;
}
