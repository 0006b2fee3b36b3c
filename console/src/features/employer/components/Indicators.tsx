import "./indicators.css";
import { Checkbox } from "antd";
import { useMemo } from "react";
import { indicatorOption } from "@/features/employer/charts/indicator";
import { employerTexts } from "@/features/employer/texts";
import { Chart } from "@/components/Chart";
import { LevelMark } from "@/components/Level";
import { Measure, MeasureLegend, useMeasureWords } from "@/components/Measure";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts, thresholdWords } from "@/lib/risk";
import { useStored } from "@/lib/stored";

function latestOf(series: Api<"IndicatorSeries">): Api<"IndicatorPoint"> | undefined {
  return series.points.at(-1);
}

/** Every indicator of the employer over the weeks, the gravest first. */
export function Indicators({ uscc, week }: { uscc: string; week: string }) {
  const texts = useTexts(employerTexts);
  const [onlyAlerting, setOnlyAlerting] = useStored("anlan.employer.onlyAlerting", false);
  const { data, error, mutate } = useGet("/api/v1/employers/{uscc}/indicators", { path: { uscc }, query: { week: week || undefined } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={300} />;
  if (data.series.length === 0) return <EmptyNote title={texts.indicatorsEmpty}>{texts.indicatorsEmptyHint}</EmptyNote>;
  const ordered = [...data.series]
    .filter((series) => !onlyAlerting || (latestOf(series)?.level ?? 0) > 0)
    .sort((a, b) => (latestOf(b)?.level ?? -1) - (latestOf(a)?.level ?? -1));
  return (
    <>
      <div className="row wrap indicator-bar">
        <Checkbox checked={onlyAlerting} onChange={(event) => setOnlyAlerting(event.target.checked)}>
          {texts.onlyAlerting}
        </Checkbox>
        <span className="spread" />
        <MeasureLegend />
      </div>
      <div className="indicator-grid">
        {ordered.map((series) => (
          <IndicatorCard key={series.indicator_id} series={series} weeks={data.weeks} />
        ))}
      </div>
    </>
  );
}

function IndicatorCard({ series, weeks }: { series: Api<"IndicatorSeries">; weeks: string[] }) {
  const risk = useTexts(riskTexts);
  const states = useMeasureWords();
  const latest = latestOf(series);
  const option = useMemo(() => indicatorOption(series, weeks, risk.levelLetter, states), [series, weeks, risk, states]);
  return (
    <section className="panel indicator-card">
      <header>
        <LevelMark level={latest?.level ?? 0} />
        <h3>
          <span className="mono">{series.indicator_id}</span> {series.label}
        </h3>
        <span className="spread" />
        {latest && <Measure state={latest.state} value={latest.value} unit={series.unit} dataDate={latest.data_date} />}
      </header>
      <Chart option={option} height={120} label={`${series.label} ${series.points.map((point) => `${point.week} ${point.value ?? states[point.state]}`).join("，")}`} />
      <p className="quiet indicator-thresholds">
        {series.thresholds.map((threshold) => (
          <span key={`${threshold.level}${threshold.text}`}>
            {risk.levelLetter[threshold.level]} {thresholdWords(threshold)}
          </span>
        ))}
      </p>
    </section>
  );
}
