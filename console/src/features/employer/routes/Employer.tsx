import "./employer.css";
import { Tabs } from "antd";
import { lazy, Suspense } from "react";
import { Link, useParams } from "react-router";
import { EmployerTags } from "@/features/employer/components/EmployerTags";
import { EvidenceTree } from "@/features/employer/components/EvidenceTree";
import { Profile } from "@/features/employer/components/Profile";
import { employerTexts } from "@/features/employer/texts";
import { Code } from "@/components/Code";
import { LevelMark } from "@/components/Level";
import { Measure } from "@/components/Measure";
import { ErrorNote, Waiting } from "@/components/Note";
import { ChangeTag, RiskTypes, StatusTag } from "@/components/Tags";
import { WeekSelect } from "@/components/WeekSelect";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatScore } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { industrySection, useLabels } from "@/lib/labels";
import { riskTexts } from "@/lib/risk";
import { useMay } from "@/lib/session";

const Indicators = lazy(async () => ({ default: (await import("@/features/employer/components/Indicators")).Indicators }));
const Events = lazy(async () => ({ default: (await import("@/features/employer/components/Events")).Events }));
const History = lazy(async () => ({ default: (await import("@/features/employer/components/History")).History }));

const shape = { week: text(), tab: text("evidence") };

/** One employer: who it is, where it stands, and why. */
export function Employer() {
  const texts = useTexts(employerTexts);
  const { uscc = "" } = useParams();
  const [{ week, tab }, change] = useView(shape);
  const mayEvents = useMay("events.read");
  const { data, error, mutate } = useGet("/api/v1/employers/{uscc}", { path: { uscc }, query: { week: week || undefined } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  const tabs = [
    { key: "evidence", label: texts.tabs.evidence, children: <EvidenceTree uscc={uscc} week={week} /> },
    { key: "indicators", label: texts.tabs.indicators, children: <Indicators uscc={uscc} week={week} /> },
    { key: "profile", label: texts.tabs.profile, children: <Profile employer={data} /> },
    ...(mayEvents ? [{ key: "events", label: texts.tabs.events, children: <Events uscc={uscc} week={week} /> }] : []),
    { key: "history", label: texts.tabs.history, children: <History history={data.history} uscc={uscc} /> },
  ];
  return (
    <>
      <div className="row no-print employer-top">
        <Link to={week ? `/ledger?week=${week}` : "/ledger"}>← {texts.ledger}</Link>
        <span className="spread" />
        <WeekSelect week={week} choose={(wanted) => change({ week: wanted })} />
      </div>
      <Head employer={data} />
      <Suspense fallback={<Waiting height={240} />}>
        <Tabs className="employer-tabs" activeKey={tab} onChange={(wanted) => change({ tab: wanted })} items={tabs} destroyOnHidden />
      </Suspense>
    </>
  );
}

function Head({ employer }: { employer: Api<"Employer"> }) {
  const texts = useTexts(employerTexts);
  const labelOf = useLabels();
  const { alert } = employer;
  return (
    <header className="panel employer-head">
      <span className="employer-level">
        <LevelMark level={alert?.level ?? 0} />
      </span>
      <div className="employer-name">
        <div className="row wrap">
          <h1>{employer.name}</h1>
          <Code>{employer.uscc}</Code>
        </div>
        {alert ? <Standing alert={alert} /> : <p className="quiet">{texts.noAlert}。{texts.noAlertHint}</p>}
        <EmployerTags uscc={employer.uscc} />
      </div>
      <dl className="employer-figures">
        <div>
          <dt>{texts.score}</dt>
          <dd>{formatScore(alert?.score)}</dd>
        </div>
        <div>
          <dt>{texts.staff}</dt>
          <dd>
            <Measure state={employer.staff_count === null ? "not_observed" : "observed"} value={employer.staff_count} />
          </dd>
        </div>
        <div>
          <dt>{texts.district}</dt>
          <dd>{labelOf("district", employer.district_code)}</dd>
        </div>
        <div>
          <dt>{texts.industry}</dt>
          <dd>{labelOf("industry", industrySection(employer.industry_code))}</dd>
        </div>
      </dl>
    </header>
  );
}

function Standing({ alert }: { alert: Api<"Alert"> }) {
  const texts = useTexts(employerTexts);
  const risk = useTexts(riskTexts);
  return (
    <>
      <p className="row wrap">
        <RiskTypes types={alert.types} main={alert.main_type} />
        <StatusTag status={alert.status} />
        <ChangeTag change={alert.change} />
        {alert.is_hard && <span className="tag bad">{texts.hard}</span>}
        {alert.rumour_state !== "none" && <span className="tag">{risk.rumour[alert.rumour_state]}</span>}
        {alert.uncapped_level > alert.level && <span className="tag">{texts.capped(risk.level[alert.uncapped_level] ?? "")}</span>}
      </p>
      {alert.summary && (
        <p>
          <b className="quiet">{texts.why}</b> {alert.summary}
        </p>
      )}
      {alert.clears_when && (
        <p>
          <b className="quiet">{texts.clears}</b> {alert.clears_when}
        </p>
      )}
    </>
  );
}
