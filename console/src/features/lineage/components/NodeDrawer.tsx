import { Button, Drawer } from "antd";
import { Link } from "react-router";
import type { PictureNode } from "@/features/lineage/api/layout";
import { lineageTexts } from "@/features/lineage/texts";
import { Code } from "@/components/Code";
import { Facts } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  node: PictureNode;
  close: () => void;
  look: (node: string) => void;
}

/** One node of the lineage: what it is, its columns to go on with, and the files that filled it. */
export function NodeDrawer({ node, close, look }: Props) {
  const texts = useTexts(lineageTexts);
  const hasFiles = ["file", "source", "raw"].includes(node.level) && node.is_table;
  return (
    <Drawer open onClose={close} size={640} title={node.label} extra={<Button type="primary" size="small" onClick={() => look(node.id)}>{texts.centre}</Button>}>
      <div className="stack">
        <Facts
          facts={[
            [texts.list.kind, `${node.level_label} · ${node.kind_label}`],
            [texts.list.id, <Code key="id">{node.id}</Code>],
            ...(node.kind === "resource" ? [[texts.open, <Link key="open" to={`/catalogue/entries/${node.id.slice(9).replace("/", "-")}`}>{texts.resource}</Link>] as [string, React.ReactNode]] : []),
            ...(node.kind === "indicator" ? [[texts.open, <Link key="open" to="/indicators">{texts.indicator}</Link>] as [string, React.ReactNode]] : []),
          ]}
        />
        {node.is_table && node.columns > 1 && <Columns node={node.id} look={look} />}
        {hasFiles && <Files node={node.id} />}
      </div>
    </Drawer>
  );
}

function Columns({ node, look }: { node: string; look: (node: string) => void }) {
  const texts = useTexts(lineageTexts);
  const { data, error } = useGet("/api/v1/lineage/columns", { query: { node } });
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Waiting />;
  return (
    <section>
      <h3>{texts.columns(data.length)}</h3>
      <ul className="lineage-columns">
        {data.map((column) => (
          <li key={column.id}>
            <button type="button" className="plain" title={column.id} onClick={() => look(column.id)}>
              <span>{column.label.replace(/^.*[：/]\s*/, "")}</span> <small className="mono quiet">{column.id.slice(node.length + 1)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Files({ node }: { node: string }) {
  const texts = useTexts(lineageTexts);
  const { data, error } = useGet("/api/v1/lineage/files", { query: { node } });
  if (error) return <ErrorNote error={error} />;
  if (!data || data.total === 0) return null;
  return (
    <section>
      <h3>{texts.files(data.total)}</h3>
      <table className="record-table lineage-files">
        <thead>
          <tr>
            <th>{texts.file.name}</th>
            <th>{texts.file.place}</th>
            <th className="number">{texts.file.rows}</th>
            <th>{texts.file.loaded}</th>
            <th>{texts.file.hash}</th>
          </tr>
        </thead>
        <tbody>
          {data.rows.map((file) => (
            <File key={file.load_id} file={file} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function File({ file }: { file: Api<"LineageFile"> }) {
  const texts = useTexts(lineageTexts);
  return (
    <tr>
      <td>{file.file_name}</td>
      <td>{file.cells ? `${file.sheet}!${file.cells}` : <span className="quiet">{texts.file.noCells}</span>}</td>
      <td className="number">{file.rows.toLocaleString()}</td>
      <td className="nowrap">{file.loaded}</td>
      <td><Code short={8}>{file.sha256}</Code></td>
    </tr>
  );
}
