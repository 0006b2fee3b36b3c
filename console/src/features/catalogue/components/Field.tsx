import { Input, InputNumber, Select } from "antd";
import { type ReactNode } from "react";

interface FrameProps {
  label: string;
  wrong?: string[];
  wide?: "wide" | "two";
  children: ReactNode;
}

/** A field with its name above and what is wrong with it below. */
export function Framed({ label, wrong, wide, children }: FrameProps) {
  return (
    <label className={wide}>
      <span>{label}</span>
      {children}
      {wrong?.map((each) => <em key={each}>{each}</em>)}
    </label>
  );
}

interface TextProps {
  label: string;
  value: string | undefined;
  change: (value: string) => void;
  rows?: number;
  plain?: boolean;
}

export function TextField({ label, value, change, rows, plain }: TextProps) {
  const shared = { "aria-label": label, value, placeholder: plain ? label : undefined };
  if (rows) return <Input.TextArea {...shared} rows={rows} onChange={(event) => change(event.target.value)} />;
  return <Input {...shared} onChange={(event) => change(event.target.value)} />;
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  change: (value: string) => void;
  options: { value: string; label: string }[];
  search?: boolean;
  clear?: boolean;
}

export function ChoiceField({ label, value, change, options, search, clear }: ChoiceProps) {
  return <Select aria-label={label} allowClear={clear} showSearch={search ? { optionFilterProp: "label" } : false} value={value || undefined} onChange={(chosen: string | undefined) => change(chosen ?? "")} options={options} />;
}

interface NumberProps {
  label: string;
  value: number | null | undefined;
  change: (value: number | null) => void;
}

export function NumberField({ label, value, change }: NumberProps) {
  return <InputNumber aria-label={label} min={0} precision={0} style={{ width: "100%" }} value={value ?? null} onChange={(typed) => change(typed)} />;
}
