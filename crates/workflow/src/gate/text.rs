//! Sentences and clauses, and which of them say nothing about the matter.

/// A clause longer than this says something of its own, whatever courtesy stands in it.
const COURTESY_LEN_MAX: usize = 30;

const COURTESIES: &[&str] = &[
    "收悉",
    "您好",
    "你好",
    "感谢",
    "谢谢",
    "回复如下",
    "答复如下",
    "回复您",
    "特此",
    "敬请",
    "网友",
    "咨询电话",
    "联系电话",
    "联系方式",
    "祝您",
    "支持",
    "监督",
    "尊敬的",
    "收到您",
    "高度重视",
    "来信已收",
    "如有疑问",
    "再次",
];

pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Sentences, in order, without the mark that ends them.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '！', '!', '？', '?', '；', ';', '\n', '\r'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// Clauses, in order.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '。' | '！' | '!' | '？' | '?' | '；' | ';' | '，' | ',' | '：' | ':'
            )
    })
    .filter(|clause| !clause.is_empty())
}

/// The clauses that are about the matter: without salutation, thanks, numbers to ring, date.
pub(super) fn substance(text: &str) -> Vec<&str> {
    clauses(text)
        .filter(|clause| !is_courtesy(clause) && !is_date_or_number(clause))
        .collect()
}

pub(super) fn is_courtesy(clause: &str) -> bool {
    clause.chars().count() <= COURTESY_LEN_MAX
        && COURTESIES.iter().any(|courtesy| clause.contains(courtesy))
}

pub(super) fn is_date_or_number(clause: &str) -> bool {
    clause
        .chars()
        .all(|c| !c.is_alphabetic() || matches!(c, '年' | '月' | '日'))
}
