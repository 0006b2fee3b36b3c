import "@/features/catalogue/catalogue.css";
import { Button, Input, Modal, Tabs } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { beginChange, subscribe, withdraw, type EntryBody } from "@/features/catalogue/api/catalogue";
import { useVocabulary } from "@/features/catalogue/api/useVocabulary";
import { Authorisations } from "@/features/catalogue/components/Authorisations";
import { Items } from "@/features/catalogue/components/Items";
import { Lineage } from "@/features/catalogue/components/Lineage";
import { MountState } from "@/features/catalogue/components/MountState";
import { Quality } from "@/features/catalogue/components/Quality";
import { Versions } from "@/features/catalogue/components/Versions";
import { catalogueTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const shape = { tab: text("items") };

/** One resource: what it is, who answers for it, its items, where they go, how good they are, what changed. */
export function Entry() {
  const texts = useTexts(catalogueTexts);
  const { code = "" } = useParams();
  const [{ tab }, change] = useView(shape);
  const { data, error, mutate } = useGet("/api/v1/catalogue/entries/{code}", { path: { code } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  const tabs = [
    { key: "items", label: `${texts.tabs.items} ${data.entry.items?.length ?? 0}`, children: <Items items={data.entry.items ?? []} /> },
    { key: "lineage", label: texts.tabs.lineage, children: <Lineage code={code} /> },
    { key: "quality", label: texts.tabs.quality, children: <Quality code={code} /> },
    { key: "services", label: texts.tabs.services, children: <Authorisations page={data} /> },
    { key: "versions", label: texts.tabs.versions, children: <Versions code={code} /> },
  ];
  return (
    <>
      <div className="row no-print" style={{ marginBottom: 8 }}>
        <Link to="/catalogue">← {texts.back}</Link>
      </div>
      <Head page={data} changed={() => void mutate()} />
      <EntryFacts page={data} />
      <Tabs activeKey={tab} onChange={(wanted) => change({ tab: wanted })} items={tabs} destroyOnHidden />
    </>
  );
}

function Head({ page, changed }: { page: Api<"EntryPage">; changed: () => void }) {
  const texts = useTexts(catalogueTexts);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const act = (doing: Promise<unknown>) => {
    setFailed(null);
    doing.then(changed).catch((problem: ProblemError) => setFailed(problem));
  };
  const isPublished = page.state === "published";
  return (
    <header className="panel entry-head">
      <div className="row wrap">
        <h1>{page.name}</h1>
        <Code>{page.code}</Code>
        <span className={`tag ${isPublished ? "good" : "warn"}`}>{page.state_label}</span>
        <span className="tag">{texts.version(page.version)}</span>
        <span className="tag strong">{page.entry.grade}</span>
        <span className="spread" />
        {page.subscribers > 0 && <span className="quiet">{texts.subscribers(page.subscribers)}</span>}
        {isPublished && (
          <Button size="small" onClick={() => act(subscribe(page.code, !page.subscribed))}>
            {page.subscribed ? texts.unsubscribe : texts.subscribe}
          </Button>
        )}
        <ChangeButton page={page} fail={setFailed} />
        {isPublished && <Withdraw page={page} act={act} />}
      </div>
      <p className="quiet row wrap">
        <span>{page.entry.class_name}</span>
        <span>{page.entry.responsible_party}</span>
        {page.decided_at && <span>{texts.publishedBy(page.reviewer || NOTHING, formatDate(page.decided_at))}</span>}
        {page.reason && <span>{texts.versions.reason(page.reason)}</span>}
      </p>
      {page.pending !== null && <p className="entry-note">{texts.pending(page.pending)}</p>}
      {failed && <ErrorNote error={failed} />}
    </header>
  );
}

function ChangeButton({ page, fail }: { page: Api<"EntryPage">; fail: (problem: ProblemError) => void }) {
  const texts = useTexts(catalogueTexts);
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  if (!useMay("catalogue.submit") || page.pending !== null || page.state === "withdrawn") return null;
  const begin = () => {
    setBusy(true);
    beginChange(page.code)
      .then((draft) => navigate(`/catalogue/drafts/${draft.id}`))
      .catch(fail)
      .finally(() => setBusy(false));
  };
  return (
    <Button size="small" type="primary" loading={busy} onClick={begin}>
      {page.state === "refused" ? texts.correct : texts.edit}
    </Button>
  );
}

function Withdraw({ page, act }: { page: Api<"EntryPage">; act: (doing: Promise<unknown>) => void }) {
  const texts = useTexts(catalogueTexts);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  if (!useMay("catalogue.review")) return null;
  const done = () => {
    setOpen(false);
    act(withdraw(page.code, reason));
  };
  return (
    <>
      <Button size="small" danger onClick={() => setOpen(true)}>
        {texts.withdraw}
      </Button>
      <Modal open={open} title={`${texts.withdrawTitle} ${page.name}`} onCancel={() => setOpen(false)} okText={texts.withdraw} cancelText={texts.cancel} okButtonProps={{ danger: true, disabled: !reason.trim() }} onOk={done}>
        <p>{texts.withdrawHint}</p>
        <Input.TextArea rows={3} maxLength={500} aria-label={texts.reason} placeholder={texts.reason} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </>
  );
}

function EntryFacts({ page }: { page: Api<"EntryPage"> }) {
  const texts = useTexts(catalogueTexts);
  const { label } = useVocabulary();
  const { entry } = page;
  const { facts: words } = texts;
  const facts: Fact[] = [
    [words.class, entry.class_name],
    [words.classCode, <Code key="class">{entry.class_code}</Code>],
    [words.english, entry.english || NOTHING],
    [words.format, label("resource_format", entry.resource_format)],
    [words.sourceClass, label("source_class", entry.source_class)],
    [words.source, entry.source_system ? <Code key="source">{entry.source_system}</Code> : NOTHING],
    [words.cycle, label("update_cycle", entry.update_cycle)],
    [words.share, label("share_type", entry.share_type)],
    entry.share_type === "3" ? [words.basis, entry.legal_basis || NOTHING] : [words.condition, entry.share_condition || NOTHING],
    [words.open, [label("open_type", entry.open_type), entry.open_condition].filter(Boolean).join("：")],
    [words.duty, entry.duty ? `${entry.duty}${page.duty_code ? `（${page.duty_code}）` : ""}` : NOTHING],
    [words.volume, volume(entry, texts.volume)],
  ];
  return (
    <section className="panel entry-facts">
      <Facts columns={3} facts={facts} />
      <Facts
        facts={[
          [words.description, entry.description ?? NOTHING],
          [words.mounts, page.mounts.length === 0 ? NOTHING : <Mounts key="mounts" mounts={page.mounts} />],
        ]}
      />
    </section>
  );
}

function volume({ rows_min, rows_max }: EntryBody, say: (low: string, high: string) => string): string {
  const [low, high] = [rows_min ?? null, rows_max ?? null];
  return low === null && high === null ? NOTHING : say(low === null ? "…" : formatNumber(low), high === null ? "…" : formatNumber(high));
}

function Mounts({ mounts }: { mounts: Api<"MountRow">[] }) {
  return (
    <ul>
      {mounts.map((mount) => (
        <li key={`${mount.kind}/${mount.target}`} className="row wrap">
          <span>{mount.kind_label}</span>
          <Code>{mount.target}</Code>
          <span className="quiet">{mount.system}</span>
          <MountState state={mount.state} label={mount.state_label} />
          <span className="quiet">{mount.reason}</span>
        </li>
      ))}
    </ul>
  );
}
