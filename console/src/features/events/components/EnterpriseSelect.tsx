import { Select } from "antd";
import { useEffect, useState } from "react";
import { correctionTexts } from "@/features/events/correctionTexts";
import { Code } from "@/components/Code";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useLabels } from "@/lib/labels";

interface Props {
  start: string;
  chosen: string;
  choose: (uscc: string) => void;
}

const WAIT_MS = 300;

/** One enterprise of the register, looked up by name or credit code while typing. */
export function EnterpriseSelect({ start, chosen, choose }: Props) {
  const { form } = useTexts(correctionTexts);
  const labelOf = useLabels();
  const [typed, setTyped] = useState("");
  const sought = useSettled(typed.trim() || start.trim());
  const { data = [], isLoading } = useGet("/api/v1/enterprises", sought.length >= 2 ? { query: { q: sought } } : null);
  return (
    <label>
      <span>{form.employer}</span>
      <Select
        aria-label={form.employer}
        placeholder={form.employerPlaceholder}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        loading={isLoading}
        value={chosen || undefined}
        onChange={choose}
        notFoundContent={sought.length < 2 ? form.typeMore : form.noneFound}
        optionLabelProp="title"
        options={data.map((one) => ({
          value: one.uscc,
          title: `${one.name} ${one.uscc}`,
          label: (
            <span className="enterprise-option">
              <span>{one.name}</span>
              <small className="quiet">
                <Code>{one.uscc}</Code> {labelOf("district", one.district_code)}
              </small>
            </span>
          ),
        }))}
      />
      <small className="quiet">{form.employerHelp}</small>
    </label>
  );
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
