import { defineTexts } from "@/lib/i18n/language";

export const tagsTexts = defineTexts(
  {
    title: "单位标签",
    note: (asOf: string, employers: string, release: number) => `${asOf} 标注，第 ${release} 号发布；${employers} 家单位至少有一个标签。标签只作描述，预警只由指标产生`,
    tag: "标签", kind: "方式", definition: "定义", source: "依据", valid: "生效日", count: "单位数",
    change: (day: string) => `较 ${day}`, noBefore: "较前一日", noBeforeHelp: "已发布的数据中没有更早的一天可比", came: (joined: string, left: string) => `新增 ${joined} 家，减少 ${left} 家`, same: "持平",
    empty: "还没有声明标签",
    back: "单位标签", employersOf: (total: number) => `共 ${total.toLocaleString("zh-CN")} 家`, asOf: (day: string) => `${day} 标注`,
    facts: { definition: "定义", kind: "方式", limits: "参数", source: "依据", valid: "生效日", tables: "取数的表" }, noLimits: "没有可调的参数",
    columns: { name: "单位", uscc: "统一社会信用代码", district: "行政区", industry: "行业", staff: "职工人数", reason: "依据", value: "数值", date: "数据截至" },
    staffHelp: "最近一周监测的职工人数；— 为未观测", district: "行政区", find: "单位名称或信用代码", exportExcel: "导出 Excel", exported: "导出与列表筛选一致的全部行",
    nobody: "没有单位有这个标签", nobodyHint: "数据中没有单位满足定义。可用“试算”看改动参数的影响。", nobodyFound: "没有符合筛选的单位", clear: "清除筛选",
    try: { open: "试算参数", title: (label: string) => `试算：${label}`, hint: "用最近一次发布的数据计算改动参数的影响，不写入任何数据。确定采用时，由管理人员修改标签声明后随下一次运行生效。", run: "试算", changed: "修改参数后再试算", found: (before: string, after: string) => `${before} 家 → ${after} 家`, joining: (count: string) => `新增 ${count} 家`, leaving: (count: string) => `减少 ${count} 家`, first: (shown: number) => `列前 ${shown} 家`, none: "没有增减", unnamed: "名单只列给可查看风险台账的角色。", computed: (release: number, day: string) => `按第 ${release} 号发布、${day} 所知试算` },
    notAllowed: "您的角色可以查看标签定义与数量，不能查看单位名单。",
  },
  {
    title: "Employer tags",
    note: (asOf: string, employers: string, release: number) => `As of ${asOf}, release ${release}; ${employers} employers carry at least one. Tags describe; only indicators warn`,
    tag: "Tag", kind: "Kind", definition: "Definition", source: "Basis", valid: "Valid from", count: "Employers",
    change: (day: string) => `Since ${day}`, noBefore: "Since the day before", noBeforeHelp: "Nothing published is of an earlier day", came: (joined: string, left: string) => `${joined} came, ${left} went`, same: "Same",
    empty: "No tags are declared",
    back: "Employer tags", employersOf: (total: number) => `${total.toLocaleString("en-US")} in all`, asOf: (day: string) => `As of ${day}`,
    facts: { definition: "Definition", kind: "Kind", limits: "Limits", source: "Basis", valid: "Valid from", tables: "Reads" }, noLimits: "No limits to set",
    columns: { name: "Employer", uscc: "Credit code", district: "District", industry: "Industry", staff: "Staff", reason: "Why", value: "Value", date: "Data until" },
    staffHelp: "Staff of the newest week; — is not observed", district: "District", find: "Name or credit code", exportExcel: "Export Excel", exported: "Every row that the filters show",
    nobody: "No employer carries this tag", nobodyHint: "No employer meets the definition. A trial shows what other limits would change.", nobodyFound: "No employer fits the filters", clear: "Clear filters",
    try: { open: "Try limits", title: (label: string) => `Trial: ${label}`, hint: "Computed over the newest release; nothing is written. To adopt a limit, its declaration is changed and takes effect with the next run.", run: "Try", changed: "Change a limit first", found: (before: string, after: string) => `${before} → ${after} employers`, joining: (count: string) => `${count} would gain it`, leaving: (count: string) => `${count} would lose it`, first: (shown: number) => `first ${shown}`, none: "Nobody gains or loses it", unnamed: "Names are shown only to roles that may see the risk ledger.", computed: (release: number, day: string) => `Release ${release}, as known on ${day}` },
    notAllowed: "Your role sees definitions and counts, not the employers.",
  },
);
