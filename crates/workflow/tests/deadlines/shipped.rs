//! The calendar and the time rules that are shipped in `config/seed`.

use chrono::NaiveDate;
use huiyin_core::{Channel, ObligationKind, SuggestionKind, Track};
use huiyin_workflow::calendar::{CalendarNotice, DayKind, WorkCalendar};
use huiyin_workflow::time_rule::{RuleQuery, TimeRules};

use super::fixture::{day, shipped};

const NOTICES: [&str; 3] = [
    include_str!("../../../../config/seed/calendar/2024.json"),
    include_str!("../../../../config/seed/calendar/2025.json"),
    include_str!("../../../../config/seed/calendar/2026.json"),
];
const RULES: &str = include_str!("../../../../config/seed/time_rules.toml");

#[test]
fn the_shipped_calendar_is_that_of_the_notices() {
    let notices = NOTICES.map(|json| CalendarNotice::from_holiday_cn(json).unwrap());
    let calendar = WorkCalendar::from_notices("shipped", notices);
    let list = |calendar: &WorkCalendar| -> Vec<(NaiveDate, DayKind, String)> {
        let days = calendar.days();
        days.map(|day| (day.day, day.kind, day.name.clone()))
            .collect()
    };
    assert_eq!(list(&calendar), list(&shipped()));
    assert_eq!(
        calendar.known_years().collect::<Vec<_>>(),
        [2024, 2025, 2026]
    );
}

#[test]
fn the_shipped_rules_are_the_defaults_of_the_field() {
    use SuggestionKind::{
        Complaint, Disclosure, HelpRequest, Improvement, Inquiry, Petition, Proposal,
    };
    let rules = TimeRules::from_toml(RULES).unwrap();
    let check = |obligation, kind, track, expect: &str| {
        let query = RuleQuery {
            obligation,
            kind,
            track,
            channel: Channel::Web,
            urgent: false,
            on: day("2026-09-01"),
        };
        let limit = rules.find(&query).map(|rule| rule.limit.to_string());
        assert_eq!(limit.as_deref(), Some(expect), "{obligation} {kind}");
    };
    let ordinary = [
        (ObligationKind::Accept, Proposal, "1个工作日"),
        (ObligationKind::Supplement, Proposal, "7个工作日"),
        (ObligationKind::TellDecline, Proposal, "2个工作日"),
        (ObligationKind::Assign, Proposal, "1个工作日"),
        (ObligationKind::Acknowledge, Proposal, "1个工作日"),
        (ObligationKind::Reply, Inquiry, "2个工作日"),
        (ObligationKind::Reply, Proposal, "10个工作日"),
        (ObligationKind::Reply, HelpRequest, "10个工作日"),
        (ObligationKind::Reply, Complaint, "15个工作日"),
        (ObligationKind::Reply, Disclosure, "15个工作日"),
        (ObligationKind::SignOff, Complaint, "1个工作日"),
        (ObligationKind::FollowUp, Complaint, "1个工作日"),
        (ObligationKind::Rate, Complaint, "10个工作日"),
    ];
    for (obligation, kind, expect) in ordinary {
        check(obligation, kind, Track::Ordinary, expect);
    }
    check(
        ObligationKind::Reply,
        Improvement,
        Track::Improvement,
        "1个月",
    );
    check(ObligationKind::Accept, Petition, Track::Petition, "15日");
    check(ObligationKind::Reply, Petition, Track::Petition, "60日");
}
