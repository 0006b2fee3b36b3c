import "./data-table.css";
import { SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover, Table, Tooltip, type TableProps } from "antd";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useHotkeys } from "@/lib/hotkeys";
import { defineTexts, useTexts } from "@/lib/i18n/language";
import { useStored } from "@/lib/stored";

const tableTexts = defineTexts(
  {
    columns: "列设置",
    reset: "恢复默认",
    total: (total: number) => `共 ${total.toLocaleString("zh-CN")} 条`,
  },
  {
    columns: "Columns",
    reset: "Restore default",
    total: (total: number) => `${total.toLocaleString("en-US")} in all`,
  },
);

export interface DataColumn<Row> {
  key: string;
  title: string;
  /** The definition 口径, shown on hover. */
  help?: string;
  width: number;
  align?: "right" | "center";
  fixed?: boolean;
  /** The sort key of this column; the address then says `key` or `-key`. */
  sort?: string;
  hidden?: boolean;
  render: (row: Row) => ReactNode;
  /** What stands in the total line. */
  sum?: ReactNode;
}

interface Props<Row> {
  /** Names the table in the memory of the browser. */
  id: string;
  columns: DataColumn<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  label: string;
  loading?: boolean;
  empty: ReactNode;
  paging?: { page: number; size: number; total: number; go: (page: number, size: number) => void };
  sort?: string;
  onSort?: (sort: string) => void;
  /** Enter or a click on the row. */
  onOpen?: (row: Row) => void;
  /** The row shown in the drawer. */
  openKey?: string | null;
  sumTitle?: ReactNode;
  /** Stands left of the column settings, above the table. */
  toolbar?: ReactNode;
  expandable?: TableProps<Row>["expandable"];
  /** Without the bar above: for a short table inside a page. */
  plain?: boolean;
}

/** A list: fixed first column, column settings, definitions on hover, a total line, j/k and Enter. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { id, columns, rows, keyOf, onOpen, paging, sort, onSort } = props;
  const texts = useTexts(tableTexts);
  const usual = useMemo(() => columns.filter((column) => column.hidden).map((column) => column.key), [columns]);
  const [hidden, setHidden] = useStored<string[]>(`anlan.columns.${id}`, usual);
  const shown = columns.filter((column) => column.fixed || !hidden.includes(column.key));
  const { cursor, frame } = useCursor(rows, keyOf, onOpen);

  const tableColumns: NonNullable<TableProps<Row>["columns"]> = shown.map((column) => ({
    key: column.key,
    width: column.width,
    align: column.align,
    fixed: column.fixed ? ("left" as const) : undefined,
    title: column.help ? (
      <Tooltip title={column.help}>
        <span className="column-help">{column.title}</span>
      </Tooltip>
    ) : (
      column.title
    ),
    sorter: column.sort !== undefined && onSort !== undefined,
    sortDirections: ["descend", "ascend", "descend"],
    showSorterTooltip: false,
    sortOrder: sort === column.sort ? "ascend" : sort === `-${column.sort}` ? "descend" : null,
    render: (_: unknown, row: Row) => column.render(row),
  }));

  return (
    <div className="data-table" ref={frame}>
      {!props.plain && (
        <div className="data-table-bar no-print">
          {props.toolbar}
          <span className="spread" />
          <ColumnSettings columns={columns} hidden={hidden} choose={setHidden} reset={() => setHidden(usual)} />
        </div>
      )}
      <Table<Row>
        size="small"
        aria-label={props.label}
        columns={tableColumns}
        dataSource={rows}
        rowKey={keyOf}
        loading={props.loading ? { delay: 200 } : false}
        locale={{ emptyText: props.empty ?? <span style={{ display: "block", height: 120 }} /> }}
        // A plain table may stand in a drawer, which has no bar above it to keep clear of.
        sticky={props.plain ? undefined : { offsetHeader: 44 }}
        scroll={{ x: shown.reduce((width, column) => width + column.width, 0) }}
        tableLayout="fixed"
        expandable={props.expandable}
        rowClassName={(row, index) =>
          [index === cursor ? "row-cursor" : "", keyOf(row) === props.openKey ? "row-open" : "", onOpen ? "row-opens" : ""].join(" ")
        }
        onRow={(row) => ({
          onClick: (event) => {
            if (!(event.target as HTMLElement).closest("a, button, input")) onOpen?.(row);
          },
        })}
        onChange={(_page, _filters, sorter) => {
          const one = Array.isArray(sorter) ? sorter[0] : sorter;
          const column = shown.find((each) => each.key === one?.columnKey);
          if (column?.sort && one) onSort?.(one.order === "ascend" ? column.sort : `-${column.sort}`);
        }}
        summary={
          props.sumTitle && rows.length > 0
            ? () => (
                <Table.Summary.Row className="sum-line">
                  {props.expandable && <Table.Summary.Cell index={0} />}
                  {shown.map((column, index) => (
                    <Table.Summary.Cell key={column.key} index={index + (props.expandable ? 1 : 0)} align={column.align}>
                      {index === 0 ? props.sumTitle : column.sum}
                    </Table.Summary.Cell>
                  ))}
                </Table.Summary.Row>
              )
            : undefined
        }
        pagination={
          paging
            ? {
                current: paging.page,
                pageSize: paging.size,
                total: paging.total,
                showSizeChanger: true,
                pageSizeOptions: [20, 50, 100, 200],
                showTotal: texts.total,
                onChange: paging.go,
                hideOnSinglePage: false,
              }
            : false
        }
      />
    </div>
  );
}

/** The row the keyboard stands on: j and k move it, Enter opens it; it stays while the same rows are only renewed. */
function useCursor<Row>(rows: Row[], keyOf: (row: Row) => string, open: ((row: Row) => void) | undefined) {
  const [cursor, setCursor] = useState(-1);
  const listed = rows.map(keyOf).join("\n");
  const [of, setOf] = useState(listed);
  const frame = useRef<HTMLDivElement>(null);
  if (of !== listed) {
    setOf(listed);
    setCursor(-1);
  }
  useEffect(() => {
    if (cursor >= 0) frame.current?.querySelector(".row-cursor")?.scrollIntoView({ block: "nearest" });
  }, [cursor]);
  useHotkeys({
    j: () => setCursor((at) => Math.min(at + 1, rows.length - 1)),
    k: () => setCursor((at) => Math.max(at - 1, 0)),
    Enter: (event) => {
      const row = rows[cursor];
      const on = event.target instanceof Element ? event.target.closest("a, button, [role=dialog]") : null;
      if (row === undefined || on !== null) return;
      event.preventDefault();
      open?.(row);
    },
  });
  return { cursor, frame };
}

interface SettingsProps<Row> {
  columns: DataColumn<Row>[];
  hidden: string[];
  choose: (hidden: string[]) => void;
  reset: () => void;
}

function ColumnSettings<Row>({ columns, hidden, choose, reset }: SettingsProps<Row>) {
  const texts = useTexts(tableTexts);
  const optional = columns.filter((column) => !column.fixed);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="column-settings">
          <Checkbox.Group
            value={optional.filter((column) => !hidden.includes(column.key)).map((column) => column.key)}
            onChange={(shown) => choose(optional.filter((column) => !shown.includes(column.key)).map((column) => column.key))}
            options={optional.map((column) => ({ value: column.key, label: column.title }))}
          />
          <Button size="small" type="link" onClick={reset}>
            {texts.reset}
          </Button>
        </div>
      }
    >
      <Button size="small" type="text" icon={<SettingOutlined />} aria-label={texts.columns} title={texts.columns} />
    </Popover>
  );
}
