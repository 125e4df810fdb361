//! 时限: an amount with an explicit unit. "5 days" without saying which days does not exist here.

use huiyin_core::LimitUnit;

/// Longest limit a person may set, in any unit.
const AMOUNT_MAX: u32 = 9_999;

/// How long somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeLimit {
    pub amount: u32,
    pub unit: LimitUnit,
}

/// Why a text is not a time limit; the message is for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeLimitError {
    #[error(
        "时限“{text}”看不懂：请写数字加单位，例如 5wd（5个工作日）、15d（15日）、3m（3个月）、24h（24小时）"
    )]
    Unreadable { text: String },
    #[error("时限“{text}”没有写明单位：wd 工作日、d 日、m 月、h 小时")]
    NoUnit { text: String },
    #[error("时限至少为 1")]
    Zero,
    #[error("时限最多为 {AMOUNT_MAX}")]
    TooLong,
}

impl TimeLimit {
    pub const fn new(amount: u32, unit: LimitUnit) -> Self {
        Self { amount, unit }
    }

    pub const fn working_days(amount: u32) -> Self {
        Self::new(amount, LimitUnit::WorkingDay)
    }

    pub const fn days(amount: u32) -> Self {
        Self::new(amount, LimitUnit::Day)
    }

    pub const fn months(amount: u32) -> Self {
        Self::new(amount, LimitUnit::Month)
    }

    pub const fn hours(amount: u32) -> Self {
        Self::new(amount, LimitUnit::Hour)
    }

    /// Reads `5wd`, `15d`, `3m`, `24h` and the Chinese `5个工作日`, `15日`, `3个月`, `24小时`;
    /// full-width digits and white space are fine. The amount is 1 to 9,999.
    pub fn parse(text: &str) -> Result<Self, TimeLimitError> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(half_width)
            .collect();
        let unreadable = || TimeLimitError::Unreadable {
            text: text.trim().to_owned(),
        };
        let unit_at = plain
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(plain.len());
        let (digits, unit) = plain.split_at_checked(unit_at).ok_or_else(unreadable)?;
        if digits.is_empty() {
            return Err(unreadable());
        }
        let unit = match unit.to_ascii_lowercase().as_str() {
            "wd" | "个工作日" | "工作日" => LimitUnit::WorkingDay,
            "d" | "日" | "天" | "个自然日" | "自然日" => LimitUnit::Day,
            "m" | "个月" | "月" => LimitUnit::Month,
            "h" | "小时" | "个小时" => LimitUnit::Hour,
            "" => {
                return Err(TimeLimitError::NoUnit {
                    text: text.trim().to_owned(),
                });
            }
            _ => return Err(unreadable()),
        };
        // digits only, so the one way to fail is to be too big
        let amount = digits.parse().unwrap_or(u32::MAX);
        Self { amount, unit }.checked()
    }

    /// The same limit if its amount is one that a rule may have.
    pub const fn checked(self) -> Result<Self, TimeLimitError> {
        match self.amount {
            0 => Err(TimeLimitError::Zero),
            1..=AMOUNT_MAX => Ok(self),
            _ => Err(TimeLimitError::TooLong),
        }
    }

    /// Half of the limit, rounded up, at least 1 (协办意见, 重办). An odd number of months cannot
    /// be halved in months: half a month is 15 days, so 1个月 gives 15日 and 3个月 gives 45日.
    #[must_use]
    pub const fn half(self) -> Self {
        match self.unit {
            LimitUnit::Month if self.amount % 2 == 1 => Self::days(self.amount.saturating_mul(15)),
            LimitUnit::Hour | LimitUnit::WorkingDay | LimitUnit::Day | LimitUnit::Month => {
                let half = self.amount.div_ceil(2);
                Self::new(if half == 0 { 1 } else { half }, self.unit)
            }
        }
    }
}

/// A full-width digit or letter as people type it with a Chinese input method.
fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        _ => c,
    }
}

impl std::fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_and_programs_write_them() {
        let check = |text: &str, expect| assert_eq!(TimeLimit::parse(text), Ok(expect), "{text}");
        check("5wd", TimeLimit::working_days(5));
        check("5 WD", TimeLimit::working_days(5));
        check("5个工作日", TimeLimit::working_days(5));
        check("５ 工作日", TimeLimit::working_days(5));
        check("15d", TimeLimit::days(15));
        check("15日", TimeLimit::days(15));
        check("15天", TimeLimit::days(15));
        check("3m", TimeLimit::months(3));
        check("3个月", TimeLimit::months(3));
        check("24h", TimeLimit::hours(24));
        check("24小时", TimeLimit::hours(24));
        check("9999d", TimeLimit::days(9999));
    }

    #[test]
    fn what_is_not_a_limit_is_told_why() {
        let check = |text: &str, expect: &str| {
            let message = TimeLimit::parse(text).unwrap_err().to_string();
            assert!(message.contains(expect), "{text}: {message}");
        };
        check("", "看不懂");
        check("wd", "看不懂");
        check("-5d", "看不懂");
        check("5.5d", "看不懂");
        check("5 weeks", "看不懂");
        check("五个工作日", "看不懂");
        check("5", "没有写明单位");
        check("0wd", "至少为 1");
        check("10000d", "最多为 9999");
        check("99999999999999999999d", "最多为 9999");
    }

    #[test]
    fn the_printed_form_reads_back() {
        for unit in LimitUnit::ALL {
            let limit = TimeLimit::new(15, *unit);
            assert_eq!(TimeLimit::parse(&limit.to_string()), Ok(limit));
        }
        assert_eq!(TimeLimit::working_days(5).to_string(), "5个工作日");
    }

    #[test]
    fn half_is_rounded_up_and_never_nothing() {
        let check = |limit: TimeLimit, expect| assert_eq!(limit.half(), expect, "{limit}");
        check(TimeLimit::working_days(10), TimeLimit::working_days(5));
        check(TimeLimit::working_days(15), TimeLimit::working_days(8));
        check(TimeLimit::working_days(1), TimeLimit::working_days(1));
        check(TimeLimit::working_days(0), TimeLimit::working_days(1));
        check(TimeLimit::months(2), TimeLimit::months(1));
        check(TimeLimit::months(1), TimeLimit::days(15));
        check(TimeLimit::months(3), TimeLimit::days(45));
    }
}
