//! Cells, and the words of other systems in ours.

use huiyin_core::{Channel, IdentityLevel, Intent, SuggestionKind};

use super::date::Moment;

/// One cell, whatever the file format.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    /// A number as it would be written; `exact` is false when a spreadsheet has lost digits.
    Number {
        text: String,
        exact: bool,
    },
    /// A cell that the spreadsheet itself holds as a date.
    Moment(Moment),
    Bool(bool),
    /// A list, an object, or an error value such as #REF!.
    NotAValue,
}

/// Whether a text only says that there is nothing.
pub(super) fn says_nothing(text: &str) -> bool {
    let text = text.trim();
    matches!(
        text,
        "" | "无"
            | "没有"
            | "不详"
            | "未知"
            | "未留"
            | "暂无"
            | "空"
            | "/"
            | "-"
            | "--"
            | "—"
            | "——"
            | "null"
            | "NULL"
            | "None"
            | "N/A"
            | "n/a"
            | "nan"
            | "NaN"
    )
}

/// The channel of a word. An unknown word is no error: the item then came by 导入.
pub(super) fn channel(word: &str) -> Option<Channel> {
    let word = word.trim().to_lowercase();
    let known = Channel::from_code(&word).or_else(|| {
        Channel::ALL
            .iter()
            .copied()
            .find(|channel| channel.label() == word)
    });
    if known.is_some() {
        return known;
    }
    match word.as_str() {
        "网站" | "网上" | "网络" | "互联网" | "网页" | "门户网站" | "官网" | "在线" => {
            Some(Channel::Web)
        }
        "电子邮件" | "邮箱" | "电邮" | "e-mail" | "mail" => Some(Channel::Email),
        "热线" | "来电" | "热线电话" | "短信" | "12345" | "12351" | "12345热线" => {
            Some(Channel::Phone)
        }
        "信件" | "信函" | "邮寄" => Some(Channel::Letter),
        "上门" | "现场" | "窗口" | "走访接待" | "接访" => Some(Channel::WalkIn),
        "微信公众号" | "公众号" | "小程序" | "微信小程序" => Some(Channel::WeChat),
        "问卷调查" | "调查问卷" => Some(Channel::Survey),
        "下基层" | "调研" => Some(Channel::Visit),
        "谈心谈话" => Some(Channel::Talk),
        // other people's platforms: it reached us from them
        "qq" | "微博" | "论坛" | "民意网" | "市长信箱" | "转办件" | "上级转办" | "交办" => {
            Some(Channel::External)
        }
        other if other.ends_with("app") => Some(Channel::External),
        _ => None,
    }
}

/// The kind of a word. An unknown word is an error of the row: a 检举 taken for a 建议 would be
/// visible to people who must not see it.
pub(super) fn kind(word: &str) -> Option<SuggestionKind> {
    let word = word.trim();
    let word = word.strip_suffix('类').unwrap_or(word);
    let word = word.strip_suffix('件').unwrap_or(word);
    SuggestionKind::from_code(word)
        .or_else(|| {
            SuggestionKind::ALL
                .iter()
                .copied()
                .find(|kind| kind.label() == word)
        })
        .or_else(|| {
            Intent::ALL
                .iter()
                .find(|intent| intent.label() == word || intent.code() == word)
                .map(|intent| intent.presumed_kind())
        })
        .or(match word {
            "意见" | "意见建议" | "建议意见" | "献计献策" => {
                Some(SuggestionKind::Proposal)
            }
            "问询" | "询问" | "政策咨询" => Some(SuggestionKind::Inquiry),
            "求决" | "帮扶" | "困难帮扶" | "困难求助" => {
                Some(SuggestionKind::HelpRequest)
            }
            "反映" | "反映问题" | "申诉" | "投诉建议" => {
                Some(SuggestionKind::Complaint)
            }
            "检举" | "控告" | "检举控告" | "投诉举报" | "举报投诉" => {
                Some(SuggestionKind::Disclosure)
            }
            "感谢" | "表扬感谢" => Some(SuggestionKind::Praise),
            _ => None,
        })
}

/// What a column "anonymous" says. `None`: it says nothing.
///
/// Real tables hold 1, 0, 是, 否 and sometimes a name that slipped into the column. Whoever cannot
/// be told apart is treated as anonymous: an identity shown by mistake cannot be taken back.
pub(super) fn identity_level(word: &str) -> Option<IdentityLevel> {
    let word = word.trim().to_lowercase();
    match word.as_str() {
        "" => None,
        "0" | "0.0" | "否" | "false" | "no" | "n" | "不匿名" | "实名" | "named" | "公开" => {
            Some(IdentityLevel::Named)
        }
        "隐名" | "保密" | "confidential" => Some(IdentityLevel::Confidential),
        _ => Some(IdentityLevel::Anonymous),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_systems_find_their_channel() {
        let check =
            |word: &str, expect: Option<Channel>| assert_eq!(channel(word), expect, "{word}");
        check("网站", Some(Channel::Web));
        check("电话", Some(Channel::Phone));
        check("e福州app", Some(Channel::External));
        check("12345app", Some(Channel::External));
        check("QQ", Some(Channel::External));
        check("微信", Some(Channel::WeChat));
        check("walk_in", Some(Channel::WalkIn));
        check("漂流瓶", None);
    }

    #[test]
    fn a_kind_is_known_or_refused() {
        let check = |word: &str, expect| assert_eq!(kind(word), expect, "{word}");
        check("投诉", Some(SuggestionKind::Complaint));
        check("咨询类", Some(SuggestionKind::Inquiry));
        check("信访件", Some(SuggestionKind::Petition));
        check("我有需求", Some(SuggestionKind::HelpRequest));
        check("检举控告", Some(SuggestionKind::Disclosure));
        check("投诉举报", Some(SuggestionKind::Disclosure));
        check("其他", None);
    }

    #[test]
    fn doubt_about_anonymity_protects() {
        let check = |word: &str, expect| assert_eq!(identity_level(word), expect, "{word}");
        check("1", Some(IdentityLevel::Anonymous));
        check("陈先生", Some(IdentityLevel::Anonymous));
        check("0", Some(IdentityLevel::Named));
        check("保密", Some(IdentityLevel::Confidential));
        check(" ", None);
    }
}
