import { defineTexts } from "@/lib/i18n/language";

export const qualityTexts = defineTexts(
  {
    all: "全部",
    table: "数据表",
    rule: "规则",
    dimension: "维度",
    dimensions: { consistency: "一致性", uniqueness: "唯一性", completeness: "完整性", timeliness: "时效性", accuracy: "准确性", referential: "关联性", computation: "计算规则", constraint: "约束条件" } as Record<string, string>,
    rules: {
      title: "质量规则", note: (total: number, written: number) => `${total} 条，其中 ${written} 条由人编写，其余由标准推导`,
      kind: "类别", columns: "列", severity: "程度", source: "依据", failed: "问题", checked: "检查", ratio: "合格率", blocks: "阻断发布", author: "来历", derived: "标准推导",
      add: "编写规则", edit: "修改", on: "启用", off: "停用", never: "未运行", empty: "没有规则", error: "不合格", warning: "提示", resting: "已停用",
    },
    form: {
      title: "编写规则", id: "标识（可空，自动编号）", label: "名称", where: "只对满足条件的行（SQL 条件，可空）", source: "依据", try: "在资源池上试运行", save: "提交审批", first: "先试运行，再提交；由另一人在“待办审批”中批准后生效", sample: (shown: number) => `不合格的行，列前 ${shown} 行（已脱敏）`, proposed: (label: string) => `已提交：${label}。由另一人在“待办审批”中批准后生效`, proposals: "提交的规则", trial: "试运行", author: "提交人", at: "提交时间", reviewer: "审批人", refusal: "退回理由", isChange: "改动", isNew: "新规则",
      found: (failed: number, checked: number) => `检查 ${checked.toLocaleString("zh-CN")} 行，不合格 ${failed.toLocaleString("zh-CN")} 行`, wouldBlock: "批准后将阻断发布",
      options: { pattern: "正则表达式（整值匹配）", validator: "校验", format: "日期格式（如 %Y%m%d）", min: "最小", max: "最大", may_be_future: "可为未来日期", type: "类型", equals: "等于", code_set: "代码集", values: "值（逗号分隔）", within_days: "日数", operator: "比较（= <> < <= > >=）", tolerance: "容差", relative: "相对容差", expression: "应成立的 SQL 条件", references: "引用的表", to: "对方的列", key: "本表键列（逗号分隔）", to_key: "对方键列（逗号分隔）", query: "查出问题行的 SELECT", when: "条件（SQL）", absent: "应为空" } as Record<string, string>,
    },
    findings: { title: "问题数据", note: "最近一次检查发现的行；值已按分级脱敏", key: "主键", value: "值", place: "位置", system: "来源系统", found: "发现日", empty: "没有问题数据", emptyHint: "运行主作业或 anlan quality run 后，不合格的行列在这里。", issue: "下发整改", days: "期限（日）", issued: (count: number) => `已下发 ${count} 张整改单` },
    scores: { title: "质量得分", note: (day: string) => `GB/T 36344 指标，${day}`, none: "还没有检查结果", noneHint: "运行主作业或 anlan quality run 后在这里看得分。", scope: { resource: "按资源", system: "按系统", department: "按部门" }, name: "名称", total: "得分", lost: "扣分", losses: "扣分原因", noLoss: "没有扣分", indicator: "指标", failed: "问题行", points: "分", ab: "合格 / 检查" },
    trends: { title: "质量趋势", note: "每次检查的得分与度量；异常以稳健 z 与周环比判断", score: "总分", anomalies: "异常", noAnomaly: "没有异常", value: "本次", expected: "通常", reason: "理由", measure: "度量", measures: { rows: "行数", age_days: "距最新一行（日）", null_ratio: "空值率", mean: "均值", distribution: "代码分布" } as Record<string, string> },
    rework: {
      title: "整改", note: "答复不改变得分；复检通过或申辩成立才办结", order: (n: number) => `整改单 ${n}`, owner: "责任方", state: "状态", due: "期限", left: (days: number) => (days < 0 ? `逾期 ${-days} 日` : `还有 ${days} 日`), rows: "行数", settled: "已办结", checked: "最近复检", empty: "没有整改单", emptyHint: "在“问题数据”选择一条规则下发。", back: "整改", package: "下载整改包", upload: "上传填好的整改包", taken: (name: string, more: number) => `已登记 ${name}：新增答复 ${more} 行；得分在复检后变动`, corrected: "已更正", contest: "申辩", uphold: "成立", refuse: "不成立", reason: "理由", note2: "说明", failedChecks: (n: number) => `复检未通过 ${n} 次`, action: "办理",
    },
  },
  {
    all: "All",
    table: "Table",
    rule: "Rule",
    dimension: "Dimension",
    dimensions: { consistency: "Consistency", uniqueness: "Uniqueness", completeness: "Completeness", timeliness: "Timeliness", accuracy: "Accuracy", referential: "Referential", computation: "Computation", constraint: "Constraint" } as Record<string, string>,
    rules: {
      title: "Quality rules", note: (total: number, written: number) => `${total}, of which ${written} written by people, the others derived from the standards`,
      kind: "Kind", columns: "Columns", severity: "Severity", source: "Source", failed: "Failed", checked: "Checked", ratio: "Passed", blocks: "Blocks publication", author: "Origin", derived: "Derived",
      add: "Write a rule", edit: "Edit", on: "Switch on", off: "Switch off", never: "Not run", empty: "No rules", error: "Broken", warning: "Warning", resting: "Off",
    },
    form: {
      title: "Write a rule", id: "Identifier (optional)", label: "Name", where: "Only rows with (SQL condition, optional)", source: "Source", try: "Try it on the pool", save: "Submit", first: "Try it, then submit; another person approves", sample: (shown: number) => `Failing rows, first ${shown} (masked)`, proposed: (label: string) => `Submitted: ${label}. It counts once another person approved it`, proposals: "Submitted rules", trial: "Trial", author: "By", at: "When", reviewer: "Decided by", refusal: "Reason", isChange: "Change", isNew: "New",
      found: (failed: number, checked: number) => `${checked.toLocaleString("en-US")} rows checked, ${failed.toLocaleString("en-US")} fail`, wouldBlock: "Once approved it blocks publication",
      options: { pattern: "Regular expression (whole value)", validator: "Check", format: "Date format (%Y%m%d)", min: "Least", max: "Most", may_be_future: "May be future", type: "Type", equals: "Equals", code_set: "Code set", values: "Values (commas)", within_days: "Days", operator: "Operator (= <> < <= > >=)", tolerance: "Tolerance", relative: "Relative tolerance", expression: "SQL condition that must hold", references: "Other table", to: "Its column", key: "Key columns (commas)", to_key: "Its key columns (commas)", query: "SELECT of failing rows", when: "When (SQL)", absent: "Must be empty" } as Record<string, string>,
    },
    findings: { title: "Findings", note: "Rows of the last check; values masked by grade", key: "Key", value: "Value", place: "Place", system: "System", found: "Found", empty: "No findings", emptyHint: "After the main job or anlan quality run, failing rows are listed here.", issue: "Hand out for rework", days: "Days", issued: (count: number) => `${count} orders issued` },
    scores: { title: "Quality scores", note: (day: string) => `Indicators of GB/T 36344, ${day}`, none: "No results yet", noneHint: "Run the main job or anlan quality run.", scope: { resource: "By resource", system: "By system", department: "By department" }, name: "Name", total: "Score", lost: "Lost", losses: "Points lost", noLoss: "No points lost", indicator: "Indicator", failed: "Failing rows", points: "Points", ab: "Passed / checked" },
    trends: { title: "Quality trends", note: "Scores and measures of every check; robust z and week on week", score: "Score", anomalies: "Anomalies", noAnomaly: "Nothing strange", value: "Now", expected: "Usually", reason: "Reason", measure: "Measure", measures: { rows: "Rows", age_days: "Age (days)", null_ratio: "Null ratio", mean: "Mean", distribution: "Distribution" } as Record<string, string> },
    rework: {
      title: "Rework", note: "An answer moves no score; a re-check or an upheld objection settles a row", order: (n: number) => `Order ${n}`, owner: "Owner", state: "State", due: "Due", left: (days: number) => (days < 0 ? `${-days} days late` : `${days} days left`), rows: "Rows", settled: "Settled", checked: "Last check", empty: "No orders", emptyHint: "Hand out a rule's rows under Findings.", back: "Rework", package: "Download package", upload: "Upload the filled package", taken: (name: string, more: number) => `${name} taken: ${more} more rows answered; the score moves with the re-check`, corrected: "Corrected", contest: "Contest", uphold: "Uphold", refuse: "Refuse", reason: "Reason", note2: "Note", failedChecks: (n: number) => `failed ${n} re-checks`, action: "Action",
    },
  },
);
