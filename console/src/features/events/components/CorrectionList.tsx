import { DownloadOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { releaseCorrection } from "@/features/events/api/correct";
import { correctionTexts } from "@/features/events/correctionTexts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";

type Row = Api<"StoredCorrection">;
interface Props {
  page: number;
  size: number;
  released: string;
  change: (view: { page?: number; size?: number; released?: string }) => void;
}

const NARROWED: Record<string, boolean | undefined> = { waiting: false, released: true };

/** The corrections, the newest first, with the release of each as training material. */
export function CorrectionList({ page, size, released, change }: Props) {
  const texts = useTexts(correctionTexts);
  const risk = useTexts(riskTexts);
  const [refused, setRefused] = useState<ProblemError | null>(null);
  const { data, error, isLoading, mutate } = useGet("/api/v1/corrections", { query: { page, size, released: NARROWED[released] } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const release = (row: Row) => {
    setRefused(null);
    releaseCorrection(row.id)
      .then(() => mutate())
      .catch((problem: ProblemError) => setRefused(problem));
  };
  const { columns: words } = texts;
  const columns: DataColumn<Row>[] = [
    { key: "kind", title: words.kind, width: 92, fixed: true, render: (row) => <span className="tag strong">{texts.kinds[row.kind]}</span> },
    { key: "sentence", title: words.sentence, width: 330, render: (row) => <OneLine>{row.sentence || NOTHING}</OneLine> },
    { key: "from", title: words.from, width: 220, render: (row) => <OneLine>{`${risk.type[row.risk_type_code]} · ${row.employer_name ?? row.employer}`}</OneLine> },
    { key: "to", title: words.to, width: 190, render: (row) => <OneLine>{row.right_name ?? row.right_uscc ?? (row.right_type ? (risk.type[row.right_type] ?? "") : texts.noRisk)}</OneLine> },
    { key: "by", title: words.by, width: 80, render: (row) => row.by },
    { key: "at", title: words.at, width: 138, render: (row) => formatMoment(row.at) },
    { key: "released", title: words.released, width: 128, render: (row) => <Release row={row} release={release} /> },
    { key: "note", title: words.note, width: 170, hidden: true, render: (row) => <OneLine>{row.note || NOTHING}</OneLine> },
  ];
  return (
    <section className="panel">
      {refused && <ErrorNote error={refused} />}
      <DataTable
        id="corrections"
        label={texts.tabs.corrections}
        columns={columns}
        rows={data?.rows ?? []}
        keyOf={(row) => String(row.id)}
        loading={isLoading}
        empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
        paging={data && { page: data.page, size: data.size, total: data.total, go: (page, size) => change({ page, size }) }}
        toolbar={
          <>
            <Select
              size="small"
              style={{ width: 130 }}
              aria-label={texts.filter.label}
              value={released || "all"}
              onChange={(wanted: string) => change({ released: wanted === "all" ? "" : wanted })}
              options={["all", "waiting", "released"].map((value) => ({ value, label: texts.filter[value] }))}
            />
            <Button size="small" icon={<DownloadOutlined />} href="/api/v1/corrections/training" download>
              {texts.download}
            </Button>
          </>
        }
      />
    </section>
  );
}

function Release({ row, release }: { row: Row; release: (row: Row) => void }) {
  const texts = useTexts(correctionTexts);
  if (row.released_by) return <span className="tag good">{texts.releasedBy(row.released_by)}</span>;
  if (!row.is_material) {
    return (
      <span className="quiet" title={texts.notMaterialHelp}>
        {texts.notMaterial}
      </span>
    );
  }
  return (
    <Button size="small" onClick={() => release(row)}>
      {texts.release}
    </Button>
  );
}
