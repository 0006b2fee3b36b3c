import "./indicators.css";
import { Input } from "antd";
import { indicatorTexts } from "@/features/indicators/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { LevelMark } from "@/components/Level";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { RiskTypes, SourceClassTag } from "@/components/Tags";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber, NOTHING } from "@/lib/format";
import { thresholdWords } from "@/lib/risk";
import { useLanguage, useTexts } from "@/lib/i18n/language";

const shape = { q: text() };

/** Whether an indicator has the words somewhere a person would look for them. */
export function matches(indicator: Api<"Indicator">, q: string): boolean {
  const wanted = q.trim().toLowerCase();
  const told = [indicator.indicator_id, indicator.label, indicator.english, indicator.group, indicator.definition, indicator.legal_source ?? ""];
  return told.some((each) => each.toLowerCase().includes(wanted));
}

/** The registry of indicators: what each measures, from when on it counts, and by which law. */
export function Indicators() {
  const texts = useTexts(indicatorTexts);
  const { language } = useLanguage();
  const [{ q }, change] = useView(shape);
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/indicators", {});
  const shown = data.filter((indicator) => matches(indicator, q));
  const { columns: words, help } = texts;
  const columns: DataColumn<Api<"Indicator">>[] = [
    {
      key: "id",
      title: words.name,
      width: 216,
      fixed: true,
      render: (indicator) => (
        <>
          <Code>{indicator.indicator_id}</Code> <b>{language === "zh-CN" ? indicator.label : indicator.english}</b>
        </>
      ),
    },
    { key: "group", title: words.group, width: 80, render: (indicator) => <OneLine>{indicator.group}</OneLine> },
    { key: "types", title: words.types, width: 150, render: (indicator) => <RiskTypes types={indicator.types} /> },
    { key: "thresholds", title: words.thresholds, help: help.thresholds, width: 232, render: (indicator) => <Thresholds of={indicator} /> },
    { key: "weight", title: words.weight, help: help.weight, width: 56, align: "right", render: (indicator) => formatNumber(indicator.weight) },
    { key: "class", title: words.class, width: 88, render: (indicator) => <SourceClassTag of={indicator.source_class} /> },
    { key: "definition", title: words.definition, width: 286, render: (indicator) => <OneLine>{indicator.definition}</OneLine> },
    { key: "legal", title: words.legal, help: help.legal, width: 172, render: (indicator) => <OneLine>{indicator.legal_source ?? NOTHING}</OneLine> },
    { key: "unit", title: words.unit, width: 70, hidden: true, render: (indicator) => indicator.unit ?? NOTHING },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note(shown.length, data.length)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="indicators"
            label={texts.title}
            columns={columns}
            rows={shown}
            keyOf={(indicator) => indicator.indicator_id}
            loading={isLoading}
            expandable={{ expandRowByClick: true, expandedRowRender: (indicator) => <Detail of={indicator} /> }}
            empty={isLoading ? null : <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
            toolbar={
              <span data-search>
                <Input.Search key={q} allowClear size="small" style={{ width: 260 }} placeholder={`${texts.search}  ( / )`} aria-label={texts.search} defaultValue={q} onSearch={(wanted) => change({ q: wanted })} />
              </span>
            }
          />
        </section>
      )}
    </>
  );
}

function Thresholds({ of, full = false }: { of: Api<"Indicator">; full?: boolean }) {
  const texts = useTexts(indicatorTexts);
  return (
    <span className="indicator-levels">
      {of.thresholds.map((threshold) => (
        <span key={`${threshold.level}${threshold.text}${threshold.from_date}`}>
          <LevelMark level={threshold.level} /> {thresholdWords(threshold)}
          {full && threshold.from_date && <small className="quiet"> {texts.from(threshold.from_date)}</small>}
        </span>
      ))}
    </span>
  );
}

function Detail({ of }: { of: Api<"Indicator"> }) {
  const texts = useTexts(indicatorTexts);
  return (
    <dl className="indicator-detail">
      <dt>{texts.definition}</dt>
      <dd>{of.definition}</dd>
      <dt>{texts.thresholds}</dt>
      <dd>
        <Thresholds of={of} full />
      </dd>
      <dt>{texts.sources}</dt>
      <dd>{of.sources.join("、") || NOTHING}</dd>
      <dt>{texts.legal}</dt>
      <dd>{of.legal_source ?? NOTHING}</dd>
      {of.sql && (
        <>
          <dt>{texts.sql}</dt>
          <dd>
            <pre className="mono">{of.sql}</pre>
          </dd>
        </>
      )}
    </dl>
  );
}
