//! The closed sets of the working-day calendar; the calendar itself is in `workflow`.

use crate::coded::coded_enum;

coded_enum! {
    /// What a notice says about a day it lists.
    DayKind {
        Off = "off", "休息";
        Work = "work", "上班";
    }
}

coded_enum! {
    /// 休息日收件: how an arrival on a rest day is counted (DOMAIN 4).
    RestDayArrival {
        /// Counting starts the day after arrival, whatever day it was.
        NextDay = "next_day", "次日起算";
        /// An arrival on a rest day counts as an arrival on the next working day.
        DeemedReceived = "deemed_received", "视为下一工作日收到";
    }
}

impl RestDayArrival {
    /// Reads a setting or a command-line value: the code, with `_` or `-`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_code(&text.trim().to_ascii_lowercase().replace('-', "_"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_and_command_line_spell_the_arrival_rule_alike() {
        let check = |text: &str, expect| assert_eq!(RestDayArrival::parse(text), expect, "{text}");
        check("next-day", Some(RestDayArrival::NextDay));
        check("next_day", Some(RestDayArrival::NextDay));
        check(" Deemed-Received ", Some(RestDayArrival::DeemedReceived));
        check("次日起算", None);
    }
}
