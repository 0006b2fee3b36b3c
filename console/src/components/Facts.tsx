import "./facts.css";
import type { ReactNode } from "react";

export type Fact = [name: string, value: ReactNode];

/** Names and values, one below the other or in columns. */
export function Facts({ facts, columns = 1 }: { facts: Fact[]; columns?: 1 | 2 | 3 }) {
  return (
    <dl className={`facts facts-${columns}`}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
