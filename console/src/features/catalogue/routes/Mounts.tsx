import "@/features/catalogue/catalogue.css";
import { Link } from "react-router";
import { entryAddress } from "@/features/catalogue/api/catalogue";
import { MountState } from "@/features/catalogue/components/MountState";
import { watchTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatPercent, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** Where published resources are mounted, whether the target is there, and the share of each department. */
export function Mounts() {
  const texts = useTexts(watchTexts).mounts;
  const { data, error, isLoading, mutate } = useGet("/api/v1/catalogue/mounts", {});
  const { columns: words } = texts;
  const columns: DataColumn<Api<"MountListRow">>[] = [
    { key: "name", title: words.name, width: 240, fixed: true, render: (row) => <Link to={entryAddress(row.code)}>{row.name}</Link> },
    { key: "kind", title: words.kind, width: 110, render: (row) => row.kind_label || NOTHING },
    { key: "target", title: words.target, width: 190, render: (row) => (row.target ? <Code>{row.target}</Code> : NOTHING) },
    { key: "system", title: words.system, width: 150, render: (row) => row.system || NOTHING },
    { key: "state", title: words.state, width: 130, render: (row) => <MountState state={row.state} label={row.state_label} /> },
    { key: "reason", title: words.reason, width: 290, render: (row) => <OneLine>{row.reason}</OneLine> },
    { key: "party", title: words.party, width: 170, render: (row) => <OneLine>{row.party}</OneLine> },
  ];
  const rates: DataColumn<Api<"DepartmentRateRow">>[] = [
    { key: "department", title: texts.department, width: 260, fixed: true, render: (row) => row.department },
    { key: "entries", title: texts.entries, width: 90, align: "right", render: (row) => row.entries },
    { key: "mounted", title: texts.mounted, width: 90, align: "right", render: (row) => row.mounted },
    { key: "rate", title: texts.rate, width: 220, render: (row) => <Rate of={row.rate} /> },
  ];
  const whole = data && data.entries > 0 ? data.mounted / data.entries : null;
  return (
    <>
      <PageHead title={texts.title} note={data && texts.note(data.mounted, data.entries, formatPercent(whole))} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <div className="stack">
          <section className="panel">
            <div className="panel-head">
              <h2>{texts.rates}</h2>
            </div>
            <DataTable plain id="mount-rates" label={texts.rates} columns={rates} rows={data?.departments ?? []} keyOf={(row) => row.department} empty={null} />
          </section>
          <section className="panel">
            <DataTable id="mounts" label={texts.list} columns={columns} rows={data?.rows ?? []} keyOf={(row) => `${row.code}/${row.kind}/${row.target}`} loading={isLoading} empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>} toolbar={<h2>{texts.list}</h2>} />
          </section>
        </div>
      )}
    </>
  );
}

function Rate({ of }: { of: number | null }) {
  return (
    <>
      <span className="rate-bar">
        <i style={{ width: `${(of ?? 0) * 100}%` }} />
      </span>
      {formatPercent(of)}
    </>
  );
}
