import { ReviseCodes } from "@/features/standards/components/ReviseCodes";
import { ReviseFields } from "@/features/standards/components/ReviseFields";
import type { Drafted } from "@/features/standards/components/useDraft";
import { useGet } from "@/lib/api/useGet";

/** The kinds whose drafts are written anew here; of other kinds a draft is withdrawn and made again. */
export const EDITABLE = ["code_set", "data_element"];
const KEPT = ["code", "status", "owner", "systems", "submitter", "format_status", "unit", "source", "confidence"];

/** Opens the editor of a draft's kind with what the draft says. */
export function EditDraft({ drafted, close }: { drafted: Drafted; close: () => void }) {
  const { kind, id } = drafted.of;
  const codes = useGet("/api/v1/standards/code-sets/{identifier}", kind === "code_set" ? { path: { identifier: id } } : null);
  const element = useGet("/api/v1/standards/elements/{identifier}", kind === "data_element" ? { path: { identifier: id } } : null);
  if (codes.data) return <ReviseCodes of={codes.data} drafted={drafted} close={close} />;
  if (!element.data) return null;
  const fields = element.data.attributes.filter(({ field }) => !KEPT.includes(field));
  return <ReviseFields kind={kind} id={id} name={element.data.name} fields={fields} drafted={drafted} close={close} />;
}
