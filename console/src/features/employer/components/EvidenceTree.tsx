import "./evidence-tree.css";
import { useMemo } from "react";
import { Link } from "react-router";
import { waterfallOption } from "@/features/employer/charts/waterfall";
import { employerTexts } from "@/features/employer/texts";
import { Chart } from "@/components/Chart";
import { LevelMark } from "@/components/Level";
import { MeasureLegend } from "@/components/Measure";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import { SourceClassTag } from "@/components/Tags";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatScore } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";
import { useMay } from "@/lib/session";

const STANCES = ["supporting", "contradicting", "missing"] as const;
const SIGNS: Record<(typeof STANCES)[number], string> = { supporting: "▲", contradicting: "▼", missing: "◌" };

/** What supports, contradicts and is missing, by risk type, with the parts of the score; all of it leads to its rows. */
export function EvidenceTree({ uscc, week }: { uscc: string; week: string }) {
  const texts = useTexts(employerTexts);
  const { data, error, mutate } = useGet("/api/v1/employers/{uscc}/evidence", { path: { uscc }, query: { week: week || undefined } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={300} />;
  if (data.branches.length === 0) return <EmptyNote title={texts.evidenceEmpty}>{texts.evidenceEmptyHint}</EmptyNote>;
  return (
    <div className="stack">
      {data.branches.map((branch) => (
        <Branch key={branch.type} branch={branch} />
      ))}
      <MeasureLegend />
    </div>
  );
}

function Branch({ branch }: { branch: Api<"EvidenceBranch"> }) {
  const texts = useTexts(employerTexts);
  const risk = useTexts(riskTexts);
  return (
    <section className="panel">
      <header className="panel-head evidence-head">
        <LevelMark level={branch.level} />
        <h2>{risk.type[branch.type] ?? branch.label}</h2>
        {branch.score !== null && <span className="quiet">{texts.branchScore(formatScore(branch.score))}</span>}
        {branch.caps.map((cap) => (
          <span key={cap} className="tag warn" title={texts.capHelp}>
            {cap}
          </span>
        ))}
      </header>
      <div className="panel-body evidence">
        <div>
          {STANCES.map((stance) => (
            <Stance key={stance} stance={stance} items={branch[stance]} />
          ))}
        </div>
        {branch.parts.length > 0 && branch.score !== null && <Parts parts={branch.parts} score={branch.score} />}
      </div>
    </section>
  );
}

function Parts({ parts, score }: { parts: Api<"ScorePart">[]; score: number }) {
  const texts = useTexts(employerTexts);
  const option = useMemo(() => waterfallOption(parts, { label: texts.total, score }), [parts, score, texts]);
  return (
    <aside>
      <h3 title={texts.waterfallHelp}>{texts.waterfall}</h3>
      <Chart
        option={option}
        height={(parts.length + 1) * 23 + 30}
        label={`${texts.waterfall}：${parts.map((part) => `${part.label} ${formatScore(part.points)}`).join("，")}，${texts.total} ${formatScore(score)}`}
      />
    </aside>
  );
}

function Stance({ stance, items }: { stance: (typeof STANCES)[number]; items: Api<"Evidence">[] }) {
  const texts = useTexts(employerTexts);
  const risk = useTexts(riskTexts);
  return (
    <div className={`stance stance-${stance}`}>
      <h3 title={stance === "missing" ? texts.missingHelp : undefined}>
        <i aria-hidden>{SIGNS[stance]}</i> {risk.stance[stance]} <span className="quiet">{items.length}</span>
      </h3>
      {items.length === 0 ? (
        <p className="quiet">{texts.none[stance]}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <EvidenceLine key={item.evidence_id} item={item} />
          ))}
        </ul>
      )}
    </div>
  );
}

function EvidenceLine({ item }: { item: Api<"Evidence"> }) {
  const texts = useTexts(employerTexts);
  const mayRows = useMay("rows.read");
  const mayEvents = useMay("events.read");
  return (
    <li className="evidence-line">
      <span className="evidence-level">{item.level ? <LevelMark level={item.level} /> : null}</span>
      <div>
        <p>{item.text}</p>
        <p className="row wrap quiet evidence-source">
          {item.indicator_id && <Link className="mono" to={`/indicators?q=${item.indicator_id}`}>{item.indicator_id}</Link>}
          {item.source_label && <span>{item.source_label}</span>}
          <SourceClassTag of={item.source_class} />
          {item.data_date && <span>{texts.dataDate(formatDate(item.data_date))}</span>}
          {item.has_rows && mayRows ? (
            <Link to={`/evidence/${encodeURIComponent(item.evidence_id)}`} className="evidence-rows">
              {texts.rows(item.row_count ?? 0)} →
            </Link>
          ) : (
            item.stance !== "missing" && !item.event_id && <span>{texts.noRows}</span>
          )}
          {item.event_id && mayEvents && <Link to={`/events/${encodeURIComponent(item.event_id)}`}>{texts.toEvent} →</Link>}
        </p>
      </div>
      <b className="evidence-points">{item.points === null ? "" : `${item.points > 0 ? "+" : ""}${formatScore(item.points)}`}</b>
    </li>
  );
}
