import { Drawer } from "antd";
import { Link } from "react-router";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import { RecordTable } from "@/components/RecordTable";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatMeasure, formatNumber, NOTHING } from "@/lib/format";
import { defineTexts, useTexts } from "@/lib/i18n/language";

const whyTexts = defineTexts(
  {
    why: "为何有此标签", definition: "定义", limits: "参数", value: "数值", dataDate: "数据截至", asOf: "标注日", source: "依据",
    behind: (label: string, total: string) => `背后的记录：${label}，共 ${total} 行`, first: (shown: number) => `列前 ${shown} 行`, hidden: "背后的来源数据行只显示给有“查看来源数据行”权限的角色。", position: "来源位置", row: (row: number) => `第 ${row} 行`, noRows: "没有查到来源行",
  },
  {
    why: "Why", definition: "Definition", limits: "Limits", value: "Value", dataDate: "Data until", asOf: "As of", source: "Basis",
    behind: (label: string, total: string) => `Rows behind: ${label}, ${total} in all`, first: (shown: number) => `first ${shown}`, hidden: "Source rows are shown only to roles that may see them.", position: "Position", row: (row: number) => `row ${row}`, noRows: "No source rows",
  },
);

interface Props {
  code: string;
  /** The employer; empty keeps the drawer closed. */
  uscc: string;
  close: () => void;
}

/** Why an employer carries a tag: the figures against the limits, and the rows behind them. */
export function TagWhyDrawer({ code, uscc, close }: Props) {
  const texts = useTexts(whyTexts);
  return (
    <Drawer open={uscc !== "" && code !== ""} onClose={close} size={720} mask={false} title={texts.why} destroyOnHidden>
      {uscc && code && <Why code={code} uscc={uscc} />}
    </Drawer>
  );
}

function Why({ code, uscc }: { code: string; uscc: string }) {
  const texts = useTexts(whyTexts);
  const { data, error } = useGet("/api/v1/tags/{code}/employers/{uscc}", { path: { code, uscc } }, { keepPreviousData: false });
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Waiting />;
  const limits = data.limits.map((limit) => `${limit.label} ${formatNumber(limit.value)}`).join("；");
  const facts: Fact[] = [
    [texts.value, formatMeasure(data.value, data.unit)],
    [texts.limits, limits || NOTHING],
    [texts.definition, data.definition],
    [texts.dataDate, formatDate(data.data_date)],
    [texts.asOf, formatDate(data.as_of)],
    [texts.source, data.source],
  ];
  return (
    <div className="stack" data-testid="tag-why">
      <p><Link to={`/employers/${data.uscc}`}>{data.name}</Link> <span className="tag">{data.label}</span></p>
      <p><b>{data.reason}</b></p>
      <Facts facts={facts} />
      {data.behind ? <Behind behind={data.behind} /> : <p className="quiet">{texts.hidden}</p>}
    </div>
  );
}

function Behind({ behind }: { behind: Api<"TagRowsBehind"> }) {
  const texts = useTexts(whyTexts);
  const position = (index: number) => {
    const row = behind.rows[index];
    return row ? <span className="nowrap"><Code short={12}>{row.load_id}</Code> {texts.row(row.row_no)}</span> : null;
  };
  return (
    <section>
      <h3>
        {texts.behind(behind.label, formatNumber(behind.total))}
        {behind.total > behind.rows.length && <small className="quiet"> {texts.first(behind.rows.length)}</small>}
      </h3>
      {behind.total === 0 ? <p className="quiet">{texts.noRows}</p> : <RecordTable columns={behind.columns} rows={behind.rows.map((row) => row.values)} before={[{ title: texts.position, render: (_row, index) => position(index) }]} />}
    </section>
  );
}
