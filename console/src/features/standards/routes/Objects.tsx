import "@/features/standards/standards.css";
import { Button, Tabs } from "antd";
import { useState } from "react";
import { ReviseFields } from "@/features/standards/components/ReviseFields";
import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const ELSEWHERE = ["data_element", "source_item", "code_set", "division"];
// Lists of references are revised by the registry's files; texts are revised here.
const NOT_HERE = ["id", "source", "confidence", "indicators", "scopes"];
const shape = { kind: text("term") };

/** Terms, rules, grades, domains, roles: the objects that are neither elements nor codes. */
export function Objects() {
  const { objects: words } = useTexts(standardTexts);
  const [{ kind }, change] = useView(shape);
  const kinds = useGet("/api/v1/standards", {});
  const { data, error, mutate } = useGet("/api/v1/standards/objects/{kind}", { path: { kind } });
  const mayDraft = useMay("standards.draft");
  const [revising, revise] = useState<Api<"RegisteredThing"> | null>(null);
  const tabs = (kinds.data ?? []).filter((each) => !ELSEWHERE.includes(each.kind));
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      <Tabs activeKey={kind} onChange={(wanted) => change({ kind: wanted })} items={tabs.map((each) => ({ key: each.kind, label: `${each.label} ${each.count}` }))} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : !data ? (
        <Waiting height={300} />
      ) : (
        <div className="stack">
          {data.map((thing) => (
            <section key={thing.id} className="panel">
              <div className="panel-head">
                <h2>{thing.name}</h2>
                <Code>{thing.id}</Code>
                <span className="quiet">{words.version} {thing.version} · {thing.effective_from}</span>
                <span className="spread" />
                {mayDraft && <Button size="small" type="link" onClick={() => revise(thing)}>{words.revise}</Button>}
              </div>
              <div className="panel-body">
                <Facts columns={2} facts={thing.attributes.filter(({ field }) => field !== "name").map(({ label, value }): Fact => [label, value])} />
              </div>
            </section>
          ))}
        </div>
      )}
      {revising && (
        <ReviseFields
          kind={kind}
          id={revising.id}
          name={revising.name}
          fields={revising.attributes.filter(({ field }) => !NOT_HERE.includes(field))}
          close={() => revise(null)}
        />
      )}
    </>
  );
}
