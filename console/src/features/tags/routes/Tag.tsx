import "@/features/tags/tags.css";
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { exportAddress } from "@/features/tags/api/tags";
import { TagTrial } from "@/features/tags/components/TagTrial";
import { tagsTexts } from "@/features/tags/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Facts, type Fact } from "@/components/Facts";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { TagWhyDrawer } from "@/components/TagWhyDrawer";
import { list, number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { industrySection, useLabels } from "@/lib/labels";
import { useMay } from "@/lib/session";

const shape = { page: number(1), size: number(50), q: text(), district: list(), why: text() };

/** One tag: what it means, what other limits would change, and the employers that carry it. */
export function Tag() {
  const texts = useTexts(tagsTexts);
  const { code = "" } = useParams();
  const mayList = useMay("ledger.read");
  const mayTry = useMay("assets.read");
  const [trying, setTrying] = useState(false);
  const { data, error, mutate } = useGet("/api/v1/tags", {});
  const tag = data?.rows.find((row) => row.code === code);
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={300} />;
  if (!tag) return <EmptyNote title={texts.empty} action={<Link to="/assets/tags">{texts.back}</Link>} />;
  return (
    <>
      <p className="no-print"><Link to="/assets/tags">← {texts.back}</Link></p>
      <PageHead
        title={<>{tag.label} <span className={tag.kind === "rule" ? "tag" : "tag strong"}>{tag.kind_label}</span></>}
        note={`${texts.employersOf(tag.count)}，${texts.asOf(data.as_of ?? "")}`}
        actions={mayTry && tag.limits.length > 0 && <Button onClick={() => setTrying(true)}>{texts.try.open}</Button>}
      />
      <section className="panel tags-facts"><Facts facts={factsOf(tag, texts)} columns={2} /></section>
      {mayList ? <Employers tag={tag} /> : <section className="panel"><EmptyNote title={texts.notAllowed} /></section>}
      {trying && <TagTrial tag={tag} close={() => setTrying(false)} />}
    </>
  );
}

function factsOf(tag: Api<"TagRow">, texts: (typeof tagsTexts)["zh-CN"]): Fact[] {
  const limits = tag.limits.map((limit) => `${limit.label} ${formatNumber(limit.value)}`).join("；");
  return [
    [texts.facts.definition, tag.definition],
    [texts.facts.limits, limits || <span className="quiet">{texts.noLimits}</span>],
    [texts.facts.source, tag.source],
    [texts.facts.valid, formatDate(tag.valid_from)],
    [texts.facts.tables, tag.tables.map((table) => table.label).join("、")],
  ];
}

function Employers({ tag }: { tag: Api<"TagRow"> }) {
  const texts = useTexts(tagsTexts);
  const labelOf = useLabels();
  const [view, change] = useView(shape);
  const mayExport = useMay("ledger.export");
  const { page, size, q, district } = view;
  const { data, error, isLoading, mutate } = useGet("/api/v1/tags/{code}/employers", { path: { code: tag.code }, query: { page, size, q, district } });
  const words = texts.columns;
  const columns: DataColumn<Api<"TaggedEmployer">>[] = [
    { key: "name", title: words.name, width: 240, fixed: true, render: (row) => <Link to={`/employers/${row.uscc}`} title={row.name} className="tags-name">{row.name}</Link> },
    { key: "uscc", title: words.uscc, width: 190, render: (row) => <Code>{row.uscc}</Code> },
    { key: "district", title: words.district, width: 120, render: (row) => labelOf("district", row.district_code) },
    { key: "industry", title: words.industry, width: 190, render: (row) => <OneLine>{labelOf("industry", industrySection(row.industry_code))}</OneLine> },
    { key: "staff", title: words.staff, help: texts.staffHelp, width: 90, align: "right", render: (row) => formatNumber(row.staff_count) },
    { key: "reason", title: words.reason, width: 330, render: (row) => <OneLine>{row.reason}</OneLine> },
    { key: "date", title: words.date, width: 100, render: (row) => formatDate(row.data_date) },
  ];
  const narrowed = q !== "" || district.length > 0;
  const clear = () => change({ q: "", district: [] });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <section className="panel">
      <DataTable
        id="tag-employers" label={tag.label} columns={columns} rows={data?.rows ?? []} keyOf={(row) => row.uscc} loading={isLoading}
        onOpen={(row) => change({ why: row.uscc, page })} openKey={view.why}
        toolbar={
          <span className="row">
            <Input.Search data-search size="small" allowClear style={{ width: 240 }} placeholder={texts.find} aria-label={texts.find} defaultValue={q} key={q} onSearch={(typed) => change({ q: typed.trim() })} />
            <Select
              mode="multiple" size="small" allowClear style={{ minWidth: 180, maxWidth: 420 }} placeholder={texts.district} aria-label={texts.district} value={district} maxTagCount="responsive"
              onChange={(chosen) => change({ district: chosen })} options={(data?.districts ?? []).map((one) => ({ value: one.value, label: `${one.label}（${one.count}）` }))}
            />
            {mayExport && <Button size="small" icon={<DownloadOutlined />} href={exportAddress(tag.code, view)} title={texts.exported} download>{texts.exportExcel}</Button>}
          </span>
        }
        empty={data && (narrowed ? <EmptyNote title={texts.nobodyFound} action={<Button onClick={clear}>{texts.clear}</Button>} /> : <EmptyNote title={texts.nobody}>{texts.nobodyHint}</EmptyNote>)}
        paging={data && { page, size, total: data.total, go: (to, many) => change({ page: to, size: many }) }}
      />
      <TagWhyDrawer code={tag.code} uscc={view.why} close={() => change({ why: "", page })} />
    </section>
  );
}
