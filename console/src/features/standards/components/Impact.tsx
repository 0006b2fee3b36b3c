import { BoundItems } from "@/features/standards/components/BoundItems";
import { revisionTexts } from "@/features/standards/revisionTexts";
import type { Api } from "@/lib/api/client";
import { formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** Everything that a revision touches, before it touches it. */
export function Impact({ of }: { of: Api<"Impact"> }) {
  const { revision: words } = useTexts(revisionTexts);
  const items = of.systems.reduce((sum, system) => sum + system.count, 0);
  const isQuiet = of.clauses.length + of.indicators.length === 0;
  return (
    <div className="standards-impact">
      <section className="panel">
        <div className="panel-head"><h2>{words.crosswalk}</h2></div>
        <div className="panel-body"><Crosswalk of={of} /></div>
      </section>
      <section className="panel">
        <div className="panel-head">
          <h2>{words.rows}</h2>
          {of.places.length > 0 && <span className="quiet">{words.rowsNote(formatNumber(of.rows), formatNumber(of.failing), formatNumber(of.converted))}</span>}
        </div>
        <div className="panel-body">{of.places.length > 0 ? <Places of={of.places} /> : <p className="quiet">{words.noRows}</p>}</div>
      </section>
      <section className="panel">
        <div className="panel-head"><h2>{words.affected}</h2><span className="quiet">{words.affectedNote(of.systems.length, items)}</span></div>
        <div className="panel-body"><BoundItems of={of.systems} empty={words.noAffected} /></div>
      </section>
      <section className="panel">
        <div className="panel-head"><h2>{words.consequences}</h2></div>
        <div className="panel-body">
          {isQuiet && <p className="quiet">{words.noConsequences}</p>}
          <ul>
            {of.clauses.map((clause) => (
              <li key={`${clause.document}${clause.number}`}>
                <span className="tag bad">{words.clause(clause.document, clause.number)}</span> {clause.text} <span className="quiet">{clause.why}</span>
              </li>
            ))}
            {of.indicators.map((indicator) => (
              <li key={indicator.id}>
                <span className="tag warn">{indicator.id}</span> {words.indicator(indicator.name, indicator.codes)}
              </li>
            ))}
          </ul>
        </div>
      </section>
    </div>
  );
}

function Crosswalk({ of }: { of: Api<"Impact"> }) {
  const { revision: words } = useTexts(revisionTexts);
  return (
    <table className="record-table" aria-label={words.crosswalk}>
      <thead>
        <tr>
          <th>{words.change}</th>
          <th>{words.before}</th>
          <th>{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {of.fields.map((change) => (
          <tr key={change.field}>
            <td>{change.label}</td>
            <td>{change.before || NOTHING}</td>
            <td>{change.after || NOTHING}</td>
          </tr>
        ))}
        {of.crosswalk.map((change) => (
          <tr key={`${change.code}>${change.new_code}`}>
            <td><span className={change.change === "removed" ? "tag warn" : "tag"}>{words.changes[change.change]}</span></td>
            <td><span className="mono">{change.code}</span> {change.label || (change.code ? "" : NOTHING)}</td>
            <td><span className="mono">{change.new_code}</span> {change.new_label || NOTHING}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Places({ of }: { of: Api<"TriedPlace">[] }) {
  const { revision: words } = useTexts(revisionTexts);
  return (
    <>
      <table className="record-table" aria-label={words.rows}>
        <thead>
          <tr>
            <th>{words.layer}</th>
            <th>{words.table}</th>
            <th>{words.item}</th>
            <th className="number">{words.all}</th>
            <th className="number" title={words.failingHelp}>{words.failing}</th>
            <th className="number" title={words.convertedHelp}>{words.converted}</th>
            <th className="number">{words.mended}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((place) => (
            <tr key={`${place.layer}${place.table}${place.column}${place.item}`}>
              <td>{words.layers[place.layer]}</td>
              <td>{[place.source, place.label].filter(Boolean).join(" · ")} <span className="mono quiet">{place.table}</span></td>
              <td className="mono">{place.item || place.column}</td>
              <td className="number">{formatNumber(place.rows)}</td>
              <td className="number">{formatNumber(place.failing_newly)}</td>
              <td className="number">{formatNumber(place.converted)}</td>
              <td className="number">{formatNumber(place.mended)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Values of={of.filter((place) => place.layer === "raw" && place.values.length > 0)} />
    </>
  );
}

function Values({ of }: { of: Api<"TriedPlace">[] }) {
  const { revision: words } = useTexts(revisionTexts);
  if (of.length === 0) return null;
  return (
    <>
      <h3 style={{ margin: "10px 0 4px" }}>
        {words.values} {of.some((place) => place.masked) && <span className="tag">{words.masked}</span>}
      </h3>
      <table className="record-table" aria-label={words.values}>
        <thead>
          <tr>
            <th>{words.table}</th>
            <th>{words.received}</th>
            <th>{words.now}</th>
            <th>{words.then}</th>
            <th>{words.why}</th>
            <th className="number">{words.count}</th>
          </tr>
        </thead>
        <tbody>
          {of.flatMap((place) =>
            place.values.map((value, index) => (
              <tr key={`${place.table}${place.item}${value.received}${index}`}>
                <td>{place.label}</td>
                <td className="mono">{value.received || NOTHING}</td>
                <td className="mono">{value.before ?? NOTHING}</td>
                <td className="mono">{value.after ?? NOTHING}</td>
                <td>{value.reason || NOTHING}</td>
                <td className="number">{formatNumber(value.rows)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </>
  );
}
