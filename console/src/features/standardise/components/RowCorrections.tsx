import { standardiseTexts } from "@/features/standardise/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  core: string;
  loadId: string;
  rowNo: number;
}

/** Every value of a raw row that is not as it was received: original, result, conversion, on whose word, since when. */
export function RowCorrections({ core, loadId, rowNo }: Props) {
  const texts = useTexts(standardiseTexts);
  const path = { core, load_id: loadId, row_no: rowNo };
  const { data, error, isLoading } = useGet("/api/v1/standardise/rows/{core}/{load_id}/{row_no}", { path });
  if (error) return <ErrorNote error={error} />;
  const columns: DataColumn<Api<"CorrectionRow">>[] = [
    { key: "label", title: texts.column, width: 110, render: (row) => row.label },
    { key: "original", title: texts.raw, width: 150, render: (row) => <Code>{row.original}</Code> },
    { key: "result", title: texts.result, width: 150, render: (row) => (row.why ? row.why : <Code>{row.result || NOTHING}</Code>) },
    { key: "conversion", title: texts.conversion, width: 100, render: (row) => row.conversion_label },
    { key: "declaration", title: texts.declaration, width: 210, render: (row) => `${row.declared_by_label}：${row.declaration}` },
    { key: "since", title: texts.from, width: 92, render: (row) => row.since ?? NOTHING },
  ];
  return (
    <>
      <p className="mono">{`${core} ${loadId}:${rowNo}`}</p>
      <DataTable id="standardise-row" plain label={texts.row} columns={columns} rows={data ?? []} keyOf={(row) => row.column} loading={isLoading} empty={<EmptyNote title={texts.noCorrections}>{texts.noCorrectionsHint}</EmptyNote>} />
    </>
  );
}
