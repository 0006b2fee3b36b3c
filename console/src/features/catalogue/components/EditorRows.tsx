import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { EMPTY_ITEM, needed, withItem, type ItemBody, type MountBody } from "@/features/catalogue/api/catalogue";
import { useVocabulary } from "@/features/catalogue/api/useVocabulary";
import { ChoiceField, TextField } from "@/features/catalogue/components/Field";
import { catalogueTexts, workTexts } from "@/features/catalogue/texts";
import { useTexts } from "@/lib/i18n/language";

interface ItemsProps {
  items: ItemBody[];
  wrong: Map<number, string[]>;
  change: (items: ItemBody[]) => void;
}

/** The items of an entry, a line each. */
export function ItemRows({ items, wrong, change }: ItemsProps) {
  const words = useTexts(catalogueTexts).item;
  const texts = useTexts(workTexts).editor;
  const titles = [words.code, words.name, words.type, words.length, words.grade, words.share, words.condition, words.open];
  return (
    <div className="editor-rows">
      {items.length > 0 && (
        <div className="editor-row titles" aria-hidden>
          {titles.map((title) => (
            <span key={title}>{title}</span>
          ))}
        </div>
      )}
      {items.map((item, place) => (
        <ItemRow key={place} item={item} number={place + 1} wrong={wrong.get(place + 1)} change={(next) => change(withItem(items, place, next))} />
      ))}
      <Button size="small" icon={<PlusOutlined />} style={{ alignSelf: "flex-start" }} onClick={() => change([...items, EMPTY_ITEM])}>
        {texts.addItem}
      </Button>
    </div>
  );
}

function ItemRow({ item, number, wrong, change }: { item: ItemBody; number: number; wrong: string[] | undefined; change: (item: ItemBody | null) => void }) {
  const words = useTexts(catalogueTexts).item;
  const texts = useTexts(workTexts).editor;
  const { options } = useVocabulary();
  const set = (part: Partial<ItemBody>) => change({ ...item, ...part });
  const { basis } = needed({ share_type: item.share_type, open_type: item.open_type });
  const name = (label: string) => `${texts.itemOf(number)} ${label}`;
  return (
    <div className="editor-row" role="group" aria-label={texts.itemOf(number)}>
      <TextField label={name(words.code)} value={item.code} change={(code) => set({ code })} />
      <TextField label={name(words.name)} value={item.name} change={(value) => set({ name: value })} />
      <TextField label={name(words.type)} value={item.data_type} change={(data_type) => set({ data_type })} />
      <TextField label={name(words.length)} value={item.length} change={(length) => set({ length })} />
      <ChoiceField label={name(words.grade)} value={item.grade} change={(grade) => set({ grade })} options={options("grade")} />
      <ChoiceField label={name(words.share)} value={item.share_type} change={(share_type) => set({ share_type })} options={options("share_type")} />
      {basis ? (
        <TextField label={name(words.basis)} value={item.legal_basis} change={(legal_basis) => set({ legal_basis })} />
      ) : (
        <TextField label={name(words.condition)} value={item.share_condition} change={(share_condition) => set({ share_condition })} />
      )}
      <ChoiceField label={name(words.open)} value={item.open_type} change={(open_type) => set({ open_type })} options={options("open_type")} />
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={`${texts.removeOne} ${texts.itemOf(number)}`} onClick={() => change(null)} />
      {wrong && <span className="wrong">{wrong.join("；")}</span>}
    </div>
  );
}

/** Where the data of an entry is, a line each. */
export function MountRows({ mounts, change }: { mounts: MountBody[]; change: (mounts: MountBody[]) => void }) {
  const texts = useTexts(workTexts).editor;
  const { options } = useVocabulary();
  return (
    <div className="editor-rows">
      {mounts.map((mount, place) => {
        const set = (part: Partial<MountBody>) => change(withItem(mounts, place, { ...mount, ...part }));
        return (
          <div key={place} className="editor-row mount">
            <ChoiceField label={texts.kind} value={mount.kind} change={(kind) => set({ kind })} options={options("mount_kind")} />
            <TextField label={texts.target} value={mount.target} change={(target) => set({ target })} />
            <TextField label={texts.system} value={mount.system} change={(system) => set({ system })} />
            <Button type="text" size="small" icon={<CloseOutlined />} aria-label={`${texts.removeOne} ${mount.target}`} onClick={() => change(withItem(mounts, place, null))} />
          </div>
        );
      })}
      {mounts.length > 0 && <span className="quiet">{`${texts.target}：${texts.targetHint}；${texts.system}：${texts.systemHint}`}</span>}
      <Button size="small" icon={<PlusOutlined />} style={{ alignSelf: "flex-start" }} onClick={() => change([...mounts, { kind: "table", target: "", system: "" }])}>
        {texts.addMount}
      </Button>
    </div>
  );
}
