import { Table, type TableProps } from "antd";
import { standardiseTexts } from "@/features/standardise/texts";
import { Code } from "@/components/Code";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

type Correction = Api<"CorrectionRow">;

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
  const columns: TableProps<Correction>["columns"] = [
    { key: "label", title: texts.column, width: 110, render: (_, row) => row.label },
    { key: "original", title: texts.raw, width: 160, render: (_, row) => <Code>{row.original}</Code> },
    { key: "result", title: texts.result, width: 160, render: (_, row) => (row.why ? row.why : <Code>{row.result || NOTHING}</Code>) },
    { key: "conversion", title: texts.conversion, width: 110, render: (_, row) => row.conversion_label },
    { key: "declaration", title: texts.declaration, render: (_, row) => `${row.declared_by_label}：${row.declaration}` },
    { key: "since", title: texts.from, width: 96, render: (_, row) => row.since ?? NOTHING },
  ];
  return (
    <>
      <p className="mono">{`${core} ${loadId}:${rowNo}`}</p>
      <Table<Correction>
        size="small"
        pagination={false}
        loading={isLoading}
        columns={columns}
        dataSource={data ?? []}
        rowKey="column"
        locale={{ emptyText: <EmptyNote title={texts.noCorrections}>{texts.noCorrectionsHint}</EmptyNote> }}
      />
    </>
  );
}
