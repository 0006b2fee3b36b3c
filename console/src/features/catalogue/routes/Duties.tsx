import "@/features/catalogue/catalogue.css";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { proposeDuty } from "@/features/catalogue/api/catalogue";
import { watchTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

/** Duty → data → table: what each department is there for, and the data entries and mounts below each duty. */
export function Duties() {
  const texts = useTexts(watchTexts).duties;
  const maySubmit = useMay("catalogue.submit");
  const { data, error, mutate } = useGet("/api/v1/catalogue/duties", {});
  const { columns: words } = texts;
  const columnsOf = (department: string): DataColumn<Api<"DutyRow">>[] => [
    { key: "name", title: words.name, width: 240, fixed: true, render: (row) => <Link to={`/catalogue?${new URLSearchParams({ party: department, duty: row.name })}`}>{row.name || texts.none}</Link> },
    { key: "code", title: words.code, width: 110, render: (row) => (row.code ? <Code>{row.code}</Code> : NOTHING) },
    { key: "basis", title: words.basis, width: 320, render: (row) => row.basis || NOTHING },
    { key: "entries", title: words.entries, width: 90, align: "right", render: (row) => row.entries },
    { key: "mounts", title: words.mounts, width: 80, align: "right", render: (row) => row.mounts },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note} actions={maySubmit && <Propose departments={(data ?? []).map((one) => one.department)} />} />
      {error && <ErrorNote error={error} retry={() => void mutate()} />}
      {data?.length === 0 && (
        <section className="panel">
          <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>
        </section>
      )}
      <div className="stack">
        {data?.map((one) => (
          <section key={one.department} className="panel">
            <div className="panel-head">
              <h2>{one.department}</h2>
            </div>
            <DataTable plain id="duties" label={one.department} columns={columnsOf(one.department)} rows={one.duties} keyOf={(row) => row.code || "—"} empty={null} />
          </section>
        ))}
      </div>
    </>
  );
}

function Propose({ departments }: { departments: string[] }) {
  const texts = useTexts(watchTexts).duties;
  const [wish, setWish] = useState<Api<"DutyRequest"> | null>(null);
  const [error, setError] = useState<ProblemError | null>(null);
  const [told, setTold] = useState("");
  const field = (name: "department" | "name" | "basis", list?: string) => (
    <label>
      <span>{texts[name]}</span>
      <Input list={list} maxLength={name === "basis" ? 300 : 100} value={wish?.[name] ?? ""} onChange={(event) => setWish((before) => before && { ...before, [name]: event.target.value })} />
    </label>
  );
  const send = () => {
    if (!wish) return;
    setError(null);
    proposeDuty(wish)
      .then(({ count }) => {
        setTold(count > 0 ? texts.proposed : texts.known);
        setWish(null);
      })
      .catch((problem: ProblemError) => setError(problem));
  };
  return (
    <>
      {told && <span className="quiet">{told}</span>}
      <Button type="primary" onClick={() => setWish({ department: "", name: "", basis: "" })}>
        {texts.propose}
      </Button>
      <Modal open={wish !== null} title={texts.propose} onCancel={() => setWish(null)} okText={texts.submit} cancelText={texts.cancel} okButtonProps={{ disabled: !wish?.department.trim() || !wish.name.trim() }} onOk={send}>
        <div className="duty-dialog">
          {field("department", "departments")}
          <datalist id="departments">{departments.map((one) => <option key={one} value={one} />)}</datalist>
          {field("name")}
          {field("basis")}
          {error && <ErrorNote error={error} />}
        </div>
      </Modal>
    </>
  );
}
