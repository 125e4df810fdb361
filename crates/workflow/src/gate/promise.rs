//! 承诺未登记: a future act of the unit with a day or term, and no commitment to track it.

use chrono::{Datelike, NaiveDate};
use huiyin_core::GateFindingKind;

use super::GateFinding;
use super::text::sentences;

const INTENTIONS: &[&str] = &[
    "将于",
    "将在",
    "预计",
    "力争",
    "争取",
    "承诺",
    "保证在",
    "计划于",
    "计划在",
    "拟于",
    "拟在",
    "确保",
    "有望",
    "可望",
];
/// In front of a day or term they intend; elsewhere they may speak of anything (计划书, 将军).
const INTENTIONS_BEFORE_A_TERM: &[&str] = &["将", "计划", "拟", "可"];
const ACTS: &[&str] = &[
    "完成",
    "完工",
    "竣工",
    "开工",
    "启动",
    "通车",
    "投入使用",
    "到位",
    "建成",
    "开通",
    "交付",
    "安装",
    "解决",
    "修复",
    "投用",
    "动工",
    "实施",
    "整改",
    "发放",
    "办结",
    "拆除",
    "运营",
    "改造",
];
/// Terms that name no year of their own.
const TERMS: &[&str] = &[
    "年底前",
    "年底",
    "月底前",
    "月底",
    "年内",
    "下月",
    "明年",
    "工作日内",
];
/// Somebody else's duty, a rule, or something that has happened.
const OTHERS: &[&str] = &[
    "《",
    "规定",
    "应当",
    "之日起",
    "请您",
    "您可",
    "申请人",
    "营业时间",
    "每周",
    "截至",
    "原计划",
    "原预计",
    "为了",
];

/// A promise of the reply that nobody would track.
pub(super) fn check(reply: &str, today: NaiveDate) -> Option<GateFinding> {
    let promises: Vec<String> = sentences(reply)
        .flat_map(windows_of_two)
        .filter(|window| is_promise(window, today))
        .collect();
    let first = promises.first()?;
    Some(GateFinding {
        kind: GateFindingKind::UntrackedPromise,
        point: None,
        reason: format!(
            "答复写了“{first}”，却没有登记承诺。请在结果里登记承诺内容和兑现日期，到期才有人跟进；并非承诺的，写明理由后可以发出"
        ),
        evidence: promises,
    })
}

/// The intention and its day may stand in neighbouring clauses; each clause opens one window.
fn windows_of_two(sentence: &str) -> Vec<String> {
    let clauses: Vec<&str> = sentence.split(['，', ',']).collect();
    if clauses.len() < 2 {
        return vec![sentence.to_owned()];
    }
    clauses.windows(2).map(|pair| pair.join("，")).collect()
}

fn is_promise(window: &str, today: NaiveDate) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| window.contains(word));
    let is_intended = has(INTENTIONS) || intends_before_a_term(window);
    if !is_intended || !has(ACTS) || has(OTHERS) {
        return false;
    }
    let dates = dates_of(window, today);
    if dates.is_empty() {
        has(TERMS) || names_a_month_in_words(window)
    } else {
        dates.iter().any(|last_day| *last_day >= today)
    }
}

/// `十月底`, `十二月十日`: what is intended lies ahead, so the day itself need not be read.
fn names_a_month_in_words(window: &str) -> bool {
    window.split('月').rev().skip(1).any(|before| {
        before.ends_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'])
    })
}

fn intends_before_a_term(window: &str) -> bool {
    INTENTIONS_BEFORE_A_TERM.iter().any(|word| {
        window.split(word).skip(1).any(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit())
                || rest.starts_with("今年")
                || TERMS.iter().any(|term| rest.starts_with(term))
        })
    })
}

/// The last days of the dates in a text: of the day, month or year that is named.
fn dates_of(text: &str, today: NaiveDate) -> Vec<NaiveDate> {
    let mut dates = Vec::new();
    let mut digits = String::new();
    let (mut year, mut month): (Option<i32>, Option<u32>) = (None, None);
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let number = digits.parse::<u32>().ok();
        match (c, number) {
            ('年', Some(n)) => {
                dates.extend(last_day(year.take(), month.take(), today));
                year = i32::try_from(n).ok().filter(|y| (1900..2200).contains(y));
            }
            ('月', Some(n)) => month = Some(n),
            ('日' | '号', Some(n)) => {
                if let Some(m) = month.take() {
                    let y = year.take().unwrap_or(today.year());
                    dates.extend(NaiveDate::from_ymd_opt(y, m, n));
                }
            }
            (_, None) if c.is_whitespace() && c != '\n' => continue,
            (_, _) => dates.extend(last_day(year.take(), month.take(), today)),
        }
        digits.clear();
    }
    dates
}

fn last_day(year: Option<i32>, month: Option<u32>, today: NaiveDate) -> Option<NaiveDate> {
    match (year, month) {
        (None, None) => None,
        (Some(y), None) => NaiveDate::from_ymd_opt(y, 12, 31),
        (y, Some(m)) => {
            let first = NaiveDate::from_ymd_opt(y.unwrap_or(today.year()), m, 1)?;
            first
                .checked_add_months(chrono::Months::new(1))
                .and_then(|next| next.pred_opt())
        }
    }
}
