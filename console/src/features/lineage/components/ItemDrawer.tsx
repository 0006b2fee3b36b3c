import { Button, Drawer } from "antd";
import { Link } from "react-router";
import { lineageTexts } from "@/features/lineage/texts";
import { Code } from "@/components/Code";
import { Facts } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** One item of the tree: what it becomes, which indicators use it, and the items like it. */
export function ItemDrawer({ node, close }: { node: string; close: () => void }) {
  const texts = useTexts(lineageTexts).tree;
  const words = texts.columns;
  const { data, error } = useGet("/api/v1/lineage/tree/item", { query: { node } });
  const lineage = data?.has_lineage && <Link to={`/lineage?${new URLSearchParams({ node }).toString()}`}><Button type="primary" size="small">{texts.lineage}</Button></Link>;
  return (
    <Drawer open onClose={close} size={600} title={data ? `${data.code} ${data.name}` : node} extra={lineage}>
      {error && <ErrorNote error={error} />}
      {!data && !error && <Waiting />}
      {data && (
        <div className="stack">
          <Facts
            facts={[
              [words.place, data.place.join(" / ")],
              [words.type, data.type || NOTHING],
              [words.core, data.core ? <Link to={`/lineage?${new URLSearchParams({ node: data.core }).toString()}`}>{data.core}</Link> : data.has_lineage ? NOTHING : texts.noLineage],
              [words.element, data.element ? <Link to={`/standards/elements/${data.element}`}>{data.element}</Link> : NOTHING],
              [words.affected, data.affected_count],
              [words.indicators, data.indicator_labels.length ? <span className="row wrap">{data.indicator_labels.map((one) => <Link key={one.id} className="tag" to={`/lineage?node=${one.id}&way=up`}>{one.id} {one.label}</Link>)}</span> : NOTHING],
            ]}
          />
          <Alike title={texts.sameName} one={data.same_name} />
          <Alike title={texts.sameMeaning} one={data.same_meaning} />
        </div>
      )}
    </Drawer>
  );
}

function Alike({ title, one }: { title: string; one: Api<"LikenessRow"> | null }) {
  const texts = useTexts(lineageTexts).tree;
  return (
    <section>
      <h3>{title}</h3>
      {one === null ? (
        <p className="quiet">{texts.none}</p>
      ) : (
        <>
          <p>{one.reason}</p>
          <ul className="likeness-places">
            {one.places.map((place) => (
              <li key={place}><Code>{place}</Code></li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
