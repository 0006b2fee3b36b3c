import "@/features/catalogue/catalogue.css";
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input } from "antd";
import { Link, useNavigate } from "react-router";
import { catalogueShape, entryAddress, FACETS, isNarrowed, NOTHING_CHOSEN, type CatalogueView } from "@/features/catalogue/api/catalogue";
import { useVocabulary } from "@/features/catalogue/api/useVocabulary";
import { Tree } from "@/features/catalogue/components/Tree";
import { catalogueTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Facet } from "@/components/Facet";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

type Change = (change: Partial<CatalogueView>) => void;

/** The published resources: tree, facets, search. */
export function Catalogue() {
  const texts = useTexts(catalogueTexts);
  const [view, change] = useView(catalogueShape);
  const maySubmit = useMay("catalogue.submit");
  const { data, error, isLoading, mutate } = useGet("/api/v1/catalogue/entries", { query: view });
  return (
    <>
      <PageHead
        title={texts.title}
        note={data && texts.note(data.total, data.item_total)}
        actions={
          <>
            <Exports />
            {maySubmit && (
              <Link to="/catalogue/drafts">
                <Button type="primary">{texts.register}</Button>
              </Link>
            )}
          </>
        }
      />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <div className="catalogue">
          <aside className="panel catalogue-side no-print">
            <Tree domain={view.domain[0]} chosen={view.class[0]} choose={(domain, leaf) => change({ domain: domain ? [domain] : [], class: leaf ? [leaf] : [] })} />
            {FACETS.map((name) => (
              <Facet key={name} title={texts.facet[name] ?? name} choices={data?.facets.find((one) => one.name === name)?.choices ?? []} chosen={view[name]} choose={(values) => change({ [name]: values })} limit={5} />
            ))}
          </aside>
          <List page={data} view={view} change={change} loading={isLoading} />
        </div>
      )}
    </>
  );
}

function Exports() {
  const texts = useTexts(catalogueTexts);
  const formats: [string, string][] = [["xlsx", "Excel"], ["json", "JSON"], ["dcat", "DCAT-AP 3.0.1"], ["odcs", "ODCS 3.1"]];
  const items = formats.map(([format, label]) => ({ key: format, label: <a href={`/api/v1/catalogue/export?format=${format}`} download>{label}</a> }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<DownloadOutlined />}>{texts.exports}</Button>
    </Dropdown>
  );
}

function List({ page, view, change, loading }: { page: Api<"CataloguePage"> | undefined; view: CatalogueView; change: Change; loading: boolean }) {
  const texts = useTexts(catalogueTexts);
  const { label } = useVocabulary();
  const navigate = useNavigate();
  const { columns: words } = texts;
  const columns: DataColumn<Api<"CatalogueRow">>[] = [
    {
      key: "name",
      title: words.name,
      width: 252,
      fixed: true,
      render: (row) => (
        <>
          <Link to={entryAddress(row.code)}>{row.name}</Link>
          {row.match_count > 0 && (
            <small className="quiet" style={{ display: "block" }}>
              {texts.matched(row.matches.join("、"), row.match_count > row.matches.length ? row.match_count : 0)}
            </small>
          )}
        </>
      ),
    },
    { key: "code", title: words.code, width: 128, render: (row) => <Code>{row.code}</Code> },
    { key: "class", title: words.class, width: 118, render: (row) => <OneLine>{row.class_name.split("/")[1] ?? row.class_name}</OneLine> },
    { key: "party", title: words.party, width: 140, render: (row) => <OneLine>{row.party}</OneLine> },
    { key: "items", title: words.items, width: 62, align: "right", render: (row) => row.item_count },
    { key: "cycle", title: words.cycle, width: 74, render: (row) => label("update_cycle", row.update_cycle) },
    { key: "share", title: words.share, width: 92, render: (row) => label("share_type", row.share_type) },
    { key: "open", title: words.open, width: 92, render: (row) => label("open_type", row.open_type) },
    { key: "grade", title: words.grade, width: 52, render: (row) => <span className="tag">{row.grade}</span> },
    { key: "decided", title: words.decided, width: 96, render: (row) => formatDate(row.decided_at) },
    { key: "duty", title: words.duty, width: 140, hidden: true, render: (row) => <OneLine>{row.duty || NOTHING}</OneLine> },
    { key: "mounts", title: words.mounts, width: 60, align: "right", hidden: true, render: (row) => row.mount_count },
    { key: "version", title: words.version, width: 60, align: "right", hidden: true, render: (row) => row.version },
  ];
  return (
    <section className="panel" style={{ minWidth: 0 }}>
      <DataTable
        id="catalogue"
        label={texts.title}
        columns={columns}
        rows={page?.rows ?? []}
        keyOf={(row) => row.code}
        loading={loading}
        onOpen={(row) => void navigate(entryAddress(row.code))}
        paging={page && { page: page.page, size: page.size, total: page.total, go: (to, size) => change({ page: to, size }) }}
        toolbar={<Search view={view} change={change} />}
        empty={page && <Nothing view={view} change={change} />}
      />
    </section>
  );
}

function Search({ view, change }: { view: CatalogueView; change: Change }) {
  const texts = useTexts(catalogueTexts);
  return (
    <>
      <span data-search>
        <Input.Search key={view.q} allowClear size="small" style={{ width: 300 }} placeholder={`${texts.search}  ( / )`} aria-label={texts.search} defaultValue={view.q} onSearch={(q) => change({ q: q.trim() })} />
      </span>
      {isNarrowed(view) && (
        <Button size="small" type="link" onClick={() => change(NOTHING_CHOSEN)}>
          {texts.clear}
        </Button>
      )}
    </>
  );
}

function Nothing({ view, change }: { view: CatalogueView; change: Change }) {
  const texts = useTexts(catalogueTexts);
  const maySubmit = useMay("catalogue.submit");
  if (!isNarrowed(view)) {
    return (
      <EmptyNote title={texts.empty} action={maySubmit && <Link to="/catalogue/drafts">{texts.register}</Link>}>
        {texts.emptyHint}
      </EmptyNote>
    );
  }
  return (
    <EmptyNote title={texts.emptyFilter} action={<Button onClick={() => change(NOTHING_CHOSEN)}>{texts.clear}</Button>}>
      {texts.emptyFilterHint}
    </EmptyNote>
  );
}
