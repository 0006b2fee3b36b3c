import "@/features/approvals/approvals.css";
import { Button, Checkbox, Drawer, Select } from "antd";
import { useState } from "react";
import { approve, byKind, keyOf, refuse, type Waiting } from "@/features/approvals/api/approvals";
import { Dossier } from "@/features/approvals/components/Dossier";
import { approvalTexts } from "@/features/approvals/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { kind: text(), open: text() };

/** The approval inbox: whatever waits for a second pair of eyes, one by one or many together. */
export function Approvals() {
  const texts = useTexts(approvalTexts);
  const [view, change] = useView(shape);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [told, setTold] = useState("");
  const forget = useForget();
  const { data, error, isLoading, mutate } = useGet("/api/v1/approvals", {});
  const all = data ?? [];
  const rows = all.filter((one) => !view.kind || one.kind === view.kind);
  const open = all.find((one) => keyOf(one) === view.open);
  const groups = byKind(rows, chosen);
  const columns = useColumns(rows, chosen, setChosen);
  const act = (doing: Promise<string>) => {
    setBusy(true);
    setFailed(null);
    doing
      .then((word) => (setTold(word), setChosen(new Set()), change({ open: "" }), forget("/api/v1/catalogue"), mutate()))
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setBusy(false));
  };
  const approveAll = (what: [string, number[]][]) => act(approve(what).then(texts.approved));
  return (
    <>
      <PageHead
        title={texts.title}
        note={data && texts.note(all.filter((one) => !one.is_own).length, all.filter((one) => one.is_own).length)}
        actions={
          <>
            {told && <span className="approvals-done" role="status">{told}</span>}
            {groups.length > 0 && (
              <Button type="primary" loading={busy} onClick={() => approveAll(groups)}>
                {texts.batch(groups.reduce((sum, [, numbers]) => sum + numbers.length, 0))}
              </Button>
            )}
          </>
        }
      />
      {failed && !open && <ErrorNote error={failed} />}
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="approvals"
            label={texts.title}
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            loading={isLoading}
            onOpen={(one) => (setFailed(null), change({ open: keyOf(one) }))}
            openKey={view.open}
            empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
            toolbar={<Kinds rows={all} kind={view.kind} choose={(kind) => change({ kind })} />}
          />
        </section>
      )}
      <Drawer open={open !== undefined} size={640} title={open?.title} onClose={() => change({ open: "" })} destroyOnHidden>
        {open && <Dossier key={keyOf(open)} decision={open} busy={busy} failed={failed} approve={() => approveAll([[open.kind, [open.number]]])} refuse={(reason) => act(refuse(open, reason).then(() => texts.refused))} />}
      </Drawer>
    </>
  );
}

function Kinds({ rows, kind, choose }: { rows: Waiting[]; kind: string; choose: (kind: string) => void }) {
  const texts = useTexts(approvalTexts);
  const labels = new Map(rows.map((one) => [one.kind, one.kind_label]));
  const count = (value: string) => rows.filter((one) => one.kind === value).length;
  const options = [...labels].map(([value, label]) => ({ value, label: `${label} ${count(value)}` }));
  return (
    <>
      <Select size="small" allowClear style={{ width: 180 }} placeholder={texts.kinds} aria-label={texts.kinds} value={kind || undefined} onChange={(value: string | undefined) => choose(value ?? "")} options={options} />
      <span className="quiet">{texts.keys}</span>
    </>
  );
}

function useColumns(rows: Waiting[], chosen: ReadonlySet<string>, choose: (chosen: ReadonlySet<string>) => void): DataColumn<Waiting>[] {
  const texts = useTexts(approvalTexts);
  const { columns: words } = texts;
  const mine = rows.filter((one) => !one.is_own).map(keyOf);
  const isAll = mine.length > 0 && mine.every((key) => chosen.has(key));
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    choose(next);
  };
  return [
    {
      key: "title",
      title: words.title,
      width: 300,
      fixed: true,
      render: (one) => (
        <span className="row">
          <Checkbox disabled={one.is_own} checked={chosen.has(keyOf(one))} aria-label={`${texts.choose} ${one.title}`} onChange={() => toggle(keyOf(one))} />
          <span>{one.title}</span>
          {one.is_own && <span className="tag">{texts.own}</span>}
        </span>
      ),
    },
    { key: "kind", title: words.kind, width: 110, render: (one) => one.kind_label },
    { key: "code", title: words.code, width: 150, render: (one) => <Code>{one.code}</Code> },
    { key: "summary", title: words.summary, width: 210, render: (one) => <OneLine>{one.summary}</OneLine> },
    { key: "party", title: words.party, width: 190, render: (one) => <OneLine>{one.party}</OneLine> },
    { key: "author", title: words.author, width: 100, render: (one) => one.author },
    { key: "submitted", title: words.submitted, width: 160, render: (one) => formatMoment(one.submitted_at) },
    { key: "all", title: "", width: 150, render: (one) => (one === rows[0] && mine.length > 1 ? <Button size="small" type="link" onClick={() => choose(new Set(isAll ? [] : mine))}>{texts.chooseAll}</Button> : null) },
  ];
}
