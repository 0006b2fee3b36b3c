import "./overview.css";
import { useMemo } from "react";
import { Link } from "react-router";
import type { LedgerView } from "@/features/ledger/api/ledger";
import { codeOf, districtMapOption, MAP_NAME } from "@/features/ledger/charts/districtMap";
import { trendOption } from "@/features/ledger/charts/trend";
import { ledgerTexts } from "@/features/ledger/texts";
import { Chart } from "@/components/Chart";
import { LevelMark } from "@/components/Level";
import { ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber, formatPercent } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { LEVELS, riskTexts } from "@/lib/risk";

interface Props {
  view: LedgerView;
  change: (change: Partial<LedgerView>) => void;
}

/** The week at a glance: levels, districts, trend and how much of it was observed at all. */
export function Overview({ view, change }: Props) {
  const { data, error } = useGet("/api/v1/ledger/overview", { query: { week: view.week || undefined } });
  if (error) return <ErrorNote error={error} />;
  return (
    <section className="overview">
      <Levels overview={data} view={view} change={change} />
      <DistrictPanel counts={data?.districts ?? []} view={view} change={change} />
      <TrendPanel points={data?.trend ?? []} />
    </section>
  );
}

function toggled(values: string[], value: string): string[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}

function Levels({ overview, view, change }: Props & { overview: Api<"Overview"> | undefined }) {
  const texts = useTexts(ledgerTexts);
  const counts = new Map(overview?.levels.map((choice) => [choice.value, choice.count]));
  return (
    <div className="panel overview-levels">
      <h2 className="visually-hidden">{texts.levels}</h2>
      <div className="overview-numbers">
        {LEVELS.map((level) => {
          const count = counts.get(String(level)) ?? 0;
          return (
            <button
              key={level}
              type="button"
              className={`plain overview-level ${view.level.includes(String(level)) ? "chosen" : ""}`}
              aria-pressed={view.level.includes(String(level))}
              onClick={() => change({ level: toggled(view.level, String(level)) })}
            >
              <LevelMark level={level} />
              <b>{overview ? formatNumber(count) : " "}</b>
              <small className="quiet">{overview && overview.total > 0 ? texts.ofTotal(formatPercent(Math.round((count / overview.total) * 1000) / 1000)) : " "}</small>
            </button>
          );
        })}
      </div>
      {overview && <CoverageLine coverage={overview.coverage} />}
    </div>
  );
}

function CoverageLine({ coverage }: { coverage: Api<"Coverage"> }) {
  const texts = useTexts(ledgerTexts);
  const troubles = [
    coverage.late > 0 && texts.late(coverage.late),
    coverage.silent > 0 && texts.silent(coverage.silent),
    coverage.failed > 0 && texts.failed(coverage.failed),
  ].filter(Boolean);
  return (
    <p className="overview-coverage">
      <Link to="/sources">
        {texts.coverage} {texts.coverageOf(coverage.on_time, coverage.total)}
      </Link>
      {troubles.length > 0 && (
        <span className="tag warn" title={texts.noDataNoRisk}>
          {troubles.join(" · ")}
        </span>
      )}
    </p>
  );
}

function DistrictPanel({ counts, view, change }: Props & { counts: Api<"Choice">[] }) {
  const texts = useTexts(ledgerTexts);
  const { data: map } = useGet("/api/v1/districts/map", {}, { revalidateIfStale: false });
  const outlines = useMemo(() => map && { name: MAP_NAME, geojson: map }, [map]);
  const option = useMemo(
    () => map && districtMapOption({ map, counts, chosen: view.district, tip: texts.mapTip }),
    [map, counts, view.district, texts],
  );
  return (
    <div className="panel overview-map">
      <h2 title={texts.mapHelp}>{texts.map}</h2>
      {map && option && outlines && (
        <Chart
          option={option}
          map={outlines}
          height={172}
          label={`${texts.map}：${counts.map((each) => texts.mapTip(each.label, each.count)).join("，")}`}
          onPick={(name) => {
            const code = codeOf(map, name);
            if (code) change({ district: toggled(view.district, code) });
          }}
        />
      )}
      <small className="quiet">{map?.note}</small>
    </div>
  );
}

function TrendPanel({ points }: { points: Api<"TrendPoint">[] }) {
  const texts = useTexts(ledgerTexts);
  const risk = useTexts(riskTexts);
  const option = useMemo(() => trendOption(points.slice(-16), risk.level), [points, risk]);
  const last = points.at(-1);
  const label = last ? `${texts.trend} ${last.week}: ${risk.level[4]} ${last.red}, ${risk.level[3]} ${last.orange}` : texts.trend;
  return (
    <div className="panel overview-trend">
      <h2>{texts.trend}</h2>
      <Chart option={option} height={172} label={label} />
    </div>
  );
}
