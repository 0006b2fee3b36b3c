import { steps, type Pair } from "@/features/master/api/master";
import { masterTexts } from "@/features/master/texts";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** What each field of two records says: values side by side, how they agree, and a bar from where the one before ended. */
export function Waterfall({ parts }: { parts: Pair["parts"] }) {
  const texts = useTexts(masterTexts);
  const { columns: words } = texts;
  const bars = steps(parts);
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const low = Math.min(0, ...ends);
  const span = Math.max(1, Math.max(0, ...ends) - low);
  const place = (value: number) => `${(((value - low) / span) * 100).toFixed(2)}%`;
  return (
    <table className="waterfall" aria-label={texts.waterfall}>
      <thead>
        <tr>
          <th>{words.column}</th>
          <th>{words.left}</th>
          <th>{words.right}</th>
          <th>{words.agreement}</th>
          <th className="weight">{words.weight}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part, at) => {
          const { from, to } = bars[at] ?? { from: 0, to: 0 };
          return (
            <tr key={`${part.column}-${part.agreement}`}>
              <td>{texts.fields[part.column] ?? part.column}</td>
              <td className="mono">{part.left ?? NOTHING}</td>
              <td className="mono">{part.right ?? NOTHING}</td>
              <td>{part.agreement}</td>
              <td className="weight">
                <div className="waterfall-row">
                  <div className="waterfall-bar">
                    <b style={{ left: place(0) }} />
                    {part.weight !== 0 && (
                      <i className={part.weight < 0 ? "against" : ""} style={{ left: place(Math.min(from, to)), width: `${((Math.abs(part.weight) / span) * 100).toFixed(2)}%` }} />
                    )}
                  </div>
                  <span className="mono">{part.weight > 0 ? `+${part.weight.toFixed(1)}` : part.weight.toFixed(1)}</span>
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
