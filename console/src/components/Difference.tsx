import "./difference.css";

interface Props {
  changes: readonly { place: string; before: string; after: string }[];
  words: { place: string; before: string; after: string };
}

/** What changes, field by field: before struck out, after marked; empty is what was not or will not be there. */
export function Difference({ changes, words }: Props) {
  return (
    <table className="difference">
      <thead>
        <tr>
          <th scope="col">{words.place}</th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.place}>
            <th scope="row">{change.place}</th>
            <td>{change.before && <del>{change.before}</del>}</td>
            <td>{change.after && <ins>{change.after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
