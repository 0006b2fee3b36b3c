import "./record-table.css";
import type { ReactNode } from "react";
import { Code } from "@/components/Code";
import type { Api } from "@/lib/api/client";
import { formatDate, formatMeasure, NOTHING } from "@/lib/format";
import { defineTexts, useTexts } from "@/lib/i18n/language";
import { useLabels, type LabelOf } from "@/lib/labels";

const recordTexts = defineTexts({ yes: "是", no: "否", masked: "按数据分级脱敏" }, { yes: "Yes", no: "No", masked: "Masked by its data grade" });

type Column = Api<"Column"> & { code_set?: string | null };
interface Writing {
  texts: (typeof recordTexts)["zh-CN"];
  labelOf: LabelOf;
}

/** One value as its column declares it: codes copyable, dates ISO, money with its unit, masked shown as masked. */
export function writeValue(value: unknown, column: Column, { texts, labelOf }: Writing): ReactNode {
  if (value === null || value === undefined || value === "") return <span className="quiet">{NOTHING}</span>;
  const personal = column.grade === "L3" || column.grade === "L4";
  if (personal && /[*＊]/.test(String(value))) {
    return (
      <span className="record-masked mono" title={texts.masked}>
        {String(value)}
      </span>
    );
  }
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  if (typeof value === "number") return formatMeasure(value, column.unit);
  if (column.type === "date") return formatDate(String(value));
  if (column.type === "code") {
    const label = column.code_set ? labelOf(column.code_set, String(value)) : String(value);
    return label === String(value) ? <Code>{String(value)}</Code> : label;
  }
  return String(value);
}

interface Props {
  columns: Column[];
  rows: Record<string, unknown>[];
  /** Columns before the declared ones. */
  before?: { title: string; render: (row: Record<string, unknown>, index: number) => ReactNode }[];
}

/** A small table of records whose columns are declared by the server. */
export function RecordTable({ columns, rows, before = [] }: Props) {
  const texts = useTexts(recordTexts);
  const labelOf = useLabels();
  return (
    <div className="record-scroll">
      <table className="record-table">
        <thead>
          <tr>
            {before.map((column) => (
              <th key={column.title}>{column.title}</th>
            ))}
            {columns.map((column) => (
              <th key={column.name} className={column.type === "decimal" || column.type === "integer" ? "number" : undefined} title={[column.item, column.grade].filter(Boolean).join(" · ")}>
                {column.label}
                {column.unit && column.unit !== "元" && <small className="quiet"> {column.unit}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {before.map((column) => (
                <td key={column.title}>{column.render(row, index)}</td>
              ))}
              {columns.map((column) => (
                <td key={column.name} className={typeof row[column.name] === "number" ? "number" : undefined}>
                  {writeValue(row[column.name], column, { texts, labelOf })}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
