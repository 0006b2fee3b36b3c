import "./ledger.css";
import { DownOutlined, DownloadOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Input, Space } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { exportAddress, FACETS, isNarrowed, ledgerParams, ledgerShape, type LedgerView } from "@/features/ledger/api/ledger";
import { AlertDrawer } from "@/features/ledger/components/AlertDrawer";
import { ledgerColumns } from "@/features/ledger/components/columns";
import { Overview } from "@/features/ledger/components/Overview";
import { ledgerTexts } from "@/features/ledger/texts";
import { DataTable } from "@/components/DataTable";
import { Facet } from "@/components/Facet";
import { LevelMark } from "@/components/Level";
import { MeasureLegend } from "@/components/Measure";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { WeekSelect } from "@/components/WeekSelect";
import { useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useLabels } from "@/lib/labels";
import { riskTexts, type Level } from "@/lib/risk";
import { useMay } from "@/lib/session";
import { useStored } from "@/lib/stored";

const NARROWING_CLEARED = { q: "", level: [], type: [], district: [], industry: [], status: [], change: [] };

/** The ledger 台账: which employers are at risk this week, and why. */
export function Ledger() {
  const texts = useTexts(ledgerTexts);
  const [view, change] = useView(ledgerShape);
  const [withOverview, setWithOverview] = useStored("anlan.ledger.overview", true);
  const allowed = useMay("ledger.read");
  const { data, error, isLoading, mutate } = useGet("/api/v1/ledger", ledgerParams(view));
  // Without the right, the one refusal says why; asking for more would only be refused and recorded again.
  if (!allowed) return error ? <ErrorNote error={error} /> : null;

  return (
    <>
      <PageHead
        title={texts.title}
        note={data && texts.note(data.week, data.total, data.release)}
        actions={
          <>
            <WeekSelect week={view.week} choose={(week) => change({ week })} />
            <Exports view={view} />
            <Button
              icon={withOverview ? <UpOutlined /> : <DownOutlined />}
              onClick={() => setWithOverview(!withOverview)}
              aria-expanded={withOverview}
              title={withOverview ? texts.hideOverview : texts.showOverview}
            >
              {texts.overview}
            </Button>
          </>
        }
      />
      {withOverview && <Overview view={view} change={change} />}
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <div className="ledger">
          <Filters facets={data?.facets} view={view} change={change} />
          <List page={data} view={view} change={change} loading={isLoading} />
        </div>
      )}
    </>
  );
}

interface ViewProps {
  view: LedgerView;
  change: (change: Partial<LedgerView>) => void;
}

function Exports({ view }: { view: LedgerView }) {
  const texts = useTexts(ledgerTexts);
  if (!useMay("ledger.export")) return null;
  return (
    <Space.Compact>
      <Button icon={<DownloadOutlined />} href={exportAddress(view, "xlsx")} title={texts.exported} download>
        {texts.exportExcel}
      </Button>
      <Button href={exportAddress(view, "json")} title={texts.exported} download>
        {texts.exportJson}
      </Button>
    </Space.Compact>
  );
}

function Filters({ facets, view, change }: ViewProps & { facets: Api<"Facets"> | undefined }) {
  const texts = useTexts(ledgerTexts);
  const risk = useTexts(riskTexts);
  const name: Partial<Record<(typeof FACETS)[number], (choice: Api<"Choice">) => React.ReactNode>> = {
    level: (choice) => <LevelMark level={Number(choice.value) as Level} full />,
    type: (choice) => risk.type[choice.value] ?? choice.label,
    status: (choice) => risk.status[choice.value] ?? choice.label,
    change: (choice) => risk.change[choice.value] ?? choice.label,
  };
  return (
    <aside className="panel ledger-filters no-print" aria-label={texts.filters}>
      {FACETS.map((facet) => (
        <Facet
          key={facet}
          title={texts.facet[facet]}
          choices={facets?.[facet] ?? []}
          chosen={view[facet]}
          choose={(values) => change({ [facet]: values })}
          mark={name[facet]}
        />
      ))}
    </aside>
  );
}

function List({ page, view, change, loading }: ViewProps & { page: Api<"LedgerPage"> | undefined; loading: boolean }) {
  const texts = useTexts(ledgerTexts);
  const risk = useTexts(riskTexts);
  const labelOf = useLabels();
  const [open, setOpen] = useState<Api<"Alert"> | null>(null);
  const rows = page?.rows ?? [];
  const columns = ledgerColumns({ texts, risk, labelOf, week: view.week, rows });
  return (
    <section className="panel ledger-list">
      <DataTable
        id="ledger"
        label={texts.title}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.uscc}
        loading={loading}
        sort={view.sort}
        onSort={(sort) => change({ sort })}
        onOpen={setOpen}
        openKey={open?.uscc}
        sumTitle={texts.sum(rows.length, page?.total ?? 0)}
        paging={page && { page: page.page, size: page.size, total: page.total, go: (to, size) => change({ page: to, size }) }}
        toolbar={<Search view={view} change={change} />}
        empty={page && <Nothing view={view} change={change} />}
      />
      <footer className="ledger-legend">
        <MeasureLegend />
      </footer>
      <AlertDrawer alert={open} week={view.week} close={() => setOpen(null)} />
    </section>
  );
}

function Search({ view, change }: ViewProps) {
  const texts = useTexts(ledgerTexts);
  const [typed, setTyped] = useState(view.q);
  const [of, setOf] = useState(view.q);
  if (of !== view.q) {
    setOf(view.q);
    setTyped(view.q);
  }
  return (
    <>
      <span data-search>
        <Input.Search
          allowClear
          size="small"
          style={{ width: 280 }}
          placeholder={`${texts.search}  ( / )`}
          aria-label={texts.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(q) => change({ q: q.trim() })}
        />
      </span>
      {isNarrowed(view) && (
        <Button size="small" type="link" onClick={() => change(NARROWING_CLEARED)}>
          {texts.clearAll}
        </Button>
      )}
    </>
  );
}

function Nothing({ view, change }: ViewProps) {
  const texts = useTexts(ledgerTexts);
  const mayRun = useMay("runs.read");
  if (isNarrowed(view)) {
    return (
      <EmptyNote title={texts.emptyFilter} action={<Button onClick={() => change(NARROWING_CLEARED)}>{texts.clearAll}</Button>}>
        {texts.emptyFilterHint}
      </EmptyNote>
    );
  }
  return (
    <EmptyNote title={texts.emptyWeek} action={mayRun && <Link to="/runs">{texts.toRuns}</Link>}>
      {texts.emptyWeekHint}
    </EmptyNote>
  );
}
