import { useState } from "react";
import { employerTexts } from "@/features/employer/texts";
import { TagWhyDrawer } from "@/components/TagWhyDrawer";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

/** The tags the employer carries now; one of them opens why. */
export function EmployerTags({ uscc }: { uscc: string }) {
  const texts = useTexts(employerTexts);
  const [open, setOpen] = useState("");
  const { data = [] } = useGet("/api/v1/employers/{uscc}/tags", { path: { uscc } });
  if (data.length === 0) return null;
  return (
    <p className="row wrap" aria-label={texts.tags}>
      <b className="quiet">{texts.tags}</b>
      {data.map((tag) => (
        <button key={tag.code} type="button" className="plain tag" title={tag.reason} onClick={() => setOpen(tag.code)}>
          {tag.label}
        </button>
      ))}
      <TagWhyDrawer code={open} uscc={open ? uscc : ""} close={() => setOpen("")} />
    </p>
  );
}
