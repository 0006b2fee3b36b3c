import { Button, Input, Modal, Select } from "antd";
import { useState, type ReactNode } from "react";
import { requestAuthorisation, sharedAs } from "@/features/catalogue/api/authorisations";
import { authorisationTexts } from "@/features/catalogue/authorisationTexts";
import { ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const BLANK = { department: "", purpose: "", basis: "", until: "", items: [] as string[] };

/** Asks for the use of a published resource; what is not shared at all says so instead. */
export function Apply({ page, day, done }: { page: Api<"EntryPage">; day: string; done: () => void }) {
  const texts = useTexts(authorisationTexts);
  const [wish, setWish] = useState<typeof BLANK | null>(null);
  const [error, setError] = useState<ProblemError | null>(null);
  const [told, setTold] = useState("");
  const { entry } = page;
  if (entry.share_type === "3") return <span className="quiet">{texts.refused(entry.legal_basis || NOTHING)}</span>;
  const isConditional = sharedAs(entry, wish?.items ?? []) === "2";
  const isComplete = wish !== null && [wish.department, wish.purpose, wish.until, isConditional ? wish.basis : "-"].every((value) => value.trim() !== "");
  const set = (change: Partial<typeof BLANK>) => setWish((before) => before && { ...before, ...change });
  const send = () => {
    if (!wish) return;
    setError(null);
    requestAuthorisation({ ...wish, resource_code: page.code })
      .then((made) => {
        setTold(texts.sent(made.code, made.state === "granted"));
        setWish(null);
        done();
      })
      .catch((problem: ProblemError) => setError(problem));
  };
  const field = (name: keyof typeof texts.fields, isNeeded: boolean, control: ReactNode) => (
    <label>
      <span>
        {texts.fields[name]}
        {isNeeded && texts.needed}
      </span>
      {control}
    </label>
  );
  const items = (entry.items ?? []).filter((item) => item.share_type !== "3");
  return (
    <>
      {told && <span className="quiet">{told}</span>}
      <Button
        size="small"
        type="primary"
        onClick={() => {
          setError(null);
          setWish(BLANK);
        }}
      >
        {texts.apply}
      </Button>
      <Modal open={wish !== null} title={`${texts.applyTitle} ${page.name}`} onCancel={() => setWish(null)} okText={texts.submit} cancelText={texts.cancel} okButtonProps={{ disabled: !isComplete }} onOk={send}>
        {wish && (
          <div className="duty-dialog">
            <p className="quiet">{isConditional ? texts.hint.conditional(entry.share_condition || NOTHING) : texts.hint.free}</p>
            {field("department", true, <Input maxLength={100} value={wish.department} onChange={(event) => set({ department: event.target.value })} />)}
            {field("purpose", true, <Input maxLength={300} value={wish.purpose} onChange={(event) => set({ purpose: event.target.value })} />)}
            {field("basis", isConditional, <Input maxLength={300} value={wish.basis} onChange={(event) => set({ basis: event.target.value })} />)}
            {field("items", false, <Select mode="multiple" allowClear showSearch optionFilterProp="label" aria-label={texts.fields.items} options={items.map((item) => ({ value: item.code, label: item.name }))} value={wish.items} onChange={(chosen: string[]) => set({ items: chosen })} />)}
            {field("until", true, <Input type="date" min={day} value={wish.until} onChange={(event) => set({ until: event.target.value })} />)}
            {error && <ErrorNote error={error} />}
          </div>
        )}
      </Modal>
    </>
  );
}
