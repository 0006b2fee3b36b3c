import "@/features/catalogue/catalogue.css";
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Drawer, Input } from "antd";
import { Link } from "react-router";
import { entryAddress } from "@/features/catalogue/api/catalogue";
import { Proof } from "@/features/catalogue/components/Proof";
import { logTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Facts } from "@/components/Facts";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { code: text(), entry: text(), page: number(1), size: number(50) };

/** The verifiable log: each publication, change and withdrawal, with the proof of each. */
export function Log() {
  const texts = useTexts(logTexts);
  const [view, change] = useView(shape);
  const { data, error, isLoading, mutate } = useGet("/api/v1/catalogue/log", { query: { code: view.code, page: view.page, size: view.size } });
  const { columns: words } = texts;
  const open = (row: Api<"LogRow">) => change({ entry: String(row.index), page: view.page });
  const columns: DataColumn<Api<"LogRow">>[] = [
    { key: "index", title: words.index, width: 80, fixed: true, align: "right", render: (row) => row.index },
    { key: "kind", title: words.kind, width: 100, render: (row) => <span className="tag">{row.kind_label}</span> },
    { key: "code", title: words.code, width: 150, render: (row) => (row.code.includes("/") ? <Link to={entryAddress(row.code)} className="mono">{row.code}</Link> : <Code>{row.code}</Code>) },
    { key: "name", title: words.name, width: 220, render: (row) => <OneLine>{row.name}</OneLine> },
    { key: "version", title: words.version, width: 56, align: "right", render: (row) => row.version ?? NOTHING },
    { key: "by", title: words.by, width: 100, render: (row) => row.by },
    { key: "at", title: words.at, width: 160, render: (row) => formatMoment(row.at) },
    { key: "reason", title: words.reason, width: 200, render: (row) => <OneLine>{row.reason || NOTHING}</OneLine> },
    { key: "verify", title: words.verify, width: 80, render: (row) => <Button size="small" onClick={() => open(row)}>{texts.verify}</Button> },
  ];
  return (
    <>
      <PageHead
        title={texts.title}
        note={data && texts.note(data.head.size, data.hash === "sm3" ? "SM3" : "SHA-256")}
        actions={
          <Button icon={<DownloadOutlined />} href="/api/v1/catalogue/log/export" title={texts.exportHint} download>
            {texts.exportLog}
          </Button>
        }
      />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <div className="stack">
          {data && (
            <section className="panel" style={{ padding: "8px 16px" }}>
              <Facts columns={2} facts={[[texts.root, <Code key="root" short={24}>{data.head.root}</Code>], [texts.signed, formatMoment(data.head.at)], [texts.key, <Code key="key" short={24}>{data.key}</Code>], [texts.head, String(data.head.size)]]} />
            </section>
          )}
          <section className="panel">
            <DataTable
              id="catalogue-log"
              label={texts.title}
              columns={columns}
              rows={data?.rows ?? []}
              keyOf={(row) => String(row.index)}
              loading={isLoading}
              onOpen={open}
              openKey={view.entry}
              empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
              paging={data && { page: data.page, size: data.size, total: data.total, go: (page, size) => change({ page, size }) }}
              toolbar={
                <span data-search>
                  <Input.Search key={view.code} allowClear size="small" style={{ width: 240 }} placeholder={`${texts.code}  ( / )`} aria-label={texts.code} defaultValue={view.code.replace("-", "/")} onSearch={(code) => change({ code: code.trim().replace("/", "-") })} />
                </span>
              }
            />
          </section>
        </div>
      )}
      <Drawer open={view.entry !== ""} size={560} title={texts.proof(Number(view.entry))} onClose={() => change({ entry: "", page: view.page })} destroyOnHidden>
        {view.entry !== "" && <Proof index={Number(view.entry)} />}
      </Drawer>
    </>
  );
}
