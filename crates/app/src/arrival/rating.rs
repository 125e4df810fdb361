//! 评价 by mail: the first line says how satisfied the submitter is, the rest is the comment.

use huiyin_core::Satisfaction;

/// A rating as somebody wrote it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrittenRating {
    pub(super) satisfaction: Satisfaction,
    pub(super) comment: String,
}

/// Longest comment that is taken as one; more is a letter.
const COMMENT_MAX: usize = 1_000;

/// `None` unless the first line is one of the words and nothing but punctuation or a comment after
/// a separator: who writes 满意度调查 or 不满意的是食堂 gives no rating.
pub(super) fn read_rating(text: &str) -> Option<WrittenRating> {
    // the longer words first: 满意 is the end of both others
    const WORDS: [(&str, Satisfaction); 5] = [
        ("基本满意", Satisfaction::MostlySatisfied),
        ("比较满意", Satisfaction::MostlySatisfied),
        ("不满意", Satisfaction::Dissatisfied),
        ("非常满意", Satisfaction::Satisfied),
        ("满意", Satisfaction::Satisfied),
    ];
    let is_mark = |c: char| c.is_whitespace() || "，,。.；;：:！!、~～“”\"「」（）()".contains(c);
    let text = text.trim_start_matches(is_mark);
    let (first, others) = text.split_once('\n').unwrap_or((text, ""));
    let first = ["评价", "我的评价", "评价结果"]
        .iter()
        .find_map(|head| {
            let rest = first.strip_prefix(head)?;
            rest.starts_with(['：', ':']).then_some(rest)
        })
        .unwrap_or(first)
        .trim_start_matches(is_mark);
    let (satisfaction, rest) = WORDS
        .iter()
        .find_map(|(word, satisfaction)| Some((*satisfaction, first.strip_prefix(word)?)))?;
    if !rest.is_empty() && !rest.starts_with(is_mark) {
        return None;
    }
    let comment = format!("{}\n{others}", rest.trim_start_matches(is_mark));
    let comment = comment.trim().to_owned();
    (comment.chars().count() <= COMMENT_MAX).then_some(WrittenRating {
        satisfaction,
        comment,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_rates_and_the_rest_comments() {
        let check = |text: &str, expect: Option<(Satisfaction, &str)>| {
            let found = read_rating(text);
            let found = found.as_ref().map(|r| (r.satisfaction, r.comment.as_str()));
            assert_eq!(found, expect, "{text}");
        };
        check("满意", Some((Satisfaction::Satisfied, "")));
        check(
            "  “满意”。\n谢谢！",
            Some((Satisfaction::Satisfied, "谢谢！")),
        );
        check(
            "基本满意，就是慢了点",
            Some((Satisfaction::MostlySatisfied, "就是慢了点")),
        );
        check(
            "评价：不满意\n没有解决",
            Some((Satisfaction::Dissatisfied, "没有解决")),
        );
        check("满意度调查什么时候开始？", None);
        check("不满意的是食堂", None);
        check("我不满意", None);
        check("", None);
        check(&format!("满意\n{}", "长".repeat(1_100)), None);
    }
}
