import { defineTexts } from "@/lib/i18n/language";

export const assetsTexts = defineTexts(
  {
    reason: "理由", cancel: "取消", submit: "提交", empty: "—",
    models: {
      title: "数据模型", note: (tables: number) => `${tables} 张表，按层与业务域；粒度在资源池中核对：anlan assets models --check`, layer: "层", allLayers: "全部层", find: "表名或名称", domain: "业务域", table: "表", label: "名称", grain: "粒度", key: "主键", from: "由何而来", source: "来源装载", grade: "最高分级", state: "状态", held: "有数据", absent: "未写入", undeclared: "未声明",
      elements: "字段", name: "字段", type: "类型", unit: "单位", codes: "代码集", element: "数据元", one: "分级", physicalType: "物理类型", physical: "物理存放", lies: (version: number, rows: string, files: number, by: string) => `第 ${version} 版，${rows} 行，${files} 个文件，${by ? `按 ${by} 分区` : "不分区"}`, empty: "没有这样的表",
    },
    grades: {
      title: "数据分级", note: (conflicts: number) => `沿血缘计算：取来源的最高级，经声明的去标识化处理才降低；${conflicts} 个冲突`,
      find: "字段编号或名称", onlyConflicts: "只看冲突", kind: "类型", node: "字段", label: "名称", declared: "声明", effective: "有效", origin: "来自", lowered: "降级依据", state: "冲突", open: "待定", waiting: "待审批", own: "自身", none: "没有分级冲突", noneHint: "声明的分级都不低于血缘要求。",
      settle: "决定", settleTitle: (node: string) => `${node} 的分级`, settleHint: (effective: string) => `血缘要求 ${effective}。定得更低即为降级，须写明去标识化的办法；由另一人审批后生效。`, grade: "定为", sent: "已提交审批",
    },
    life: {
      title: "生命周期", note: "保留期限、到期清单、归档与销毁", due: "保留期限", system: "来源", class: "保留类别", years: "期限", yearsOf: (n: number) => `${n} 年`, loads: "装载包", rows: "行数", dueLoads: "已到期", next: "最早到期", action: "到期处理", basis: "依据", memory: "待核对原文",
      destructions: "销毁单", none: "没有销毁单", noneHint: "收到返还或销毁的书面要求、或数据到期时，在此申请。", request: "申请销毁", number: (n: number) => `第 ${n} 号`, before: "范围", all: "全部", beforeDay: (day: string) => `${day} 之前`, term: "期限", overdue: "逾期", state: "状态", author: "申请人", reviewer: "审批人",
    },
    request: {
      title: "申请销毁", system: "来源", before: "只销毁此日之前收到的（可空）", received: "收到书面要求的日期", basis: "依据（协议条款、文号或保留期限）", isReturn: "先返还，签收后再销毁", plan: "查看计划", first: "先查看计划，再提交", send: "提交审批",
    },
    plan: {
      title: "计划", tables: "资源池中的表", table: "表", label: "名称", how: "处理", rows: "行数", other: "其余", raw: "原始字节", rawOf: (count: number, bytes: string) => `${count} 个文件，${bytes} 字节`, delivered: "投递文件", versions: "表文件与日志", releases: "发布", releasesOf: (n: number) => `${n} 个将标注为已销毁`, serving: "查询副本", control: "控制库", lineage: "血缘影响", lineageOf: (columns: number, indicators: string) => `${columns} 个字段；指标 ${indicators || "无"}`, kept: "保留及理由", unreachable: "平台不能触及，须由人处理", count: (n: number) => `${n} 个`,
    },
    one: {
      title: (n: number) => `第 ${n} 号销毁单`, back: "生命周期", facts: "事项", range: "范围", basis: "依据", received: "收到要求", due: "期限（五个工作日）", author: "申请人", reviewer: "审批人", finished: "完成", stages: "执行进度", run: "执行", resume: "继续执行", rebuild: "先由其余来源重算再清除", confirm: "执行后不可撤销。确定执行？", stopped: "上次中断", receipt: "签收人与日期", hand: "登记签收", package: "下载返还包",
      proof: "检索证明", witnesses: "见证值", before: "销毁前检索", beforeOf: (places: number, hits: number) => `${places} 处，命中 ${hits} 次`, after: "销毁后检索", nothing: "0 处", files: "销毁的文件", filesOf: (count: string, bytes: string) => `${count} 个，${bytes} 字节`, list: "清单散列", retired: "已标注的发布", control: "控制库", rowsOf: (n: number) => `${n} 行`,
      certificate: "销毁证书", download: (format: string) => `下载 ${format}`, verify: "核验证书", verified: (index: number, files: number) => `证书可信：日志第 ${index} 条，包含证明与签名成立；${files} 个已销毁的文件都不在原处，按来源检索 0 行`, log: "日志",
      refused: "退回理由", waiting: "等待另一人在“待办审批”中审批",
    },
  },
  {
    reason: "Reason", cancel: "Cancel", submit: "Send", empty: "—",
    models: {
      title: "Data models", note: (tables: number) => `${tables} tables by layer and domain; grains are checked by anlan assets models --check`, layer: "Layer", allLayers: "All layers", find: "Table or name", domain: "Domain", table: "Table", label: "Name", grain: "Grain", key: "Key", from: "Made from", source: "a source", grade: "Highest grade", state: "State", held: "Filled", absent: "Not written", undeclared: "Undeclared",
      elements: "Columns", name: "Column", type: "Type", unit: "Unit", codes: "Code set", element: "Element", one: "Grade", physicalType: "Stored as", physical: "Storage", lies: (version: number, rows: string, files: number, by: string) => `version ${version}, ${rows} rows, ${files} files, ${by ? `by ${by}` : "not partitioned"}`, empty: "No such table",
    },
    grades: {
      title: "Grades", note: (conflicts: number) => `Along lineage: the highest of the origins, lowered only by a declared de-identification; ${conflicts} conflicts`,
      find: "Column or name", onlyConflicts: "Conflicts only", kind: "Kind", node: "Column", label: "Name", declared: "Declared", effective: "Carried", origin: "From", lowered: "Lowered by", state: "Conflict", open: "Open", waiting: "In review", own: "Itself", none: "No conflicts", noneHint: "Nothing is declared below what lineage asks for.",
      settle: "Decide", settleTitle: (node: string) => `Grade of ${node}`, settleHint: (effective: string) => `Lineage asks for ${effective}. Anything lower needs its de-identification; a second person approves.`, grade: "Grade", sent: "Sent for approval",
    },
    life: {
      title: "Life cycle", note: "Retention, what is due, archive and destruction", due: "Retention", system: "Source", class: "Class", years: "Term", yearsOf: (n: number) => `${n} years`, loads: "Loads", rows: "Rows", dueLoads: "Due", next: "Next due", action: "Then", basis: "Basis", memory: "to be checked",
      destructions: "Destructions", none: "No destructions", noneHint: "On a written demand or when data are due, ask here.", request: "Ask for destruction", number: (n: number) => `No. ${n}`, before: "Scope", all: "All", beforeDay: (day: string) => `before ${day}`, term: "Due", overdue: "late", state: "State", author: "Asked by", reviewer: "Approved by",
    },
    request: {
      title: "Ask for destruction", system: "Source", before: "Only what was received before (optional)", received: "Written demand received on", basis: "Basis (agreement, document, retention)", isReturn: "Hand back first, destroy after receipt", plan: "Show the plan", first: "Look at the plan first", send: "Send for approval",
    },
    plan: {
      title: "Plan", tables: "Tables of the pool", table: "Table", label: "Name", how: "What happens", rows: "Rows", other: "Besides", raw: "Raw bytes", rawOf: (count: number, bytes: string) => `${count} files, ${bytes} bytes`, delivered: "Delivered files", versions: "Table files and logs", releases: "Releases", releasesOf: (n: number) => `${n} will be marked`, serving: "Serving copies", control: "Control database", lineage: "Lineage", lineageOf: (columns: number, indicators: string) => `${columns} columns; indicators ${indicators || "none"}`, kept: "Kept, and why", unreachable: "Out of reach, for people to do", count: (n: number) => `${n}`,
    },
    one: {
      title: (n: number) => `Destruction ${n}`, back: "Life cycle", facts: "Matter", range: "Scope", basis: "Basis", received: "Demand received", due: "Due (five working days)", author: "Asked by", reviewer: "Approved by", finished: "Finished", stages: "Progress", run: "Carry out", resume: "Go on", rebuild: "Make lists anew from the other sources first", confirm: "This cannot be undone. Carry it out?", stopped: "Stopped by", receipt: "Received by, on", hand: "Note receipt", package: "Download package",
      proof: "Search", witnesses: "Witnesses", before: "Before", beforeOf: (places: number, hits: number) => `${places} places, ${hits} hits`, after: "After", nothing: "0 places", files: "Files destroyed", filesOf: (count: string, bytes: string) => `${count}, ${bytes} bytes`, list: "Hash of the list", retired: "Releases marked", control: "Control database", rowsOf: (n: number) => `${n} rows`,
      certificate: "Certificate", download: (format: string) => `Download ${format}`, verify: "Verify", verified: (index: number, files: number) => `It holds: log entry ${index}, inclusion and signature; ${files} destroyed files are gone, 0 rows by source`, log: "Log",
      refused: "Refused because", waiting: "Waits for a second person under Approvals",
    },
  },
);
