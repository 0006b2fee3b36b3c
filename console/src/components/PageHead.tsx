import "./page-head.css";
import type { ReactNode } from "react";

interface Props {
  title: ReactNode;
  /** What the page is, in one quiet line. */
  note?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page: its name, a quiet line, and what can be done here. */
export function PageHead({ title, note, actions }: Props) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {note && <span className="quiet">{note}</span>}
      <span className="spread" />
      <div className="row no-print">{actions}</div>
    </header>
  );
}
