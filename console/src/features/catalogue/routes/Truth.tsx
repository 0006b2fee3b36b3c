import { Select } from "antd";
import { Link } from "react-router";
import { entryAddress } from "@/features/catalogue/api/catalogue";
import { watchTexts } from "@/features/catalogue/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

const shape = { party: text() };

/** The resources that promise falsely, by responsible party. */
export function Truth() {
  const texts = useTexts(watchTexts).truth;
  const [view, change] = useView(shape);
  const { data, error, isLoading, mutate } = useGet("/api/v1/catalogue/truth", { query: view });
  const { columns: words } = texts;
  const columns: DataColumn<Api<"TruthFindingRow">>[] = [
    { key: "party", title: words.party, width: 190, fixed: true, render: (row) => row.responsible_party },
    { key: "name", title: words.name, width: 240, render: (row) => <Link to={`${entryAddress(row.resource_code)}?tab=quality`}>{row.name}</Link> },
    { key: "aspect", title: words.aspect, width: 90, render: (row) => <span className="tag bad">{row.aspect_label}</span> },
    { key: "promise", title: words.promise, width: 250, render: (row) => row.promise },
    { key: "fact", title: words.fact, width: 380, render: (row) => row.fact },
    { key: "since", title: words.since, width: 100, render: (row) => row.since },
  ];
  const never = data && data.checked_day === null;
  return (
    <>
      <PageHead title={texts.title} note={data && (data.checked_day ? texts.note(data.entries, data.untrue, data.checked_day) : texts.unchecked)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="catalogue-truth"
            label={texts.title}
            columns={columns}
            rows={data?.rows ?? []}
            keyOf={(row) => `${row.resource_code}/${row.aspect}/${row.promise}`}
            loading={isLoading}
            empty={data && <EmptyNote title={never ? texts.emptyNever : texts.empty}>{never ? texts.emptyNeverHint : texts.emptyHint}</EmptyNote>}
            toolbar={<Select size="small" allowClear style={{ width: 260 }} placeholder={texts.parties} aria-label={texts.parties} value={view.party || undefined} onChange={(party: string | undefined) => change({ party: party ?? "" })} options={(data?.parties ?? []).map((one) => ({ value: one.value, label: `${one.label} ${one.count}` }))} />}
          />
        </section>
      )}
    </>
  );
}
