import { useState } from "react";
import { SystemDrawer } from "@/features/harvest/components/SystemDrawer";
import { harvestTexts } from "@/features/harvest/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** The harvested systems with their numbers; a row opens its tables, changes and profiles. */
export function SystemList() {
  const texts = useTexts(harvestTexts);
  const [open, setOpen] = useState<Api<"HarvestedSystem"> | null>(null);
  const { data, error, isLoading, mutate } = useGet("/api/v1/harvest/systems", {});
  const words = texts.columns;
  const columns: DataColumn<Api<"HarvestedSystem">>[] = [
    { key: "system", title: words.system, width: 330, fixed: true, render: (row) => <><b>{row.label}</b> <Code>{row.system}</Code></> },
    { key: "tables", title: words.tables, width: 90, align: "right", render: (row) => row.tables },
    { key: "items", title: words.items, width: 100, align: "right", render: (row) => row.items },
    { key: "rows", title: words.rows, width: 130, align: "right", render: (row) => formatNumber(row.rows) },
    { key: "accepted", title: words.accepted, width: 100, align: "right", render: (row) => row.accepted },
    { key: "open", title: words.open, width: 100, align: "right", render: (row) => row.open },
    { key: "unread", title: words.unread, width: 100, align: "right", render: (row) => row.unread },
    { key: "changes", title: words.changes, width: 110, align: "right", render: (row) => row.differences },
    { key: "seen", title: words.seen, width: 120, render: (row) => row.last_seen },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <section className="panel">
      <DataTable
        id="harvest-systems"
        label={texts.tabs.systems}
        columns={columns}
        rows={data ?? []}
        keyOf={(row) => row.system}
        loading={isLoading}
        onOpen={setOpen}
        openKey={open?.system ?? null}
        empty={data && <EmptyNote title={texts.noSystems}>{texts.noSystemsHint}</EmptyNote>}
      />
      {open && <SystemDrawer key={open.system} system={open.system} label={open.label} close={() => setOpen(null)} />}
    </section>
  );
}
