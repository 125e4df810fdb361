//! Key terms without a dictionary: runs of two to four characters that are not function words and
//! not the field's everyday words. A shared run of four is found as three bigrams, two trigrams
//! and itself, so names weigh more than chance.

use std::collections::HashSet;

use super::text::is_cjk;

const RUN_LEN_MAX: usize = 4;

/// Words of grammar: no term begins, ends or (as a bigram) holds one.
const FUNCTION_CHARS: &str = "的了在是我有和就不人都一个上也为这到你会着没看好自及与对等将要以于并其或被由把给让从向请吗呢吧啊";

/// Bigrams that say nothing about one matter rather than another.
const EVERYDAY: &[&str] = &[
    "问题", "部门", "进行", "政府", "反映", "相关", "我们", "工作", "情况", "没有", "的问", "咨询",
    "关于", "要求", "领导", "可以", "人员", "目前", "根据", "一个", "调查", "管理", "映的", "处理",
    "现在", "希望", "关部", "规定", "解决", "建议", "有关", "时间", "人民", "办理", "单位", "投诉",
    "政策", "已经", "通过", "影响", "生活", "什么", "不能", "重视", "严重", "您反", "请求", "如果",
    "部分", "按照", "由于", "中心", "同时", "国家", "存在", "需要", "行了", "组织", "服务", "核实",
    "一直", "行为", "的情", "尊敬", "作为", "敬的", "其他", "多次", "回复", "发展", "百姓", "电话",
    "意见", "无法", "不是", "书记", "以上", "了解", "我局", "我是", "基本", "都是", "一步", "条件",
    "但是", "今年", "本人", "具体", "实施", "文件", "及时", "请问", "有一", "群众", "正在", "负责",
    "提供", "标准", "是一", "高度", "作人", "安排", "造成", "就是", "联系", "社会", "现场", "导致",
    "是否", "使用", "这个", "们的", "已转", "区的", "的人", "这样", "因为", "民的", "符合", "自己",
    "民政", "还有", "方案", "还是", "实际", "度重", "手续", "谢谢", "直接", "他们", "有限", "加强",
    "范围", "任何", "方式", "属于", "非常", "为什", "完成", "开始", "办法", "为了", "所有", "保障",
    "的公", "或者", "老百", "依法", "方便", "提出", "对于", "市民", "了一", "行政", "发现", "立即",
    "正常", "个人", "计划", "明确", "的建", "积极", "考虑", "如下", "大的", "的一", "以及", "增加",
    "这些", "不知", "合理", "主要", "所以", "定的", "很多", "怎么", "查核", "设置", "严格", "出现",
    "不到", "个月", "的通", "是我", "经过", "一下", "得到", "尽快", "的生", "是不", "必须", "进一",
    "针对", "上级", "只能", "市政", "确保", "的是", "第一", "地方", "知道", "原因", "您的", "也不",
    "上的", "只有", "同意", "的工", "的时", "督促", "人的", "原则", "好的", "发生", "开展", "全部",
    "题已", "责任", "协调", "现象", "平台", "一定", "结果", "也是", "生的", "到了", "所反", "时候",
    "的地", "代表", "而且", "的领", "信息", "因此", "样的", "其中", "成了", "可能", "采取", "市的",
    "关注", "一次", "特别", "看到", "应该", "再次", "们将", "统一", "第二", "于您", "位于", "精神",
    "的安", "答复", "以下", "这种", "过程", "当时", "方面", "以来", "至今", "带来", "提高", "有的",
    "予以", "做好", "在此", "月份", "每天", "不得", "管部", "下一", "责人", "需求", "恳请", "告知",
    "一年", "研究", "取得", "题的", "来的", "年的", "几个", "您所", "有效", "能够", "主管", "参加",
    "措施", "的相", "现有", "左右", "困难", "产生", "这是", "给我", "面的", "在这", "加大", "才能",
    "局将", "实行", "广大", "系统", "网友", "留言", "您好", "收悉", "感谢", "支持", "监督", "理解",
    "关心", "来信", "来电", "反馈", "诉求", "职工", "工会", "经查", "调解", "落实", "推进", "全面",
    "认真", "制定", "相应", "职责", "程序", "法律", "规范", "公司",
];

/// A year alone proves nothing; neither does a list number.
const NUMBER_LEN_MIN: usize = 2;

/// Builds the key terms of texts; keeps its stop lists ready.
pub(super) struct TermReader {
    function_chars: HashSet<char>,
    everyday: HashSet<[char; 2]>,
}

impl TermReader {
    pub(super) fn new() -> Self {
        let mut everyday = HashSet::new();
        for word in EVERYDAY {
            let mut chars = word.chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                everyday.insert([first, second]);
            }
        }
        Self {
            function_chars: FUNCTION_CHARS.chars().collect(),
            everyday,
        }
    }

    /// The key terms of clauses.
    pub(super) fn terms(&self, clauses: &[&str]) -> HashSet<String> {
        let mut found = HashSet::new();
        for clause in clauses {
            for run in clause.split(|c: char| !is_cjk(c)) {
                let chars: Vec<char> = run.chars().collect();
                for len in 2..=RUN_LEN_MAX {
                    for window in chars.windows(len) {
                        if self.is_key(window) {
                            found.insert(window.iter().collect());
                        }
                    }
                }
            }
            for word in clause.split(|c: char| !c.is_ascii_alphanumeric()) {
                if word.len() >= NUMBER_LEN_MIN && !is_year(word) {
                    found.insert(word.to_ascii_uppercase());
                }
            }
        }
        found
    }

    fn is_key(&self, window: &[char]) -> bool {
        let is_function = |c: Option<&char>| c.is_some_and(|c| self.function_chars.contains(c));
        if is_function(window.first()) || is_function(window.last()) {
            return false;
        }
        let content = window
            .windows(2)
            .filter(|pair| {
                !pair.iter().any(|c| self.function_chars.contains(c))
                    && !<[char; 2]>::try_from(*pair).is_ok_and(|p| self.everyday.contains(&p))
            })
            .count();
        // one everyday bigram may stand inside a longer run, as 路政 + 政府 in a name
        content >= 1 && content + 2 >= window.len()
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("20") || word.starts_with("19"))
}
