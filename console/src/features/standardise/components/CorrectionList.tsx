import { Button, Drawer, Input, Select } from "antd";
import { useState } from "react";
import { submitSwitch, type CorrectionCount } from "@/features/standardise/api/standardise";
import { RowCorrections } from "@/features/standardise/components/RowCorrections";
import { standardiseTexts } from "@/features/standardise/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { may } from "@/lib/access";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

interface Props {
  table: string;
  change: (view: { table: string }) => void;
}

const keyOf = (row: CorrectionCount) => `${row.column} ${row.conversion}`;

/** How often each conversion changed each column of a source table; one opens the row it was seen in first. */
export function CorrectionList({ table, change }: Props) {
  const texts = useTexts(standardiseTexts);
  const tables = useGet("/api/v1/standardise/tables", {});
  const [opened, setOpened] = useState<CorrectionCount | null>(null);
  const { data, error, isLoading, mutate } = useGet("/api/v1/standardise/corrections", table ? { query: { table } } : null);
  const core = tables.data?.find((one) => `${one.system}.${one.table}` === table)?.core ?? "";
  const rows = data ?? [];
  const columns: DataColumn<CorrectionCount>[] = [
    { key: "label", title: texts.column, width: 170, fixed: true, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "conversion", title: texts.conversion, width: 150, render: (row) => row.conversion_label },
    { key: "count", title: texts.count, width: 100, align: "right", render: (row) => row.count.toLocaleString() },
    { key: "original", title: texts.original, width: 230, render: (row) => <Code>{row.original}</Code> },
    { key: "result", title: texts.result, width: 230, render: (row) => <Code>{row.result}</Code> },
    { key: "item", title: texts.item, width: 130, render: (row) => <span className="mono"><OneLine>{row.item}</OneLine></span> },
    { key: "place", title: texts.place, width: 280, render: (row) => <OneLine>{`${row.load_id}:${row.row_no}`}</OneLine> },
  ];
  const toolbar = (
    <>
      <Select size="small" showSearch optionFilterProp="label" style={{ width: 380 }} aria-label={texts.table} placeholder={texts.chooseTable} value={table || undefined} onChange={(value) => change({ table: value })}
        options={(tables.data ?? []).map((one) => ({ value: `${one.system}.${one.table}`, label: `${one.system_label} · ${one.label}` }))} />
      {data && <span className="quiet">{texts.total(rows.reduce((sum, row) => sum + row.count, 0))}</span>}
    </>
  );
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <section className="panel">
        <DataTable
          id="standardise-corrections"
          label={texts.tabs.corrections}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          loading={isLoading}
          onOpen={setOpened}
          openKey={opened ? keyOf(opened) : null}
          empty={table ? data && <EmptyNote title={texts.noCorrections}>{texts.noCorrectionsHint}</EmptyNote> : <EmptyNote title={texts.chooseTable}>{texts.chooseHint}</EmptyNote>}
          toolbar={toolbar}
        />
      </section>
      <Drawer open={opened !== null} onClose={() => setOpened(null)} size={860} title={texts.row}>
        {opened && <RowCorrections core={core} loadId={opened.load_id} rowNo={opened.row_no} />}
        {opened?.can_revert && <SwitchOff key={keyOf(opened)} row={opened} />}
      </Drawer>
    </>
  );
}

function SwitchOff({ row }: { row: CorrectionCount }) {
  const texts = useTexts(standardiseTexts);
  const { session } = useSession();
  const [note, setNote] = useState("");
  const [done, setDone] = useState<number | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const forget = useForget();
  if (!may(session?.person, "standards.draft") || row.conversion === "code-reviewed") return null;
  const submit = () => {
    setFailed(null);
    submitSwitch(row, note)
      .then((decision) => setDone(decision.number))
      .then(() => forget("/api/v1/standardise/decisions"))
      .catch((problem: ProblemError) => setFailed(problem));
  };
  return (
    <div className="standardise-line">
      <Input size="small" aria-label={texts.why} placeholder={texts.switchNote(row.conversion_label)} value={note} onChange={(event) => setNote(event.target.value)} style={{ width: 380 }} />
      <Button size="small" disabled={!note.trim() || done !== null} onClick={submit}>{texts.switchOff}</Button>
      {done !== null && <span role="status">{texts.submitted(done)}</span>}
      {failed && <ErrorNote error={failed} />}
    </div>
  );
}
