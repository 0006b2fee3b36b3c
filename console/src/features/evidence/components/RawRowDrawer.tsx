import { LockOutlined } from "@ant-design/icons";
import { Drawer } from "antd";
import type { RowPlace } from "@/features/evidence/api/place";
import { evidenceTexts } from "@/features/evidence/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import "@/components/record-table.css";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  place: RowPlace | null;
  evidenceId: string;
  close: () => void;
}

/** One row exactly as it was received, and the load package it came in. */
export function RawRowDrawer({ place, evidenceId, close }: Props) {
  const texts = useTexts(evidenceTexts);
  return (
    <Drawer open={place !== null} onClose={close} size={520} mask={false} title={place && texts.raw(place.table, place.rowNo)} destroyOnHidden>
      {place && <RawRow place={place} evidenceId={evidenceId} />}
    </Drawer>
  );
}

function RawRow({ place, evidenceId }: { place: RowPlace; evidenceId: string }) {
  const { data, error } = useGet(
    "/api/v1/rows/{table}/{load_id}/{row_no}",
    { path: { table: place.table, load_id: place.loadId, row_no: place.rowNo }, query: { evidence_id: evidenceId } },
    { keepPreviousData: false },
  );
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Waiting />;
  return (
    <div className="stack" data-testid="raw-row">
      <RawFields fields={data.fields} />
      <LoadFacts row={data} />
    </div>
  );
}

/** Columns that the load adds; the facts below the row tell them. */
const RECEIPT = new Set(["load_id", "row_no", "file_name"]);

function RawFields({ fields }: { fields: Api<"RawField">[] }) {
  const texts = useTexts(evidenceTexts);
  return (
    <table className="record-table">
      <thead>
        <tr>
          <th>{texts.item}</th>
          <th>{texts.value}</th>
          <th>{texts.grade}</th>
        </tr>
      </thead>
      <tbody>
        {fields.filter((field) => !RECEIPT.has(field.name)).map((field) => (
          <tr key={field.name}>
            <td>
              {field.label}
              {field.name !== field.label && (
                <>
                  <br />
                  <span className="mono quiet">{field.name}</span>
                </>
              )}
            </td>
            <td style={{ overflowWrap: "anywhere" }}>
              {field.is_masked ? (
                <span className="record-masked mono" title={texts.masked}>
                  <LockOutlined /> {field.value ?? "＊＊＊"}
                </span>
              ) : (
                (field.value ?? <span className="quiet">{NOTHING}</span>)
              )}
            </td>
            <td className="mono quiet">{field.grade}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LoadFacts({ row }: { row: Api<"RawRow"> }) {
  const { facts: names } = useTexts(evidenceTexts);
  const { load } = row;
  const facts: Fact[] = [
    [names.load, <Code key="load">{row.load_id}</Code>],
    [names.table, <Code key="table">{load?.table ?? row.table}</Code>],
    [names.file, load?.file_name ?? NOTHING],
    [names.received, formatMoment(load?.received_at)],
    [names.rows, formatNumber(load?.row_count)],
    [names.setAside, formatNumber(load?.set_aside_count)],
    [names.hash, load?.sha256 ? <Code key="hash" short={16}>{load.sha256}</Code> : NOTHING],
  ];
  return <Facts facts={facts} />;
}
