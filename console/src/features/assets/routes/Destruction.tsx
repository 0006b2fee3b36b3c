import { DownloadOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Popconfirm, Steps } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { confirmReceipt, foundBefore, runDestruction, verifyCertificate } from "@/features/assets/api/assets";
import { PlanView } from "@/features/assets/components/PlanView";
import { assetsTexts } from "@/features/assets/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { may } from "@/lib/access";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

type Detail = Api<"DestructionDetail">;

/** One destruction: its facts, how far it came, its plan, what the search found, and its certificate. */
export function Destruction() {
  const texts = useTexts(assetsTexts);
  const words = texts.one;
  const order = Number(useParams().number);
  const { session } = useSession();
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const { data, error, mutate } = useGet("/api/v1/assets/destructions/{number}", { path: { number: order } }, { refreshInterval: (one) => (one?.state === "running" && !one.message ? 1500 : 0) });
  const act = (doing: Promise<Detail>) => {
    setFailed(null);
    void doing.then((one) => mutate(one, { revalidate: false })).catch((problem: ProblemError) => setFailed(problem));
  };
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return null;
  const manages = may(session?.person, "assets.manage");
  const facts: Fact[] = [
    [texts.life.system, data.label],
    [words.range, data.before ? texts.life.beforeDay(data.before) : texts.life.all],
    [words.basis, data.basis],
    [words.received, data.requested_on],
    [words.due, <span key="due" className={data.is_overdue ? "tag bad" : undefined}>{data.due}{data.is_overdue ? ` ${texts.life.overdue}` : ""}</span>],
    [words.author, data.author],
    [words.reviewer, data.reviewer || texts.empty],
    [words.finished, data.finished_at ? formatMoment(data.finished_at) : texts.empty],
    ...(data.refusal ? [[words.refused, data.refusal] as Fact] : []),
  ];
  return (
    <>
      <PageHead title={<><Link to="/assets/lifecycle">{words.back}</Link> / {words.title(order)}</>} note={<span className={data.state === "done" ? "tag good" : "tag warn"}>{data.state_label}</span>} actions={manages && <Actions data={data} act={act} />} />
      {failed && <ErrorNote error={failed} />}
      {data.state === "review" && <p className="quiet">{words.waiting}</p>}
      {data.message && <p role="alert" className="note-done">{words.stopped}：{data.message}</p>}
      <div className="stack">
      <section className="panel"><div className="panel-head"><h2>{words.facts}</h2></div><div className="panel-body"><Facts facts={facts} columns={2} /></div></section>
      {["approved", "running", "done"].includes(data.state) && (
        <section className="panel">
          <div className="panel-head"><h2>{words.stages}</h2></div>
          <div className="panel-body"><Steps size="small" current={data.stages.filter((one) => one.is_done).length} status={data.message ? "error" : undefined} items={data.stages.map((one) => ({ title: one.label }))} /></div>
        </section>
      )}
      {data.state === "done" && <Proof data={data} />}
      <section className="panel"><div className="panel-head"><h2>{texts.plan.title}</h2></div><div className="panel-body"><PlanView plan={data.plan} /></div></section>
      </div>
    </>
  );
}

/** What can be done with it now. */
function Actions({ data, act }: { data: Detail; act: (doing: Promise<Detail>) => void }) {
  const words = useTexts(assetsTexts).one;
  const [rebuild, setRebuild] = useState(true);
  const [receipt, setReceipt] = useState("");
  const awaits = data.is_return && Boolean(data.proof?.returned) && !data.proof?.receipt;
  const stands = data.state === "approved" || (data.state === "running" && Boolean(data.message));
  if (!stands) return null;
  if (awaits)
    return (
      <>
        <Button size="small" icon={<DownloadOutlined />} href={`/api/v1/assets/destructions/${data.number}/package`}>{words.package}</Button>
        <Input size="small" style={{ width: 220 }} aria-label={words.receipt} placeholder={words.receipt} value={receipt} onChange={(event) => setReceipt(event.target.value)} />
        <Button size="small" type="primary" disabled={!receipt.trim()} onClick={() => act(confirmReceipt(data.number, receipt).then(() => runDestruction(data.number, rebuild)))}>{words.hand}</Button>
      </>
    );
  return (
    <>
      <Checkbox checked={rebuild} onChange={(event) => setRebuild(event.target.checked)}>{words.rebuild}</Checkbox>
      <Popconfirm title={words.confirm} onConfirm={() => act(runDestruction(data.number, rebuild))}>
        <Button size="small" type="primary" danger>{data.stage ? words.resume : words.run}</Button>
      </Popconfirm>
    </>
  );
}

/** What was searched before and after, what was destroyed, and the certificate, checked on demand. */
function Proof({ data }: { data: Detail }) {
  const words = useTexts(assetsTexts).one;
  const [checked, setChecked] = useState<Api<"VerifiedCertificate"> | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const proof = (data.proof ?? {}) as { witnesses?: number; retired?: number[]; control_rows?: number; destroyed?: { count: number; bytes: number; sha256: string; sm3: string } };
  const found = foundBefore(data.proof ?? {});
  const facts: Fact[] = [
    [words.witnesses, formatNumber(proof.witnesses)],
    [words.before, words.beforeOf(found.places, found.hits)],
    [words.after, <span key="after" className="tag good">{words.nothing}</span>],
    [words.files, words.filesOf(formatNumber(proof.destroyed?.count), formatNumber(proof.destroyed?.bytes))],
    [words.retired, (proof.retired ?? []).join("、")],
    [words.control, words.rowsOf(proof.control_rows ?? 0)],
    [words.list, <Code key="list">{`SHA-256 ${proof.destroyed?.sha256}`}</Code>],
    ["", <Code key="sm3">{`SM3 ${proof.destroyed?.sm3}`}</Code>],
  ];
  const verify = () => {
    setFailed(null);
    void verifyCertificate(data.number).then(setChecked).catch((problem: ProblemError) => setFailed(problem));
  };
  return (
    <>
      <section className="panel"><div className="panel-head"><h2>{words.proof}</h2></div><div className="panel-body"><Facts facts={facts} columns={2} /></div></section>
      <section className="panel">
        <div className="panel-head"><h2>{words.certificate}</h2></div>
        <div className="panel-body">
        <Facts facts={data.files.map((file): Fact => [file.format, <Code key={file.format}>{`SHA-256 ${file.sha256}`}</Code>])} />
        <span className="row">
          {data.files.map((file) => <Button key={file.format} size="small" icon={<DownloadOutlined />} href={`/api/v1/assets/destructions/${data.number}/certificate/${file.format}`}>{words.download(file.format)}</Button>)}
          <Button size="small" type="primary" onClick={verify}>{words.verify}</Button>
          <Link to="/catalogue/log">{words.log} {data.log_index}</Link>
        </span>
        {checked && <p className="note-done" role="status">{words.verified(checked.index, checked.destroyed)}</p>}
        {failed && <ErrorNote error={failed} />}
        </div>
      </section>
    </>
  );
}
