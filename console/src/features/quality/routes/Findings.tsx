import { Button, InputNumber, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { issueRework } from "@/features/quality/api/quality";
import { qualityTexts } from "@/features/quality/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { may } from "@/lib/access";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

const shape = { table: text(), rule_id: text(), dimension: text(), system: text(), page: number(1), size: number(50) };

/** The failing rows of the newest check, masked; a rule's rows can be handed out for rework. */
export function Findings() {
  const texts = useTexts(qualityTexts);
  const words = texts.findings;
  const { session } = useSession();
  const [view, change] = useView(shape);
  const [days, setDays] = useState(15);
  const [issued, setIssued] = useState<number | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const forget = useForget();
  const { data, error, isLoading, mutate } = useGet("/api/v1/quality/findings", { query: view });
  const rules = useGet("/api/v1/quality/rules", { query: {} });
  const broken = (rules.data ?? []).filter((row) => row.failed);
  const columns: DataColumn<Api<"QualityFinding">>[] = [
    { key: "key", title: words.key, width: 200, fixed: true, render: (row) => <span className="mono"><OneLine>{row.row_key}</OneLine></span> },
    { key: "rule", title: texts.rule, width: 230, render: (row) => <OneLine>{row.rule_label}</OneLine> },
    { key: "dimension", title: texts.dimension, width: 84, render: (row) => texts.dimensions[row.dimension] ?? row.dimension },
    { key: "value", title: words.value, width: 190, render: (row) => <Code>{row.value ?? ""}</Code> },
    { key: "system", title: words.system, width: 150, render: (row) => <OneLine>{row.source_label ?? ""}</OneLine> },
    { key: "place", title: words.place, width: 300, render: (row) => <OneLine>{`${row.load_id ?? ""} : ${row.row_no ?? ""}`}</OneLine> },
    { key: "found", title: words.found, width: 100, render: (row) => row.found_date },
  ];
  const chosen = broken.find((row) => row.id === view.rule_id);
  const issue = () => {
    if (!chosen) return;
    setFailed(null);
    issueRework(chosen.table, chosen.id, days)
      .then((orders) => { setIssued(orders.length); return forget("/api/v1/quality/rework"); })
      .catch((problem: ProblemError) => setFailed(problem));
  };
  return (
    <>
      <PageHead
        title={words.title}
        note={words.note}
        actions={may(session?.person, "quality.manage") && chosen && (
          <>
            {issued !== null && <Link to="/quality/rework">{words.issued(issued)}</Link>}
            <InputNumber size="small" min={1} max={365} value={days} aria-label={words.days} addonAfter={words.days} onChange={(value) => setDays(value ?? 15)} style={{ width: 150 }} />
            <Button size="small" type="primary" onClick={issue}>{words.issue}</Button>
          </>
        )}
      />
      {failed && <ErrorNote error={failed} />}
      {error ? <ErrorNote error={error} retry={() => void mutate()} /> : (
        <section className="panel">
          <DataTable
            id="quality-findings"
            label={words.title}
            columns={columns}
            rows={data?.rows ?? []}
            keyOf={(row) => `${row.rule_id} ${row.load_id ?? ""} ${row.row_no ?? ""} ${row.row_key}`}
            loading={isLoading}
            empty={data && <EmptyNote title={words.empty}>{words.emptyHint}</EmptyNote>}
            paging={data && { page: view.page, size: view.size, total: data.total, go: (page, size) => change({ page, size }) }}
            toolbar={
              <Select size="small" showSearch optionFilterProp="label" style={{ width: 460 }} aria-label={texts.rule} value={view.rule_id} onChange={(rule_id) => { setIssued(null); change({ rule_id, table: broken.find((row) => row.id === rule_id)?.table ?? "" }); }}
                options={[{ value: "", label: `${texts.rule}：${texts.all}` }, ...broken.map((row) => ({ value: row.id, label: `${row.table_label} · ${row.label}（${row.failed ?? 0}）` }))]} />
            }
          />
        </section>
      )}
    </>
  );
}
