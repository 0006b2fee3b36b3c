import type { ItemBody } from "@/features/catalogue/api/catalogue";
import { useVocabulary } from "@/features/catalogue/api/useVocabulary";
import { catalogueTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** The items of a resource; share and open type stand with each. */
export function Items({ items }: { items: readonly ItemBody[] }) {
  const texts = useTexts(catalogueTexts);
  const { label } = useVocabulary();
  const { item: words } = texts;
  const columns: DataColumn<ItemBody>[] = [
    { key: "code", title: words.code, width: 150, fixed: true, render: (item) => <Code>{item.code}</Code> },
    { key: "name", title: words.name, width: 160, render: (item) => item.name },
    { key: "type", title: words.type, width: 100, render: (item) => item.data_type || NOTHING },
    { key: "length", title: words.length, width: 60, align: "right", render: (item) => item.length || NOTHING },
    { key: "element", title: words.element, width: 120, render: (item) => (item.element ? <Code>{item.element}</Code> : NOTHING) },
    { key: "grade", title: words.grade, width: 56, render: (item) => <span className="tag">{item.grade}</span> },
    { key: "share", title: words.share, width: 100, render: (item) => label("share_type", item.share_type) },
    { key: "condition", title: words.condition, width: 240, render: (item) => <OneLine>{item.share_condition || item.legal_basis || NOTHING}</OneLine> },
    { key: "open", title: words.open, width: 100, render: (item) => label("open_type", item.open_type) },
    { key: "definition", title: words.definition, width: 200, render: (item) => <OneLine>{item.definition || NOTHING}</OneLine> },
  ];
  return (
    <section className="panel">
      <DataTable id="catalogue-items" label={texts.tabs.items} columns={columns} rows={[...items]} keyOf={(item) => item.code ?? ""} empty={<EmptyNote title={texts.itemsEmpty} />} />
    </section>
  );
}
