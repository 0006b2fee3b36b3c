import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import type { Api } from "@/lib/api/client";
import { useTexts } from "@/lib/i18n/language";

/** The items of each system that are bound to an object, and the core column that each fills. */
export function BoundItems({ of, empty }: { of: Api<"BoundSystem">[]; empty: string }) {
  const { element: words } = useTexts(standardTexts);
  if (of.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <div className="record-scroll">
      <table className="record-table">
        <thead>
          <tr>
            <th />
            <th>{words.table}</th>
            <th>{words.code}</th>
            <th>{words.itemName}</th>
            <th>{words.itemType}</th>
            <th>{words.column}</th>
          </tr>
        </thead>
        <tbody>
          {of.flatMap((system) =>
            system.items.map((item, index) => (
              <tr key={`${system.origin}${system.system}${item.table}${item.code}${index}`}>
                <td>{index === 0 && <><b>{system.label}</b> <span className="tag">{system.origin === "pack" ? words.pack : words.contract}</span></>}</td>
                <td className="mono">{item.table || "—"}</td>
                <td><Code>{item.code}</Code></td>
                <td>{item.name}</td>
                <td className="mono">{item.type || "—"}</td>
                <td className="mono">{item.column || "—"}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}
