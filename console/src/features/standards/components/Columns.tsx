import type { Api } from "@/lib/api/client";

/** The core columns that follow an object. */
export function Columns({ of, empty }: { of: Api<"StandardColumn">[]; empty: string }) {
  if (of.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <ul>
      {of.map((column) => (
        <li key={`${column.table}.${column.column}`}>
          {column.table_label} · {column.label} <span className="mono quiet">{column.table}.{column.column}</span>
        </li>
      ))}
    </ul>
  );
}
